//! Parses webhook bodies, each in the format that its path names, else in whatever format it has.
//!
//! Knows no keys, no queue and no HTTP.

use crate::body::{self, Body};
use crate::limits::within_limits;
use crate::parsed::{Ignored, Parsed};
use crate::secrets::hidden;
use crate::sender::Sender;
use crate::shape::{Reading, Tool};
use crate::text;
use crate::tools::monitors::{self, documented};
use crate::tools::{alertmanager, datadog, generic, grafana, mapped};
use callout_domain::alarm::AlarmEvent;
use serde_json::Value;
use std::collections::HashSet;

pub use crate::tools::monitors::Documented;

/// A known format, by its name in the path.
#[derive(Debug, Clone, Copy)]
pub enum Format {
    /// Prometheus Alertmanager.
    Alertmanager,
    /// Grafana, legacy and current.
    Grafana,
    /// Datadog.
    Datadog,
    /// Our own, and the JSON of every other tool.
    Generic,
    /// A tool with a table.
    Monitor(Monitor),
}

/// A tool with a table.
#[derive(Debug, Clone, Copy)]
pub struct Monitor(&'static Tool);

impl Format {
    /// The format for a path.
    pub fn named(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "alertmanager" | "prometheus" => Some(Self::Alertmanager),
            "grafana" => Some(Self::Grafana),
            "datadog" => Some(Self::Datadog),
            "events" => Some(Self::Generic),
            name => monitors::named(name).map(|tool| Self::Monitor(Monitor(tool))),
        }
    }

    /// The name for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Alertmanager => "Alertmanager",
            Self::Grafana => "Grafana",
            Self::Datadog => "Datadog",
            Self::Generic => "any tool",
            Self::Monitor(Monitor(tool)) => tool.title(),
        }
    }

    /// The tools with a table, and what is read of their bodies.
    pub fn monitors() -> Vec<Documented> {
        documented()
    }

    /// Everything in a body, in order, without duplicates; at least one item unless the body is blank or an empty list.
    pub fn read(self, body: &[u8], sender: &Sender) -> Vec<Parsed> {
        self.read_with(body, &[], sender)
    }

    /// The same, with what an address says besides the format.
    pub fn read_with(self, body: &[u8], more: &[(&str, &str)], sender: &Sender) -> Vec<Parsed> {
        let all = match body::read_with(body, more) {
            Body::Blank => Vec::new(),
            Body::Json(json) => self.read_json(&hidden(&json), sender),
            Body::Text(text) if body::looks_like_json(&text) => vec![sender.unparsed_event(&text).into()],
            Body::Text(text) => vec![self.read_text(&text, sender).into()],
        };
        let mut seen = HashSet::new();
        all.into_iter()
            .map(|parsed| bound(parsed, sender))
            .filter(|parsed| is_new(parsed, &mut seen))
            .collect()
    }

    fn read_text(self, text: &str, sender: &Sender) -> AlarmEvent {
        match self {
            Self::Monitor(_) => generic::read_monitors_text(text, sender),
            _ => generic::read_text(text, sender),
        }
    }

    fn read_json(self, body: &Value, sender: &Sender) -> Vec<Parsed> {
        match body {
            Value::Array(items) => items.iter().flat_map(|item| self.read_item(item, sender)).collect(),
            one => self.read_item(one, sender),
        }
    }

    fn read_item(self, body: &Value, sender: &Sender) -> Vec<Parsed> {
        let mapped = sender.mapping().and_then(|mapping| mapped::read(body, mapping, sender));
        let known = mapped.map(|event| vec![event.into()]);
        let known = known.or_else(|| self.read_own(body, sender)).or_else(|| recognised(body, sender));
        known.unwrap_or_else(|| {
            let guessed = generic::read(body, sender);
            vec![guessed.unwrap_or_else(|| sender.unparsed_event(&body.to_string())).into()]
        })
    }

    /// A body in the format that the path names.
    fn read_own(self, body: &Value, sender: &Sender) -> Option<Vec<Parsed>> {
        match self {
            Self::Alertmanager | Self::Grafana => {
                alerts(body, sender).or_else(|| grafana::read(body, sender).map(|event| vec![event.into()]))
            }
            Self::Datadog => datadog::read(body, sender).map(|event| vec![event.into()]),
            Self::Monitor(Monitor(tool)) => {
                monitors::read(tool, body, sender).map(|reading| vec![reading.into()])
            }
            Self::Generic => None,
        }
    }
}

/// The JSON in some bytes, in any encoding and as strict or relaxed as it is written.
pub fn json(bytes: &[u8]) -> Option<Value> {
    body::json(&text::of_bytes(bytes))
}

/// Whether there is nothing in a body to make an event of: it is blank, or an empty list.
pub fn says_nothing(body: &[u8]) -> bool {
    match body::read(body) {
        Body::Blank => true,
        Body::Json(json) => json.as_array().is_some_and(Vec::is_empty),
        Body::Text(_) => false,
    }
}

/// A body that has the shape of a tool's, whatever the path.
pub(crate) fn recognised(body: &Value, sender: &Sender) -> Option<Vec<Parsed>> {
    if alertmanager::recognises(body) {
        return alerts(body, sender);
    }
    let one = |event: AlarmEvent| vec![event.into()];
    if grafana::recognises(body) {
        return grafana::read(body, sender).map(one);
    }
    if datadog::recognises(body) {
        return datadog::read(body, sender).map(one);
    }
    monitors::recognise(body, sender).map(|reading| vec![reading.into()])
}

fn alerts(body: &Value, sender: &Sender) -> Option<Vec<Parsed>> {
    if grafana::is_test(body) {
        return Some(vec![Reading::Test("Grafana").into()]);
    }
    Some(alertmanager::read(body, sender)?.into_iter().map(Parsed::from).collect())
}

impl From<Reading> for Parsed {
    fn from(reading: Reading) -> Self {
        match reading {
            Reading::Event(event) => Self::Event(event),
            Reading::Test(from) => Self::Ignored(Ignored::TestMessage { from: from.to_owned() }),
        }
    }
}

fn bound(parsed: Parsed, sender: &Sender) -> Parsed {
    match parsed {
        Parsed::Event(event) => {
            let event = within_limits(*event).arrived_at(sender.received_at());
            let order = sender.order(&event);
            AlarmEvent { order, ..event }.into()
        }
        ignored => ignored,
    }
}

fn is_new(parsed: &Parsed, seen: &mut HashSet<String>) -> bool {
    match parsed {
        Parsed::Event(event) => seen.insert(event.identity()),
        Parsed::Ignored(_) => true,
    }
}
