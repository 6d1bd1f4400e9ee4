//! The words of a message: the first hundred characters say severity, service, what and since when.

use super::{Message, MessageKind};
use crate::incident::Incident;
use crate::responder::Channel;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::fmt::Write as _;

/// The most characters of an SNS subject.
const MAX_SUBJECT: usize = 99;
/// Characters of a text message that is one part, and of each part of a longer one (GSM 03.38, 03.40).
const ONE_PART: usize = 160;
const EACH_PART: usize = 153;
/// Characters that go before the link in a text message.
const MAX_LEAD: usize = 100;
/// What stands between brackets in GSM 03.38 costs two characters.
const EXTENDED: &str = "^{}\\[~]|€";
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡\
                     ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

/// A message ready to hand over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// For channels with a subject line.
    pub subject: String,
    /// The text.
    pub body: String,
}

/// Writes a message. `link` is where its receiver can act; `zone` is where they read the clock.
pub fn words(message: &Message, incident: &Incident, link: Option<&str>, zone: &TimeZone) -> Words {
    let subject: String = gsm7(&lead(message.kind, incident, zone)).chars().take(MAX_SUBJECT).collect();
    let body = match message.channel {
        Channel::Sms => sms(message.kind, incident, link, zone),
        Channel::Email => email(message.kind, incident, link, zone),
    };
    Words { subject, body }
}

/// Severity, service, what, since: what must survive being cut.
fn lead(kind: MessageKind, incident: &Incident, zone: &TimeZone) -> String {
    let Incident { number, severity, service_title, title, .. } = incident;
    let since = clock(incident.opened_at, zone);
    match kind {
        MessageKind::Page => format!("{severity} {service_title} {since} #{number}: {title}"),
        MessageKind::Resolved => format!("Resolved: #{number} {severity} {service_title}: {title}"),
        MessageKind::AckReminder => {
            format!("Still on it? #{number} {severity} {service_title}: {title}")
        }
        MessageKind::ReviewReminder => format!("Review due: #{number} {service_title}: {title}"),
    }
}

fn clock(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%H:%M").to_string()
}

/// Two parts with a long link, one with a short one: the lead gives way, the link never does.
fn sms(kind: MessageKind, incident: &Incident, link: Option<&str>, zone: &TimeZone) -> String {
    let link = match (kind, link) {
        (MessageKind::Page | MessageKind::AckReminder, Some(link)) => format!("\n{link}"),
        _ => String::new(),
    };
    let room = ONE_PART.checked_sub(septets(&link)).filter(|room| *room >= 60).unwrap_or(MAX_LEAD).min(MAX_LEAD);
    format!("{}{link}", cut_to(&gsm7(&lead(kind, incident, zone)), room))
}

fn cut_to(text: &str, room: usize) -> String {
    if septets(text) <= room {
        return text.to_owned();
    }
    let mut kept = String::new();
    for character in text.chars() {
        if septets(&kept) + septets(character.encode_utf8(&mut [0; 4])) + 2 > room {
            break;
        }
        kept.push(character);
    }
    kept + ".."
}

fn email(kind: MessageKind, incident: &Incident, link: Option<&str>, zone: &TimeZone) -> String {
    let mut body = String::new();
    let _ = match kind {
        MessageKind::Page => writeln!(body, "{} in {}.\n", incident.severity, incident.service_title),
        MessageKind::Resolved => writeln!(body, "This is over. Nothing to do.\n"),
        MessageKind::AckReminder => {
            writeln!(body, "Do you still have this? Without a sign of life the next level is called out.\n")
        }
        MessageKind::ReviewReminder => writeln!(body, "The review of this incident is due.\n"),
    };
    let _ = writeln!(body, "  #{}  {}", incident.number, incident.title);
    let since = incident.opened_at.to_zoned(zone.clone()).strftime("%a %d %b %H:%M %Z").to_string();
    let _ = writeln!(body, "  Since {since}, {} of {} alerts firing", incident.alerts.open, incident.alerts.total);
    if !incident.detail.is_empty() {
        let _ = writeln!(body, "  {}", incident.detail);
    }
    body.push_str(&places(kind, incident, link));
    body
}

/// Where to go next, most useful first.
fn places(kind: MessageKind, incident: &Incident, link: Option<&str>) -> String {
    let mut text = String::new();
    if let (MessageKind::Page | MessageKind::AckReminder, Some(link)) = (kind, link) {
        let _ = write!(text, "\nAcknowledge: {link}\n(The link opens a page; nothing happens until you press its button.)\n");
    }
    if let (MessageKind::ReviewReminder, Some(review)) = (kind, &incident.review) {
        let _ = write!(text, "\nDraft: {}\nDue: {}\n", review.draft, review.due_at.strftime("%F %H:%M UTC"));
    }
    if let (MessageKind::Page | MessageKind::AckReminder, Some(runbook)) = (kind, &incident.runbook) {
        let _ = writeln!(text, "Runbook: {runbook}");
    }
    for link in incident.links.iter().filter(|l| Some(&l.href) != incident.runbook.as_ref()) {
        let _ = writeln!(text, "{}: {}", link.text, link.href);
    }
    text
}

/// Text in the alphabet of text messages: one other character would halve what a part holds.
pub fn gsm7(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if is_gsm7(character) {
            out.push(if character == '\n' || character == '\r' { ' ' } else { character });
        } else {
            out.push_str(&deunicode::deunicode_with_tofu_cow(character.encode_utf8(&mut [0; 4]), "?"));
        }
    }
    out
}

fn is_gsm7(character: char) -> bool {
    BASIC.contains(character) || EXTENDED.contains(character)
}

fn septets(text: &str) -> usize {
    text.chars().map(|character| if EXTENDED.contains(character) { 2 } else { 1 }).sum()
}

/// How many parts a text message is sent in; `None` if it holds a character outside the alphabet.
pub fn sms_parts(text: &str) -> Option<usize> {
    if !text.chars().all(is_gsm7) {
        return None;
    }
    let septets = septets(text);
    Some(if septets <= ONE_PART { 1 } else { septets.div_ceil(EACH_PART) })
}
