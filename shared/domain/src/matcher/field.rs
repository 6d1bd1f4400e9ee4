//! The texts of an alarm that can be looked at.

use crate::alarm::AlarmEvent;
use crate::ids::ServiceName;

/// A text of an alarm.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// Who speaks.
    Source,
    /// One line for people.
    Summary,
    /// What the source calls the alarm.
    DedupKey,
    /// Why the source says so.
    Detail,
    /// The service it belongs to; before that is known, the label of this name.
    Service,
    /// A label.
    Label(String),
}

/// An alarm that is looked at.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// What came in.
    pub event: &'a AlarmEvent,
    /// Whose it is, once that is known.
    pub owner: Option<&'a ServiceName>,
}

impl<'a> Subject<'a> {
    /// An alarm of which only is known what it says itself.
    pub fn of(event: &'a AlarmEvent) -> Self {
        Self { event, owner: None }
    }
}

impl Field {
    /// The field of a name: one of ours, else the label of this name. `label.NAME` is the label in any case.
    pub fn named(name: &str) -> Self {
        match name {
            "source" => Self::Source,
            "summary" => Self::Summary,
            "dedup_key" => Self::DedupKey,
            "detail" => Self::Detail,
            "service" => Self::Service,
            name => Self::Label(name.strip_prefix("label.").unwrap_or(name).to_owned()),
        }
    }

    /// Its text; a missing label is the empty text (Alertmanager's rule).
    pub fn of<'a>(&self, subject: Subject<'a>) -> &'a str {
        let label = |name: &str| subject.event.labels.get(name).map_or("", String::as_str);
        match self {
            Self::Source => &subject.event.source,
            Self::Summary => &subject.event.summary,
            Self::DedupKey => &subject.event.dedup_key,
            Self::Detail => &subject.event.detail,
            Self::Service => subject.owner.map_or_else(|| label("service"), ServiceName::as_str),
            Self::Label(name) => label(name),
        }
    }
}
