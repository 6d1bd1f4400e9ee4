//! The EventBridge event envelope, and the alarm event that services start from.
//!
//! Must not depend on a service.

use crate::aws::console;
use crate::aws::envelope::Envelope;
use crate::parsed::Parsed;
use crate::{json, time};
use callout_domain::alarm::{AlarmEvent, AlarmKind, Link};
use jiff::Timestamp;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// An event as EventBridge writes it.
pub(super) struct ServiceEvent<'a> {
    value: &'a Value,
    envelope: &'a Envelope,
    /// `detail-type`: the kind of event; `detailType` in notifications of the developer tools.
    pub(super) detail_type: &'a str,
    /// The service that sent it, like `aws.health`.
    pub(super) source: &'a str,
}

impl<'a> ServiceEvent<'a> {
    pub(super) fn of(value: &'a Value, envelope: &'a Envelope) -> Option<Self> {
        let detail_type = json::text(value, &["/detail-type", "/detailType"])?;
        let source = json::text(value, &["/source"]).unwrap_or("unknown");
        Some(Self { value, envelope, detail_type, source })
    }

    /// The same event with the source of the service that sends this kind: some copies omit the source.
    pub(super) fn with_source(&self, source: &'a str) -> Self {
        Self { source, ..*self }
    }

    /// The event with its envelope.
    pub(super) fn whole(&self) -> &'a Value {
        self.value
    }

    pub(super) fn text(&self, pointers: &[&str]) -> Option<&'a str> {
        json::text(self.value, pointers)
    }

    /// A string, number or boolean, as text.
    pub(super) fn scalar(&self, pointer: &str) -> Option<String> {
        json::scalar(self.value.pointer(pointer)?).filter(|text| !text.trim().is_empty())
    }

    pub(super) fn list(&self, pointer: &str) -> &'a [Value] {
        json::list(self.value, &[pointer])
    }

    pub(super) fn detail(&self) -> Option<&'a Value> {
        self.value.get("detail")
    }

    pub(super) fn account(&self) -> &'a str {
        let pointers = ["/detail/affectedAccount", "/detail/awsAccountId", "/detail/accountId", "/account"];
        self.text(&pointers).unwrap_or("unknown")
    }

    pub(super) fn region(&self) -> &'a str {
        self.text(&["/detail/eventRegion", "/detail/awsRegion", "/region"]).unwrap_or("unknown")
    }

    pub(super) fn resources(&self) -> impl Iterator<Item = &'a str> {
        self.list("/resources").iter().filter_map(Value::as_str)
    }

    /// When it happened: the first of several JSON pointers to a time, else when it was sent.
    pub(super) fn time(&self, pointers: &[&str]) -> Timestamp {
        let pointers = pointers.iter().chain(&["/time"]);
        let mut times = pointers.filter_map(|pointer| time::instant(self.text(&[pointer])?));
        times.next().unwrap_or_else(|| self.envelope.time())
    }

    /// A link to a console page.
    pub(super) fn link(&self, text: &str, path: &str, rest: &str) -> Vec<Link> {
        let partition = console::partition(self.region());
        let href = console::page(partition, self.region(), path, rest);
        href.map(|href| Link { text: text.to_owned(), href }).into_iter().collect()
    }

    /// The event without service-specific fields; routes match `name` and `state`.
    pub(super) fn event(&self, kind: AlarmKind, key: String, name: &str, state: &str) -> AlarmEvent {
        AlarmEvent {
            source: format!("eventbridge/{}", self.source),
            dedup_key: key,
            kind,
            summary: format!("{}: {name} {state}", self.detail_type),
            severity: None,
            service: None,
            changed_at: self.time(&[]),
            order: Default::default(),
            labels: self.labels(&[("name", name), ("state", state)]),
            links: Vec::new(),
            detail: self.detail().map(json::pretty).unwrap_or_default(),
            muted: None,
            children: Vec::new(),
        }
    }

    fn labels(&self, more: &[(&str, &str)]) -> BTreeMap<String, String> {
        let resource = self.resources().next().unwrap_or_default();
        let own = [
            ("source", self.source),
            ("detail_type", self.detail_type),
            ("account", self.account()),
            ("region", self.region()),
            ("resource", resource),
        ];
        let own = own.iter().chain(more).map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let detail = self.detail().and_then(Value::as_object).into_iter().flat_map(Map::iter);
        let detail =
            detail.filter_map(|(name, value)| Some((format!("detail.{name}"), json::scalar(value)?)));
        own.chain(detail).filter(|(_, value)| !value.is_empty() && value != "unknown").collect()
    }
}

/// A single event.
pub(super) fn one(event: AlarmEvent) -> Vec<Parsed> {
    vec![Parsed::Event(Box::new(event))]
}

/// `NETWORK_MAINTENANCE` in readable form; text that is not all capitals is kept.
pub(super) fn readable(text: &str) -> String {
    let shouted = !text.contains(char::is_lowercase);
    if shouted { text.replace('_', " ").to_lowercase() } else { text.to_owned() }
}
