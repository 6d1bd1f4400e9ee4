//! The text of several messages sent as one, because they came faster than a person can read or a carrier takes them.

use super::MessageKind;
use super::gsm::{ONE_PART, cut_to, gsm7, septets};
use super::text::Words;
use super::{foreign, machine};
use crate::incident::Incident;
use crate::responder::Channel;
use std::fmt::Write as _;

/// Writes one message for the incidents that wait, the most urgent first. `mine` is the link to the
/// reader's own incidents. Incident names are cut to fit, the link never is.
pub fn bundle_words(channel: Channel, incidents: &[&Incident], mine: Option<&str>) -> Words {
    let mut incidents: Vec<&Incident> = incidents.to_vec();
    incidents.sort_by_key(|incident| (incident.severity, incident.opened_at));
    let subject = unacknowledged(incidents.len());
    let names: Vec<String> = incidents
        .iter()
        .map(|incident| format!("#{} {} {}", incident.number, incident.severity, incident.service_title))
        .collect();
    let body = match channel {
        Channel::Sms | Channel::Voice => short(&subject, &names, mine),
        Channel::Email => long(&subject, &incidents, mine),
        Channel::Https | Channel::Lambda => machine::bundle_document(&incidents, mine),
        Channel::Chat => room(&subject, &incidents),
    };
    Words { subject, body }
}

/// Writes one message for what waited and pages nobody, by purpose. `mine` is the link to the reader's own
/// incidents.
pub fn bundle_of_non_pages_words(
    channel: Channel,
    waiting: &[(MessageKind, &Incident)],
    mine: Option<&str>,
) -> Words {
    let mut waiting = waiting.to_vec();
    waiting.sort_by_key(|(kind, incident)| (order(*kind), incident.severity, incident.opened_at));
    let parts: Vec<&[(MessageKind, &Incident)]> = waiting.chunk_by(|one, next| one.0 == next.0).collect();
    let subject = match parts.as_slice() {
        [part] => heading(part),
        _ => format!("{} messages about incidents", waiting.len()),
    };
    let mine = mine.filter(|_| waiting.iter().any(|(kind, _)| kind.wants_answer()));
    let body = match channel {
        Channel::Sms | Channel::Voice => {
            let names = waiting
                .iter()
                .map(|(_, incident)| format!("#{} {}", incident.number, incident.service_title));
            short(&subject, &names.collect::<Vec<_>>(), mine)
        }
        Channel::Email => {
            parts.iter().map(|part| section(part)).collect::<Vec<_>>().join("\n") + &footer(mine)
        }
        Channel::Https | Channel::Lambda => machine::bundle_document(&all(&waiting), mine),
        Channel::Chat => room(&subject, &all(&waiting)),
    };
    Words { subject, body }
}

fn all<'a>(waiting: &[(MessageKind, &'a Incident)]) -> Vec<&'a Incident> {
    waiting.iter().map(|(_, incident)| *incident).collect()
}

/// For a room: without a link, since whoever opened it would act as one person.
fn room(subject: &str, incidents: &[&Incident]) -> String {
    let line = |incident: &&Incident| {
        let Incident { number, severity, service_title, title, .. } = incident;
        format!("#{number} {severity} {}: {}", foreign::plain(service_title), foreign::plain(title))
    };
    let lines: Vec<String> = incidents.iter().map(line).collect();
    machine::custom(subject, &lines.join("\n"), "callout-bundle", subject, "bundle")
}

/// What asks for a reply comes first.
fn order(kind: MessageKind) -> u8 {
    match kind {
        MessageKind::Page | MessageKind::Help => 0,
        MessageKind::AckReminder => 1,
        MessageKind::Informed => 2,
        MessageKind::Report => 3,
        MessageKind::OpenReminder => 4,
        MessageKind::UpdateReminder => 5,
        MessageKind::PostmortemReminder => 6,
        MessageKind::Reopened => 7,
        MessageKind::TakenOver => 8,
        MessageKind::Resolved => 9,
    }
}

fn heading(part: &[(MessageKind, &Incident)]) -> String {
    let incidents = counted(part.len(), "incident");
    match part.first().map(|(kind, _)| *kind) {
        Some(MessageKind::Resolved) => format!("Resolved: {incidents}"),
        Some(MessageKind::Reopened) => format!("Reopened: {incidents}"),
        Some(MessageKind::TakenOver) => format!("Taken over by others: {incidents}"),
        Some(MessageKind::AckReminder) => format!("Still on it? {incidents}"),
        Some(MessageKind::Informed) => format!("Reported by colleagues: {incidents}"),
        Some(MessageKind::Report) => format!("Reported again: {incidents}"),
        Some(MessageKind::OpenReminder) => format!("Still open: {incidents}"),
        Some(MessageKind::UpdateReminder) => format!("Customers wait for an update: {incidents}"),
        Some(MessageKind::PostmortemReminder) => format!("Postmortem due: {incidents}"),
        _ => unacknowledged(part.len()),
    }
}

fn unacknowledged(incidents: usize) -> String {
    format!("You have {}", counted(incidents, "unacknowledged incident"))
}

fn counted(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

fn section(part: &[(MessageKind, &Incident)]) -> String {
    let mut text = format!("{}:\n\n", heading(part));
    part.iter().for_each(|(_, incident)| line(&mut text, incident));
    text
}

fn line(text: &mut String, incident: &Incident) {
    let Incident { number, severity, service_title, title, .. } = incident;
    let _ = writeln!(text, "  #{number}  {severity}  {service_title}: {}", foreign::unlinked(title));
}

fn footer(mine: Option<&str>) -> String {
    mine.map(|link| format!("\nSee all: {link}\n")).unwrap_or_default()
}

/// At most two parts.
fn short(subject: &str, names: &[String], mine: Option<&str>) -> String {
    let link = mine.map_or("\ncallout incidents".to_owned(), |link| format!("\n{link}"));
    let room = ONE_PART.checked_sub(septets(&link)).filter(|room| *room >= 60).unwrap_or(100);
    let list = gsm7(&format!("{subject}: {}", names.join(", ")));
    format!("{}{link}", cut_to(&list, room))
}

fn long(subject: &str, incidents: &[&Incident], mine: Option<&str>) -> String {
    let mut text = format!("{subject}:\n\n");
    for incident in incidents {
        line(&mut text, incident);
    }
    text + &footer(mine.or(Some("callout incidents")))
}

#[cfg(test)]
mod tests {
    use super::super::sms_parts;
    use super::super::testing::incident;
    use super::*;

    #[test]
    fn several_incidents_fit_in_two_parts_and_keep_their_link() {
        let one = incident("payments-errors");
        let many: Vec<&Incident> = std::iter::repeat_n(&one, 40).collect();
        let link =
            format!("https://{}.lambda-url.ap-southeast-2.on.aws/m/{}", "a".repeat(32), "t".repeat(48));
        let words = bundle_words(Channel::Sms, &many, Some(&link));
        assert!(
            words.body.starts_with("You have 40 unacknowledged incidents: #12 SEV2 Payments, #12"),
            "{}",
            words.body
        );
        assert!(words.body.ends_with(&link));
        assert!(sms_parts(&words.body) <= 2);
    }

    #[test]
    fn what_pages_nobody_is_listed_by_purpose_and_has_a_link_if_it_wants_an_answer() {
        let (one, two) = (incident("a"), incident("b"));
        let resolved = [(MessageKind::Resolved, &one), (MessageKind::Resolved, &two)];
        let words = bundle_of_non_pages_words(Channel::Email, &resolved, Some("https://callout.example/m/t"));
        assert_eq!(words.subject, "Resolved: 2 incidents");
        assert!(
            words.body.starts_with("Resolved: 2 incidents:\n\n  #12  SEV2  Payments: "),
            "{}",
            words.body
        );
        assert!(!words.body.contains("https"), "{}", words.body);
        let mixed = [(MessageKind::Resolved, &one), (MessageKind::AckReminder, &two)];
        let words = bundle_of_non_pages_words(Channel::Email, &mixed, Some("https://callout.example/m/t"));
        assert_eq!(words.subject, "2 messages about incidents");
        assert!(words.body.find("Still on it? 1 incident:") < words.body.find("Resolved: 1 incident:"));
        assert!(words.body.ends_with("https://callout.example/m/t\n"), "{}", words.body);
    }

    #[test]
    fn the_worst_is_named_first() {
        let (two, mut one) = (incident("a"), incident("b"));
        one.severity = crate::severity::Severity::Sev1;
        let words = bundle_words(Channel::Email, &[&two, &one], None);
        assert!(words.body.find("SEV1") < words.body.find("SEV2"), "{}", words.body);
    }
}
