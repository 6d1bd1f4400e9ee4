//! Limits what a key may claim: for which formats it is accepted, and which alarms its events may report.
//!
//! Must not decide which services and severities its events may name: triage does, by the settings of that moment.

use callout_domain::alarm::AlarmEvent;
use callout_domain::settings::{Integration, KeyFormat};
use callout_formats::HIDDEN;

/// The source of events that no parser understood.
const UNPARSED: &str = "unparsed";
/// `callout key` makes no shorter key, and a shorter one might be part of a word.
const SHORTEST_KEY: usize = 8;
/// Labels that say where a CloudWatch alarm comes from. Routes and inhibitions match on these labels.
const LABELS_OF_AWS: [&str; 3] = ["alarm", "account", "region"];

/// Why the key of an integration is not accepted for a format, and what to do.
pub(crate) fn refusal(name: &str, integration: &Integration, format: KeyFormat) -> Option<String> {
    if integration.accepts(format) {
        return None;
    }
    let format = format.as_str();
    tracing::warn!(integration = name, format, "refused a request: its key is not accepted for this format");
    Some(match integration.topics.as_slice() {
        [] => format!("the key of `{name}` is not accepted for this format: add `{format}` to its `formats`"),
        _ => format!("the key of `{name}` is for its topics: give `{format}` an integration of its own"),
    })
}

/// Renames labels that only AWS's own alarms may have to `label.<name>`, so that no route takes a tool for CloudWatch.
pub(crate) fn rename_aws_labels(events: &mut [AlarmEvent]) {
    for event in events {
        for name in LABELS_OF_AWS {
            if let Some(value) = event.labels.remove(name) {
                event.labels.insert(format!("label.{name}"), value);
            }
        }
    }
}

/// Hides the key of a request in its events: their texts go on to mails, rooms and pages.
pub(crate) fn hide_key(events: &mut [AlarmEvent], key: &str) {
    if key.len() < SHORTEST_KEY {
        return;
    }
    for event in events {
        for text in [&mut event.summary, &mut event.detail, &mut event.dedup_key]
            .into_iter()
            .chain(event.labels.values_mut())
        {
            if text.contains(key) {
                *text = text.replace(key, HIDDEN);
            }
        }
        event.labels.retain(|name, _| !name.contains(key));
        event.links.retain(|link| !link.href.contains(key) && !link.text.contains(key));
    }
}

/// A topic may only report alarms of its own account. Events about other accounts get a source of the integration,
/// `integration/<name>/cloudwatch`, so that they change no alarm of theirs. Events about its own account keep their source,
/// so that an alarm reported twice stays one.
pub(crate) fn keep_to_account(events: &mut [AlarmEvent], integration: &str, topic_arn: &str) {
    let account = account_of(topic_arn).unwrap_or_default();
    for event in events.iter_mut().filter(|event| !belongs_to_account(event, account)) {
        event.source = format!("integration/{integration}/{}", event.source);
    }
}

/// Whether an event and all alarms that it summarizes belong to an account. What nobody can read belongs to the integration.
fn belongs_to_account(event: &AlarmEvent, account: &str) -> bool {
    let own = match account_of(&event.dedup_key) {
        Some(named) => Some(named),
        None => event.labels.get("account").map(String::as_str),
    };
    let children = event.children.iter().map(|child| account_of(child));
    event.source != UNPARSED && std::iter::once(own).chain(children).all(|named| named == Some(account))
}

/// The account in an ARN.
fn account_of(arn: &str) -> Option<&str> {
    arn.starts_with("arn:").then(|| arn.split(':').nth(4)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use callout_domain::alarm::AlarmKind;

    /// An event about an alarm, as a topic of the account 1111 sent it to the integration `other`; its source then.
    fn source(source: &str, key: &str, account: &str, children: &[&str]) -> String {
        let mut events = [AlarmEvent {
            source: source.to_owned(),
            dedup_key: key.to_owned(),
            kind: AlarmKind::Resolve,
            summary: "all is well".to_owned(),
            severity: None,
            service: None,
            changed_at: "2026-11-22T03:00:00Z".parse().unwrap(),
            order: Default::default(),
            labels: [("account".to_owned(), account.to_owned())].into(),
            links: Vec::new(),
            detail: String::new(),
            muted: None,
            children: children.iter().map(|&child| child.to_owned()).collect(),
        }];
        keep_to_account(&mut events, "other", "arn:aws:sns:eu-west-1:1111:alarms");
        events[0].source.clone()
    }

    #[test]
    fn a_topic_reports_only_alarms_of_its_own_account() {
        let (own, other) =
            ("arn:aws:cloudwatch:eu-west-1:1111:alarm:a", "arn:aws:cloudwatch:eu-west-1:2222:alarm:a");
        assert_eq!(source("cloudwatch", own, "1111", &[]), "cloudwatch");
        assert_eq!(source("cloudwatch", own, "1111", &[own]), "cloudwatch");
        assert_eq!(source("health", "an-event", "1111", &[]), "health");
        assert_eq!(source("unparsed", "00ff", "1111", &[]), "integration/other/unparsed");
        assert_eq!(source("cloudwatch", other, "1111", &[]), "integration/other/cloudwatch");
        assert_eq!(source("cloudwatch", own, "1111", &[own, other]), "integration/other/cloudwatch");
        assert_eq!(source("health", "an-event", "2222", &[]), "integration/other/health");
        assert_eq!(source("cloudwatch", "a", "", &[]), "integration/other/cloudwatch");
    }
}
