//! Limits an event to sizes that the queue and the table accept, whatever a sender writes.
//!
//! Truncates and marks; never rejects, and never changes a dedup key so that two alarms collide.

use callout_domain::alarm::{AlarmEvent, MAX_RAW, MAX_SUMMARY, clip, legible};
use callout_domain::ids::{digest, hex};

/// The most labels kept: an alarm has at most 30 dimensions and 50 tags.
const MAX_LABELS: usize = 100;
/// The most characters of a label's name.
const MAX_LABEL_NAME: usize = 160;
/// The most characters of a label's value; the longest known, a metric dimension, has 1,024.
const MAX_LABEL: usize = 1024;
/// The most bytes of all labels of an event, so that ten events fit one SQS batch.
const MAX_LABELS_TOTAL: usize = 24 * 1024;
/// The most links kept.
const MAX_LINKS: usize = 20;
/// The most characters of an address; longer ones do not open in every browser.
const MAX_HREF: usize = 2048;
/// The most bytes of all addresses.
const MAX_LINKS_TOTAL: usize = 12 * 1024;
/// The most child alarms of a composite alarm (CloudWatch's own limit).
pub(super) const MAX_CHILDREN: usize = 100;
/// The most bytes of all their keys; an alarm's ARN seldom has 150.
const MAX_CHILDREN_TOTAL: usize = 16 * 1024;
/// A longer key (no alarm name gives one), or one that cannot be sent, is replaced by its digest, never truncated.
const MAX_KEY: usize = 2048;

/// The event within all limits, its summary on one line.
pub(crate) fn within_limits(mut event: AlarmEvent) -> AlarmEvent {
    event.source = clip(&clean(&event.source), MAX_LABEL_NAME);
    // Truncated, it would match no service, and routes decide.
    event.service =
        event.service.map(|service| clip(&clean(service.as_str()), MAX_LABEL_NAME).as_str().into());
    event.dedup_key = key(event.dedup_key);
    let mut room = MAX_CHILDREN_TOTAL;
    event.children = event.children.into_iter().map(key).take(MAX_CHILDREN).collect();
    event.children.retain(|key| fits(&mut room, key));
    event.summary = clip(&one_line(&event.summary), MAX_SUMMARY);
    if event.summary.is_empty() {
        event.summary = format!("An event of {} that says nothing of itself", event.source);
    }
    event.detail = clip(clean(&event.detail).trim(), MAX_RAW);
    event.muted = event.muted.map(|reason| clip(&clean(&reason), MAX_SUMMARY));
    let mut room = MAX_LABELS_TOTAL;
    event.labels = std::mem::take(&mut event.labels)
        .into_iter()
        .take(MAX_LABELS)
        .map(|(name, value)| (clip(&clean(&name), MAX_LABEL_NAME), clip(&clean(&value), MAX_LABEL)))
        .take_while(|(name, value)| fits(&mut room, name) && fits(&mut room, value))
        .collect();
    event.links.retain(|link| link.href.len() <= MAX_HREF && !link.href.contains(is_unsendable));
    event.links.truncate(MAX_LINKS);
    let mut room = MAX_LINKS_TOTAL;
    event.links.retain(|link| fits(&mut room, &link.href));
    for link in &mut event.links {
        link.text = clip(&one_line(&link.text), MAX_LABEL_NAME);
    }
    event
}

/// Whether a text, as JSON, fits into the remaining room, which it then uses.
fn fits(room: &mut usize, text: &str) -> bool {
    let size = text.len() + text.matches(['"', '\\', '\t', '\n', '\r']).count();
    let fits = size <= *room;
    *room = room.saturating_sub(size);
    fits
}

/// A key as it is stored; the same for an alarm and where another alarm refers to it.
fn key(key: String) -> String {
    if key.len() > MAX_KEY || key.contains(is_unsendable) { hex(&digest(&["long key", &key])) } else { key }
}

/// Replaces characters that the queue rejects or nobody can read, and takes out what would disturb other text.
fn clean(text: &str) -> String {
    legible(&text.replace(is_unsendable, "\u{FFFD}"))
}

/// SQS accepts the characters of XML 1.0: no U+FFFE, no U+FFFF, of the control characters only tab and line ends. JSON
/// allows or escapes the other control characters, but people cannot read them.
fn is_unsendable(c: char) -> bool {
    matches!(c, '\u{FFFE}' | '\u{FFFF}') || (c.is_control() && !matches!(c, '\t' | '\n' | '\r'))
}

fn one_line(text: &str) -> String {
    let line = clean(&text.replace(char::is_control, " "));
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use callout_domain::alarm::{AlarmKind, Link};

    /// An event with a text in every field.
    fn saying(text: &str) -> AlarmEvent {
        AlarmEvent {
            source: text.to_owned(),
            dedup_key: text.to_owned(),
            kind: AlarmKind::Trigger,
            summary: text.to_owned(),
            severity: None,
            service: Some(text.into()),
            changed_at: "2026-11-22T03:00:00Z".parse().unwrap(),
            order: Default::default(),
            labels: [(text.to_owned(), text.to_owned())].into(),
            links: vec![
                Link { text: text.to_owned(), href: "https://fine.example.com/".to_owned() },
                Link { text: text.to_owned(), href: format!("https://example.com/{text}") },
            ],
            detail: text.to_owned(),
            muted: Some(text.to_owned()),
            children: vec![text.to_owned()],
        }
    }

    #[test]
    fn no_text_turns_a_line_around_or_paints_over_the_one_above() {
        let event = within_limits(saying(&format!("evil \u{202E}exe Z{}", "\u{336}".repeat(60))));
        let (name, value) = event.labels.first_key_value().unwrap();
        let service = event.service.as_ref().unwrap().as_str();
        let said =
            [&event.summary, &event.detail, name, value, &event.links[0].text, event.muted.as_ref().unwrap()];
        for text in said.map(String::as_str).into_iter().chain([service, event.source.as_str()]) {
            assert_eq!(text, "evil exe Z\u{336}\u{336}\u{336}");
        }
    }

    #[test]
    fn what_the_queue_refuses_is_marked_everywhere() {
        let event = within_limits(saying("a\u{FFFE}b\u{FFFF}c\u{0}d\u{7f}\n\te"));
        let body = serde_json::to_string(&event).unwrap();
        assert!(!body.contains(is_unsendable), "{body:?}");
        assert_eq!(event.detail, "a\u{FFFD}b\u{FFFD}c\u{FFFD}d\u{FFFD}\n\te");
        assert_eq!(event.summary, "a\u{FFFD}b\u{FFFD}c d e");
        assert_eq!(event.links.len(), 1, "an address with such characters leads nowhere");
    }

    #[test]
    fn two_keys_that_differ_in_what_is_refused_stay_two() {
        let key = |text: &str| within_limits(saying(text)).dedup_key;
        assert_ne!(key("a\u{FFFE}"), key("a\u{FFFF}"));
        assert_eq!(key("payments-5xx"), "payments-5xx");
    }

    #[test]
    fn ten_of_the_largest_events_fit_one_batch_of_the_queue() {
        for text in ["\"", "é", "\\", "𝄞"] {
            let mut event = saying(&text.repeat(100_000));
            event.labels = (0..200).map(|i| (format!("{i}"), text.repeat(2000))).collect();
            event.children = (0..200).map(|i| format!("{i}{}", text.repeat(300))).collect();
            let link = |i| Link {
                text: text.repeat(500),
                href: format!("https://example.com/{i}{}", text.repeat(450)),
            };
            event.links = (0..50).map(link).collect();
            let size = serde_json::to_string(&within_limits(event)).unwrap().len();
            assert!(size <= 100 * 1024, "{size} bytes of {text}");
        }
    }

    #[test]
    fn an_event_without_a_visible_word_still_has_a_line() {
        let event = within_limits(saying("\u{1c}\u{7}"));
        assert!(event.summary.contains("says nothing"), "{}", event.summary);
    }

    #[test]
    fn a_child_is_named_as_its_own_alert_is() {
        for text in ["payments-5xx", "a\u{FFFE}", &"é".repeat(5000)] {
            let event = within_limits(saying(text));
            assert_eq!(event.children, [event.dedup_key]);
        }
    }

    #[test]
    fn a_flood_of_children_is_cut() {
        let mut event = saying("sum");
        event.children = (0..5000).map(|i| format!("{i}{}", "x".repeat(1000))).collect();
        let children = within_limits(event).children;
        assert_eq!(children.len(), 16);
        assert!(children[0].starts_with('0'), "what set it off comes first");
    }
}
