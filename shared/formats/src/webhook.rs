//! Parses webhook bodies, each in the format that its path names.
//!
//! Knows no keys, no queue and no HTTP.

use crate::limits::within_limits;
use crate::secrets::hidden;
use crate::sender::Sender;
use crate::tools::{alertmanager, datadog, generic, grafana};
use callout_domain::alarm::AlarmEvent;
use serde_json::Value;
use std::collections::HashSet;

/// A known format, by its name in the path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Prometheus Alertmanager.
    Alertmanager,
    /// Grafana, legacy and current.
    Grafana,
    /// Datadog.
    Datadog,
    /// Our own, and the JSON of tools that have no file here.
    Generic,
}

impl Format {
    /// The format for a path.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "alertmanager" => Some(Self::Alertmanager),
            "grafana" => Some(Self::Grafana),
            "datadog" => Some(Self::Datadog),
            "events" => Some(Self::Generic),
            _ => None,
        }
    }

    /// All events of a body, in order, without duplicates; at least one unless the body is blank or an empty list.
    pub fn read(self, body: &[u8], sender: &Sender) -> Vec<AlarmEvent> {
        let text = String::from_utf8_lossy(body);
        let events = match serde_json::from_str::<Value>(&text) {
            Ok(json) => self.read_json(&hidden(&json), sender),
            Err(_) if text.trim().is_empty() => Vec::new(),
            Err(_) if self == Self::Generic && !text.trim_start().starts_with(['{', '[']) => {
                vec![generic::read_text(&text, sender)]
            }
            Err(_) => vec![sender.unparsed_event(&text)],
        };
        let mut seen = HashSet::new();
        events.into_iter().map(within_limits).filter(|event| seen.insert(event.identity())).collect()
    }

    fn read_json(self, body: &Value, sender: &Sender) -> Vec<AlarmEvent> {
        let known = match self {
            Self::Alertmanager | Self::Grafana => alertmanager::read(body, sender)
                .or_else(|| grafana::read(body, sender).map(|event| vec![event])),
            Self::Datadog => datadog::read(body, sender).map(|event| vec![event]),
            Self::Generic => Some(generic::read(body, sender)),
        };
        known.unwrap_or_else(|| vec![sender.unparsed_event(&body.to_string())])
    }
}
