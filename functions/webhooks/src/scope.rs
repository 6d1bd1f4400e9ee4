//! What the key of an integration is accepted for, and what its events may not pass for.
//!
//! What they may name and how bad they may be is decided in triage, by the settings of that moment.

use callout_domain::alarm::AlarmEvent;
use callout_domain::settings::{Integration, KeyFormat};

/// Labels that say where an alarm of CloudWatch comes from. Routes and inhibitions believe them.
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

/// Moves labels that only AWS's own alarms have to `label.<name>`, so that no tool passes for CloudWatch in a route.
pub(crate) fn set_apart(events: &mut [AlarmEvent]) {
    for event in events {
        for name in LABELS_OF_AWS {
            if let Some(value) = event.labels.remove(name) {
                event.labels.insert(format!("label.{name}"), value);
            }
        }
    }
}
