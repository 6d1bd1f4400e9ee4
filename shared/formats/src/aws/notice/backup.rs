//! AWS Backup: failed and successful jobs, from a vault's notifications.
//!
//! An alert is about one resource; its next successful job resolves it.

use super::event::event;
use crate::aws::envelope::Envelope;
use crate::aws::outcome::{self, Outcome};
use callout_domain::alarm::{AlarmEvent, AlarmKind, clip};
use callout_domain::severity::Severity;

/// The most characters of the text in a summary.
const EXCERPT: usize = 200;

/// Source `aws.backup`; labels `job` (`BACKUP_JOB`, `COPY_JOB`, …), `state` and `resource`.
pub(super) fn read(text: &str, envelope: &Envelope) -> Option<AlarmEvent> {
    let attribute = |name: &str| envelope.attributes.get(name).map(String::as_str);
    let job = attribute("EventType").filter(|job| job.ends_with("_JOB"))?;
    let state = attribute("State")?;
    text.contains("AWS ").then_some(())?;
    let kind = match outcome::of(state) {
        _ if state == "ABORTED" => AlarmKind::Trigger,
        Some(Outcome::Failure) | None => AlarmKind::Trigger,
        Some(Outcome::Success) => AlarmKind::Resolve,
        Some(Outcome::Unfinished) => AlarmKind::Change,
    };
    let resource = resource(text);
    let about = resource.or_else(|| attribute("Id")).unwrap_or(text);
    let mut event = event("aws.backup", text, envelope, format!("{job}#{about}"), kind);
    event.summary = clip(&format!("AWS Backup: {text}"), EXCERPT);
    event.severity = (kind == AlarmKind::Trigger).then_some(Severity::Sev4);
    let labels = [("job", job), ("state", state), ("resource", resource.unwrap_or_default())];
    let labels = labels.into_iter().filter(|(_, value)| !value.is_empty());
    event.labels.extend(labels.map(|(name, value)| (name.to_owned(), value.to_owned())));
    Some(event)
}

/// The resource to back up: `… Resource ARN : arn:aws:ec2:…. BackupJob ID : …`
fn resource(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once("Resource ARN")?;
    let arn = rest.trim_start_matches([' ', ':']).split_whitespace().next()?;
    Some(arn.trim_end_matches('.')).filter(|arn| arn.starts_with("arn:"))
}
