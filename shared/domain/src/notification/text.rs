//! The text of a message. The first hundred characters hold severity, service, summary, and start time.

use super::gsm::{
    ONE_PART, WIDE_THREE_PARTS, cut_to, cut_wide, gsm7, needs_its_script, septets, spell, units,
};
use super::mail::mail;
use super::said::{asks, taken_over};
use super::why::{about, in_a_word};
use super::{Message, MessageKind, foreign, machine};
use crate::incident::Incident;
use crate::responder::Channel;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The maximum length of an SNS subject.
const MAX_SUBJECT: usize = 99;
/// Characters before the link in a text message.
const MAX_LEAD: usize = 100;
/// The same for scripts whose letters take more room, if the link leaves less.
const MIN_WIDE_LEAD: usize = 60;

/// The text of a message, ready to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// For channels with a subject line.
    pub subject: String,
    /// The text.
    pub body: String,
}

/// Writes a message. `link` is where the recipient can respond; `zone` is the recipient's time zone.
pub fn words(message: &Message, incident: &Incident, link: Option<&str>, zone: &TimeZone) -> Words {
    let why = in_a_word(message, incident);
    let title = foreign::unlinked(about(message, incident));
    let lead = format!("{why}{}", lead(message.kind, incident, &title, zone));
    let subject = subject(&lead);
    let body = match message.channel {
        Channel::Sms => sms(message.kind, (&lead, &title), incident, link),
        Channel::Email => mail(message, incident, link, zone),
        Channel::Voice => voice(message.kind, incident, &title),
        Channel::Https | Channel::Lambda => machine::document(message, incident, link),
        Channel::Chat => machine::chat(message.kind, incident, link, &subject),
    };
    Words { subject, body }
}

/// Severity, service, summary, and start time: the part that must survive a cut.
fn lead(kind: MessageKind, incident: &Incident, title: &str, zone: &TimeZone) -> String {
    let Incident { number, severity, service_title, .. } = incident;
    let since = clock(incident.opened_at, zone);
    match kind {
        MessageKind::Page => format!("{severity} {service_title} {since} #{number}: {title}"),
        MessageKind::Help => format!("Help wanted: {severity} {service_title} {since} #{number}: {title}"),
        MessageKind::Resolved => format!("Resolved: #{number} {severity} {service_title}: {title}"),
        MessageKind::Reopened => format!("Reopened: #{number} {severity} {service_title}: {title}"),
        MessageKind::TakenOver => {
            format!("{}: {severity} {service_title}: {title}", taken_over(incident))
        }
        MessageKind::AckReminder => {
            format!("Still on it? #{number} {severity} {service_title}: {title}")
        }
        MessageKind::Informed => {
            format!("Reported by a colleague: #{number} {severity} {service_title}: {title}")
        }
        MessageKind::Report => format!("Reported again: #{number} {severity} {service_title}: {title}"),
        MessageKind::OpenReminder => format!("Still open: #{number} {severity} {service_title}: {title}"),
        MessageKind::UpdateReminder => {
            format!("Customers wait for an update: #{number} {severity} {service_title}: {title}")
        }
        MessageKind::PostmortemReminder => format!("Postmortem due: #{number} {service_title}: {title}"),
    }
}

fn clock(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%H:%M").to_string()
}

/// Two parts with a long link, one with a short one; of another script than Latin at most three. The lead is cut to fit, the
/// link never is.
fn sms(kind: MessageKind, (lead, title): (&str, &str), incident: &Incident, link: Option<&str>) -> String {
    let link = match link {
        _ if !asks(kind, incident) => String::new(),
        Some(link) => format!("\n{link}"),
        None if !kind.is_to_acknowledge() => format!("\ncallout show {}", incident.number),
        None => format!("\ncallout ack {}", incident.number),
    };
    if needs_its_script(title) {
        let room = WIDE_THREE_PARTS.saturating_sub(units(&link)).clamp(MIN_WIDE_LEAD, MAX_LEAD);
        return format!("{}{link}", cut_wide(lead, room));
    }
    let room =
        ONE_PART.checked_sub(septets(&link)).filter(|room| *room >= 60).unwrap_or(MAX_LEAD).min(MAX_LEAD);
    format!("{}{link}", cut_to(&gsm7(lead), room))
}

/// Spoken twice: a person who just woke up misses the first words.
fn voice(kind: MessageKind, incident: &Incident, title: &str) -> String {
    let Incident { number, severity, service_title, .. } = incident;
    let ask = if asks(kind, incident) && kind.is_to_acknowledge() {
        "Open the link in your messages to acknowledge."
    } else {
        ""
    };
    let (opening, lead) = match kind {
        MessageKind::Resolved => (".", format!("Incident {number} in {service_title} is over: {title}.")),
        MessageKind::Reopened => {
            (".", format!("Incident {number} in {service_title} is open again: {title}."))
        }
        MessageKind::Page => {
            (" with", format!("a {severity} page for {service_title}. Incident {number}: {title}. {ask}"))
        }
        _ => (".", format!("{severity} in {service_title}. Incident {number}: {title}. {ask}")),
    };
    format!("This is Callout{opening} {lead} I repeat: {lead}")
}

/// Converts text to a valid SNS subject: short, ASCII, no control characters. What does not fit ends with a word.
pub(super) fn subject(text: &str) -> String {
    const MORE: &str = "...";
    let text = spell(text, |character| character.is_ascii());
    let Some(kept) = text.get(..MAX_SUBJECT).filter(|kept| kept.len() < text.len()) else { return text };
    let kept = kept.get(..MAX_SUBJECT - MORE.len()).unwrap_or(kept);
    // A word as long as that is cut.
    let end = kept.rfind(' ').filter(|end| *end > MAX_SUBJECT / 2).unwrap_or(kept.len());
    format!("{}{MORE}", kept.get(..end).unwrap_or(kept).trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alarm::Link;
    use crate::incident::{Actor, Command, CommandInfo, decide};
    use crate::notification::sms_parts;
    use crate::notification::testing::{incident, message};
    use crate::settings::Rules;
    use proptest::prelude::*;

    const FUNCTION_URL: &str = "https://abcdefghijklmnopqrstuvwxyz012345.lambda-url.ap-southeast-2.on.aws";
    const SHORT: &str = "https://oncall.example.io";
    /// A token of the usual length.
    const TOKEN: &str = "EdMA7K1CJrD1QBiiq4nqHg1jzgD3oW2s4K88f-51u3fHPBcF";

    fn text(title: &str, base: &str) -> String {
        let link = format!("{base}/a/{TOKEN}");
        words(&message(Channel::Sms, MessageKind::Page), &incident(title), Some(&link), &TimeZone::UTC).body
    }

    #[test]
    fn a_subject_that_does_not_fit_ends_with_a_word() {
        assert_eq!(subject("Ben is on call"), "Ben is on call");
        let exactly = "x".repeat(MAX_SUBJECT);
        assert_eq!(subject(&exactly), exactly);
        let long = subject(&"until Sunday ".repeat(20));
        assert!(long.ends_with(" Sunday...") || long.ends_with(" until..."), "{long}");
        assert!(long.len() <= MAX_SUBJECT);
        assert_eq!(subject(&"x".repeat(300)).len(), MAX_SUBJECT, "one word");
    }

    #[test]
    fn a_text_message_says_what_matters_first() {
        let text = text("payments-errors: Errors is 12, above 5", SHORT);
        assert!(
            text.starts_with("SEV2 Payments 03:00 #12: payments-errors: Errors is 12, above 5\nhttps://"),
            "{text}"
        );
    }

    #[test]
    fn a_link_with_a_short_address_fits_one_part_and_a_function_url_two() {
        for title in
            ["short", &"long ".repeat(200), &"€^{}".repeat(100), "Ünïcödé — 支払い失敗 “quoted” 🔥🔥🔥"]
        {
            assert_eq!(sms_parts(&text(title, SHORT)), 1, "{}", text(title, SHORT));
            assert!(sms_parts(&text(title, FUNCTION_URL)) <= 2);
            assert!(text(title, FUNCTION_URL).ends_with(TOKEN), "the link is never cut");
        }
    }

    #[test]
    fn a_title_in_another_script_is_sent_in_it() {
        for title in ["支払い失敗", "فشل الدفع", "Αποτυχία πληρωμής", "Оплата не проходит"]
        {
            let short = text(title, SHORT);
            assert!(short.starts_with(&format!("SEV2 Payments 03:00 #12: {title}\nhttps://")), "{short}");
            assert!(sms_parts(&short) <= 2, "{short}");
            let long = text(&title.repeat(100), FUNCTION_URL);
            assert!(sms_parts(&long) <= 3 && long.ends_with(TOKEN) && long.contains("…\n"), "{long}");
        }
        let mixed = text("payments-errors: 支払い失敗", SHORT);
        assert!(mixed.contains("#12: payments-errors: ") && mixed.is_ascii(), "most of it is Latin: {mixed}");
    }

    /// What an alarm may say to pass for Callout.
    const FORGED: &str = "x\n\nAcknowledge: https://evil.example/a/EdMA7K\n(The link opens a page; nothing happens until you press its button.)";

    #[test]
    fn our_own_link_comes_before_everything_an_alarm_says_and_that_is_quoted() {
        let mut forged = incident("Acknowledge: https://evil.example/a/EdMA7K");
        forged.detail = FORGED.to_owned();
        forged.links = vec![Link { text: "Details".to_owned(), href: "https://evil.example/b".to_owned() }];
        let own = format!("{SHORT}/a/{TOKEN}");
        let page = message(Channel::Email, MessageKind::Page);
        let mail = words(&page, &forged, Some(&own), &TimeZone::UTC).body;
        let first = mail.find("https://").unwrap();
        assert!(mail[first..].starts_with(&own), "{mail}");
        let said = mail.find("The alarm says:").unwrap();
        let quoted = mail[said..].lines().skip(1).filter(|line| !line.is_empty());
        assert!(quoted.clone().all(|line| line.starts_with("> ")), "{mail}");
        assert_eq!(mail.matches("\nAcknowledge: ").count(), 1, "{mail}");
        assert!(!mail[..said].contains("evil.example/"), "{mail}");
    }

    #[test]
    fn news_about_what_somebody_has_asks_for_no_acknowledgement() {
        let declared = Incident { declared: true, ..incident("Prices of yesterday") };
        for (kind, lead) in
            [(MessageKind::OpenReminder, "Still open"), (MessageKind::Report, "Reported again")]
        {
            for channel in [Channel::Sms, Channel::Email, Channel::Voice, Channel::Chat] {
                let told = words(&message(channel, kind), &declared, Some(SHORT), &TimeZone::UTC);
                assert_eq!(told.subject, format!("{lead}: #12 SEV2 Payments: Prices of yesterday"));
                assert!(!told.body.contains("cknowledge") && !told.body.contains("firing"), "{}", told.body);
                assert!(channel == Channel::Voice || told.body.contains(SHORT), "{}", told.body);
            }
        }
    }

    #[test]
    fn a_mail_that_asks_for_help_says_who_asks() {
        let rules = Rules::build(
            toml::from_str("[responders.ana]\nname = 'Ana'\ncontacts = [{ channel = 'email', address = 'ana@example.com' }]").unwrap(),
        );
        let info = CommandInfo { by: Actor::operator("dana"), now: "2026-11-22T03:01:00Z".parse().unwrap() };
        let help = Command::AddResponder { who: "ana".into() };
        let mut asked = decide(&incident("payments-errors"), &help, &rules, &info).unwrap().incident;
        let mail = |incident: &Incident| {
            words(&message(Channel::Email, MessageKind::Help), incident, None, &TimeZone::UTC).body
        };
        let said = mail(&asked);
        assert!(said.starts_with("dana asks for your help with this SEV2 in Payments.\n"), "{said}");
        asked.engagements.clear();
        assert!(mail(&asked).starts_with("Your help is requested with this SEV2 in Payments.\n"));
    }

    #[test]
    fn a_call_says_first_what_it_is() {
        let page = message(Channel::Voice, MessageKind::Page);
        let said = words(&page, &incident("payments-errors"), Some(SHORT), &TimeZone::UTC).body;
        let lead = "a SEV2 page for Payments. Incident 12: payments-errors. Open the link in your messages to acknowledge.";
        assert_eq!(said, format!("This is Callout with {lead} I repeat: {lead}"));
    }

    #[test]
    fn a_mail_about_what_a_person_resolved_says_that_alerts_still_fire() {
        let mut resolved = incident("payments-errors");
        resolved.resolved_by = Some(Actor::operator("cho"));
        let mail = |incident: &Incident| {
            words(&message(Channel::Email, MessageKind::Resolved), incident, None, &TimeZone::UTC).body
        };
        let fires = mail(&resolved);
        let lead = "Resolved by cho; 1 alert was still firing.\nWhat is reported again opens a new incident and pages.\n";
        assert!(fires.starts_with(lead) && !fires.contains("No action needed"), "{fires}");
        resolved.alerts.open = 0;
        assert!(mail(&resolved).starts_with("Resolved by cho. No action needed.\n"));
        resolved.resolved_by = None;
        assert!(mail(&resolved).starts_with("Resolved. No action needed.\n"));
    }

    #[test]
    fn the_only_address_in_a_text_message_is_ours() {
        let text = text("Ack: https://evil.example/a/EdMA7K", SHORT);
        assert_eq!(text.matches("://").count(), 1, "{text}");
        assert!(text.ends_with(TOKEN) && !text.contains("evil.example"), "{text}");
    }

    #[test]
    fn nothing_an_alarm_says_links_or_mentions_in_a_room() {
        let mut forged = incident("[Acknowledge](https://evil.example) <!channel>");
        forged.detail = "[Acknowledge](https://evil.example)\n@here".to_owned();
        let href = "https://evil.example/x)[Acknowledge](https://evil.example".to_owned();
        forged.links = vec![Link { text: "a](https://evil.example) [b".to_owned(), href }];
        let room = message(Channel::Chat, MessageKind::Page);
        let text = words(&room, &forged, Some("https://callout.example/a/t"), &TimeZone::UTC).body;
        let text: serde_json::Value = serde_json::from_str(&text).unwrap();
        let said = text["content"]["description"].as_str().unwrap();
        assert!(said.starts_with("[Acknowledge](https://callout.example/a/t)\n"), "{said}");
        assert_eq!(said.matches("](").count(), 2, "ours, and the alarm's with its host: {said}");
        assert!(said.contains("evil.example]("), "{said}");
        let all = text.to_string();
        assert!(!all.contains("<!") && !all.contains("@here"), "{all}");
    }

    #[test]
    fn a_subject_is_what_sns_accepts() {
        let words = words(
            &message(Channel::Email, MessageKind::Page),
            &incident("line one\nline two — 支払い\u{7}"),
            None,
            &TimeZone::UTC,
        );
        assert!(words.subject.is_ascii() && !words.subject.contains(char::is_control), "{:?}", words.subject);
        assert!(words.subject.len() < 100);
    }

    proptest! {
        #[test]
        fn no_title_makes_a_text_message_longer_than_its_script_needs(title in ".{0,300}") {
            let text = text(&title, FUNCTION_URL);
            prop_assert!(sms_parts(&text) <= if needs_its_script(&title) { 3 } else { 2 }, "{}", text);
        }
    }
}
