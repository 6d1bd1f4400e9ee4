//! The shape of what a tool or a service sends, as a table: where a body says what, and what its words mean.
//!
//! Knows no tool. Reads leniently: a field is found in any spelling (`HOSTNAME`, `host_name`, `hostName`), and a state
//! that neither the table nor [`words`] knows triggers an alert, so that somebody looks.

use crate::json;
use crate::links::LinkCollector;
use crate::pattern::{self, Patterns};
use crate::sender::Sender;
use crate::words;
use callout_domain::alarm::{AlarmEvent, AlarmKind};
use callout_domain::ids::{digest, hex};
use callout_domain::severity::Severity;
use serde_json::Value;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// How deep labels are looked for.
const LABEL_DEPTH: usize = 3;
/// A longer text is no label, but something to read.
const LONGEST_LABEL: usize = 200;

/// A monitoring tool, or a service of AWS.
#[derive(Debug)]
pub(crate) struct Tool {
    /// Its names in addresses, the first one documented: `/v1/<name>/<key>`.
    pub(crate) names: &'static [&'static str],
    /// Its name for people.
    pub(crate) title: &'static str,
    /// What it may send, the most distinctive first.
    pub(crate) shapes: &'static [Shape],
}

/// One shape of a tool's bodies.
#[derive(Debug)]
pub(crate) struct Shape {
    /// What tells such a body from all others: all signs of one of these lists.
    pub(crate) has: &'static [&'static [Sign]],
    /// What tells a test message from a real one: all of these signs, if any are listed.
    pub(crate) test: &'static [Sign],
    /// The state.
    pub(crate) state: Patterns,
    /// The tool's own words for states in lower case, before those of [`words`]. `down` stands for `Down (simulated)`, too.
    /// Any other state triggers, so what pages nobody is listed.
    pub(crate) states: &'static [(&'static str, AlarmKind)],
    /// What identifies an alert from its beginning to its end.
    pub(crate) key: Patterns,
    /// The summary.
    pub(crate) title: Patterns,
    /// The severity.
    pub(crate) severity: Patterns,
    /// The tool's own words for severities in lower case, before those of [`words`].
    pub(crate) severities: &'static [(&'static str, Severity)],
    /// Links, with their texts.
    pub(crate) links: &'static [(&'static str, &'static str)],
    /// What comes first in the detail.
    pub(crate) details: Patterns,
    /// Takes apart what a tool packs into one text, and returns the fields to read beside those of the body.
    pub(crate) unpack: fn(&Value) -> Option<Value>,
}

/// The table that others start from.
pub(crate) const SHAPE: Shape = Shape {
    has: &[],
    test: &[],
    state: &[],
    states: &[],
    key: &[],
    title: &[],
    severity: &[],
    severities: &[],
    links: &[],
    details: &[],
    unpack: |_| None,
};

/// Something in a body that tells what it is. The places are JSON pointers.
#[derive(Debug)]
pub(crate) enum Sign {
    /// There is something other than null.
    Has(&'static str),
    /// There is this text or number, in any case.
    Is(&'static str, &'static str),
    /// There is a text with this in it, in any case.
    Says(&'static str, &'static str),
    /// There is null.
    Null(&'static str),
}

impl Sign {
    fn is_in(&self, body: &Value) -> bool {
        let text = |place: &str| body.pointer(place).and_then(json::scalar).map(|text| text.to_lowercase());
        match self {
            Self::Has(place) => json::has(body, &[place]),
            Self::Is(place, expected) => text(place).is_some_and(|text| text == expected.to_lowercase()),
            Self::Says(place, part) => text(place).is_some_and(|text| text.contains(&part.to_lowercase())),
            Self::Null(place) => body.pointer(place).is_some_and(Value::is_null),
        }
    }
}

/// What identifies an event, and what it says.
#[derive(Debug)]
pub(crate) struct Parts {
    pub(crate) title: String,
    pub(crate) key: String,
    pub(crate) kind: AlarmKind,
    pub(crate) severity: Option<Severity>,
}

/// What was read of a tool's body.
#[derive(Debug)]
pub(crate) enum Reading {
    Event(Box<AlarmEvent>),
    /// A test message of this tool.
    Test(&'static str),
}

impl Tool {
    /// Its name for people.
    pub(crate) fn title(&self) -> &'static str {
        self.title
    }

    /// Its first name.
    pub(crate) fn name(&self) -> &'static str {
        self.names.first().copied().unwrap_or_default()
    }

    /// The shape that a body has.
    pub(crate) fn shape_of(&self, body: &Value) -> Option<&'static Shape> {
        self.shapes.iter().find(|shape| shape.recognises(body))
    }

    /// Whether a text names this tool in an address, however it is spelled.
    pub(crate) fn is_named(&self, name: &str) -> bool {
        self.names.iter().any(|own| words::is_same_name(own, name))
    }

    /// What a body says, if it has one of the tool's shapes.
    pub(crate) fn recognise(&self, body: &Value, sender: &Sender) -> Option<Reading> {
        self.shape_of(body)?.read(body, self, sender)
    }

    /// What a body says whose fields the user chose, if it has a title where this tool might have it.
    pub(crate) fn read(&self, body: &Value, sender: &Sender) -> Option<Reading> {
        self.shapes.iter().find_map(|shape| shape.read(body, self, sender))
    }
}

impl Shape {
    /// Whether a body has this shape.
    pub(crate) fn recognises(&self, body: &Value) -> bool {
        self.has.iter().any(|signs| signs.iter().all(|sign| sign.is_in(body)))
    }

    /// Whether a body of this shape is a test message.
    pub(crate) fn is_test(&self, body: &Value) -> bool {
        !self.test.is_empty() && self.test.iter().all(|sign| sign.is_in(body))
    }

    /// A body of this shape, taken apart.
    pub(crate) fn unpacked<'a>(&'a self, body: &'a Value) -> Unpacked<'a> {
        let fields = (self.unpack)(body).map(|more| beside(body, more));
        Unpacked { shape: self, fields: fields.map_or(Cow::Borrowed(body), Cow::Owned) }
    }

    /// What a body says, if it has a title.
    pub(crate) fn read(&self, body: &Value, tool: &Tool, sender: &Sender) -> Option<Reading> {
        if self.is_test(body) {
            return Some(Reading::Test(tool.title));
        }
        let unpacked = self.unpacked(body);
        let Parts { title, key, kind, severity } = unpacked.parts()?;
        let mut event = sender.event(key, kind, title);
        event.severity = severity;
        event.service = sender.service_or(json::text(body, &["/service"]));
        event.labels = labels(body);
        event.labels.insert("tool".to_owned(), tool.name().to_owned());
        let (links, addresses) = unpacked.links().finish();
        event.links = links;
        let all = unpacked.details().into_iter().chain(addresses).chain([json::pretty(body)]);
        event.detail = all.collect::<Vec<_>>().join("\n");
        Some(Reading::Event(Box::new(event)))
    }

    /// The places and meanings of the table, for the documentation.
    pub(crate) fn places(&self) -> [Patterns; 4] {
        [self.state, self.key, self.title, self.severity]
    }
}

/// The fields of a body, with those that were taken apart, and the shape to read them by.
#[derive(Debug)]
pub(crate) struct Unpacked<'a> {
    shape: &'a Shape,
    fields: Cow<'a, Value>,
}

impl Unpacked<'_> {
    /// What the body says, if it has a title.
    pub(crate) fn parts(&self) -> Option<Parts> {
        let title = pattern::first(&self.fields, self.shape.title)?;
        let key = pattern::first(&self.fields, self.shape.key);
        let key = key.unwrap_or_else(|| hex(&digest(&["tool", &title])[..16]));
        let kind = self.kind();
        let severity = self.severity().filter(|_| kind != AlarmKind::Change);
        Some(Parts { title, key, kind, severity })
    }

    fn kind(&self) -> AlarmKind {
        let state = pattern::first(&self.fields, self.shape.state);
        let known =
            state.and_then(|state| meaning(&state, self.shape.states).or_else(|| words::kind(&state)));
        known.unwrap_or(AlarmKind::Trigger)
    }

    fn severity(&self) -> Option<Severity> {
        let mut said = self.shape.severity.iter().filter_map(|place| pattern::render(&self.fields, place));
        said.find_map(|word| meaning(&word, self.shape.severities).or_else(|| words::severity(&word)))
    }

    /// The state in the sender's words.
    pub(crate) fn state(&self) -> String {
        pattern::first(&self.fields, self.shape.state).unwrap_or_default()
    }

    /// The links in the body.
    pub(crate) fn links(&self) -> LinkCollector {
        let mut links = LinkCollector::default();
        for (place, text) in self.shape.links {
            links.add(text, pattern::render(&self.fields, place).as_deref());
        }
        links
    }

    /// What comes first in the detail.
    pub(crate) fn details(&self) -> Vec<String> {
        self.shape.details.iter().filter_map(|place| pattern::render(&self.fields, place)).collect()
    }
}

/// What a word means in a table: the entry that it is, or begins with as a whole word.
fn meaning<T: Copy>(word: &str, table: &[(&str, T)]) -> Option<T> {
    let word = word.trim().to_lowercase();
    let begins = |entry: &str| {
        word.strip_prefix(entry)
            .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
    };
    table.iter().find(|(entry, _)| begins(entry)).map(|(_, meaning)| *meaning)
}

/// A body with more fields, which hide its own of the same name.
fn beside(body: &Value, fields: Value) -> Value {
    match (body, fields) {
        (Value::Object(own), Value::Object(fields)) => {
            own.clone().into_iter().chain(fields).collect::<serde_json::Map<_, _>>().into()
        }
        (_, fields) => fields,
    }
}

/// Every short scalar under its path: `monitor.name`.
fn labels(body: &Value) -> BTreeMap<String, String> {
    let mut labels = BTreeMap::new();
    collect("", body, LABEL_DEPTH, &mut labels);
    labels
}

fn collect(path: &str, value: &Value, depth: usize, labels: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(fields) if depth > 0 => {
            for (name, value) in fields {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                collect(&path, value, depth - 1, labels);
            }
        }
        value => {
            let text = pattern::text(value)
                .filter(|text| text.len() <= LONGEST_LABEL && !text.contains('\n') && !path.is_empty());
            labels.extend(text.map(|text| (path.to_owned(), text)));
        }
    }
}
