//! Reads the fields of an Events API body, and collects all errors.
//!
//! Rejects only what PagerDuty rejects; optional parts of the wrong type are ignored.

use crate::links::is_https;
use crate::secrets::{hidden, is_secret};
use crate::{json, time};
use callout_domain::alarm::{AlarmKind, Link, MAX_DEDUP_KEY};
use callout_domain::ids::{digest, hex};
use callout_domain::severity::Severity;
use jiff::Timestamp;
use serde_json::Value;
use std::collections::BTreeMap;

/// PagerDuty's four severities mapped to our five; none maps to SEV4.
const SEVERITIES: [(&str, Severity); 4] = [
    ("critical", Severity::Sev1),
    ("error", Severity::Sev2),
    ("warning", Severity::Sev3),
    ("info", Severity::Sev5),
];

/// The fields of an event.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct EventFields {
    pub(super) summary: String,
    pub(super) severity: Option<Severity>,
    pub(super) labels: BTreeMap<String, String>,
    pub(super) links: Vec<Link>,
    pub(super) detail: String,
    /// When it happened by the sender's clock.
    pub(super) happened_at: Option<Timestamp>,
    source: String,
}

impl EventFields {
    /// The derived key of an event without one.
    pub(super) fn automatic_key(&self) -> String {
        hex(&digest(&["events api", &self.summary, &self.source])[..16])
    }

    pub(super) fn key_of_change(&self) -> String {
        let time = self.happened_at.map(|time| time.to_string()).unwrap_or_default();
        hex(&digest(&["change", &self.summary, &self.source, &time])[..16])
    }
}

/// A body and its errors so far.
pub(super) struct BodyReader<'a> {
    body: &'a Value,
    pub(super) errors: Vec<String>,
}

impl<'a> BodyReader<'a> {
    pub(super) fn of(body: &'a Value) -> Self {
        Self { body, errors: Vec::new() }
    }

    /// The key in the body, else the one in a header.
    pub(super) fn routing_key(&mut self, in_header: Option<&str>) -> Option<String> {
        match in_header.filter(|key| !key.trim().is_empty() && self.text("/routing_key").is_none()) {
            Some(key) => Some(key.to_owned()),
            None => self.required("/routing_key"),
        }
    }

    /// A required string.
    pub(super) fn required(&mut self, place: &str) -> Option<String> {
        let found = self.text(place).map(str::to_owned);
        if found.is_none() {
            self.errors.push(format!("{} is missing or blank", name(place)));
        }
        found
    }

    /// One of a few values.
    pub(super) fn one_of<T: Copy>(&mut self, place: &str, words: &[(&str, T)]) -> Option<T> {
        let given = self.required(place)?;
        let found = words.iter().find(|(word, _)| word.eq_ignore_ascii_case(&given));
        if found.is_none() {
            let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            self.errors.push(format!("{} must be one of {}", name(place), words.join(", ")));
        }
        found.map(|(_, meaning)| *meaning)
    }

    /// An optional key, which must have the right type and length.
    pub(super) fn key(&mut self, place: &str) -> Option<String> {
        match self.body.pointer(place)? {
            Value::Null => None,
            Value::String(key) if key.chars().count() > MAX_DEDUP_KEY => {
                self.errors.push(format!("{} has more than {MAX_DEDUP_KEY} characters", name(place)));
                None
            }
            Value::String(key) => Some(key.clone()).filter(|key| !key.is_empty()),
            _ => {
                self.errors.push(format!("{} must be a string", name(place)));
                None
            }
        }
    }

    /// The event itself; a trigger needs summary, source and severity, a change only a summary.
    pub(super) fn event_fields(&mut self, action: Option<AlarmKind>) -> Option<EventFields> {
        let mut fields = EventFields { labels: self.labels(), links: self.links(), ..EventFields::default() };
        if action == Some(AlarmKind::Trigger) {
            let summary = self.required("/payload/summary");
            let source = self.required("/payload/source");
            fields.severity = self.one_of("/payload/severity", &SEVERITIES);
            (fields.summary, fields.source) = (summary?, source?);
        } else if action == Some(AlarmKind::Change) {
            fields.summary = self.required("/payload/summary")?;
            fields.source = self.text("/payload/source").unwrap_or_default().to_owned();
        } else {
            fields.summary = self.text("/payload/summary").unwrap_or_default().to_owned();
        }
        fields.happened_at = self.text("/payload/timestamp").and_then(time::instant);
        fields.detail = self.detail();
        Some(fields)
    }

    fn text(&self, place: &str) -> Option<&'a str> {
        json::text(self.body, &[place])
    }

    fn labels(&self) -> BTreeMap<String, String> {
        let places = ["/payload/source", "/payload/component", "/payload/group", "/payload/class", "/client"];
        let named =
            places.iter().filter_map(|place| Some((name(place).to_owned(), self.text(place)?.to_owned())));
        let named = named.map(|(name, value)| (name.replace("payload.", ""), value));
        let custom =
            self.body.pointer("/payload/custom_details").and_then(Value::as_object).into_iter().flatten();
        let custom = custom
            .filter(|(name, _)| !is_secret(name))
            .filter_map(|(name, value)| Some((format!("custom.{name}"), json::scalar(value)?)));
        named.chain(custom).collect()
    }

    fn links(&self) -> Vec<Link> {
        let links =
            json::list(self.body, &["/links"]).iter().filter_map(|link| self::link(link, "href", "text"));
        let images =
            json::list(self.body, &["/images"]).iter().filter_map(|image| self::link(image, "src", "alt"));
        let client = link(self.body, "client_url", "client");
        client.into_iter().chain(links).chain(images).collect()
    }

    fn detail(&self) -> String {
        let details = match self.body.pointer("/payload/custom_details") {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) => Some(text.clone()),
            Some(other) => Some(json::pretty(&hidden(other))),
        };
        let happened = self.text("/payload/timestamp").map(|time| format!("Event time: {time}"));
        happened.into_iter().chain(details).collect::<Vec<_>>().join("\n")
    }
}

fn name(place: &str) -> String {
    place.trim_start_matches('/').replace('/', ".")
}

fn link(value: &Value, address: &str, title: &str) -> Option<Link> {
    let href = value.get(address)?.as_str().filter(|href| is_https(href))?;
    let text =
        value.get(title).and_then(Value::as_str).filter(|text| !text.trim().is_empty()).unwrap_or(href);
    Some(Link { text: text.to_owned(), href: href.to_owned() })
}
