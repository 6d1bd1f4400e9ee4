//! The text of several pages sent as one message, because they came faster than a person can read.

use super::gsm::{ONE_PART, cut_to, gsm7, septets};
use super::text::Words;
use crate::incident::Incident;
use crate::responder::Channel;
use std::fmt::Write as _;

/// Writes one message for the incidents that wait, the most urgent first. `console` is the link for responding to all
/// of them. Incident names are cut to fit, the link never is.
pub fn bundle_words(channel: Channel, incidents: &[&Incident], console: Option<&str>) -> Words {
    let mut incidents: Vec<&Incident> = incidents.to_vec();
    incidents.sort_by_key(|incident| (incident.severity, incident.opened_at));
    let subject = format!("{} incidents wait for you", incidents.len());
    let names: Vec<String> = incidents
        .iter()
        .map(|incident| format!("#{} {} {}", incident.number, incident.severity, incident.service_title))
        .collect();
    let body = match channel {
        Channel::Sms | Channel::Voice => short(&subject, &names, console),
        _ => long(&subject, &incidents, console),
    };
    Words { subject, body }
}

/// At most two parts.
fn short(subject: &str, names: &[String], console: Option<&str>) -> String {
    let link = console.map_or("\ncallout incidents".to_owned(), |link| format!("\n{link}"));
    let room = ONE_PART.checked_sub(septets(&link)).filter(|room| *room >= 60).unwrap_or(100);
    let list = gsm7(&format!("{subject}: {}", names.join(", ")));
    format!("{}{link}", cut_to(&list, room))
}

fn long(subject: &str, incidents: &[&Incident], console: Option<&str>) -> String {
    let mut text = format!("{subject}:\n\n");
    for incident in incidents {
        let Incident { number, severity, service_title, title, .. } = incident;
        let _ = writeln!(text, "  #{number}  {severity}  {service_title}: {title}");
    }
    let _ = match console {
        Some(link) => write!(text, "\nAll of them: {link}\n"),
        None => write!(text, "\nAll of them: callout incidents\n"),
    };
    text
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
            format!("https://{}.lambda-url.ap-southeast-2.on.aws/c/{}", "a".repeat(32), "t".repeat(48));
        let words = bundle_words(Channel::Sms, &many, Some(&link));
        assert!(
            words.body.starts_with("40 incidents wait for you: #12 SEV2 Payments, #12"),
            "{}",
            words.body
        );
        assert!(words.body.ends_with(&link));
        assert!(sms_parts(&words.body).is_some_and(|parts| parts <= 2));
    }

    #[test]
    fn the_worst_is_named_first() {
        let (two, mut one) = (incident("a"), incident("b"));
        one.severity = crate::severity::Severity::Sev1;
        let words = bundle_words(Channel::Email, &[&two, &one], None);
        assert!(words.body.find("SEV1") < words.body.find("SEV2"), "{}", words.body);
    }
}
