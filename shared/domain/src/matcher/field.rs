//! The fields of an alarm that matchers can use.

use crate::alarm::AlarmEvent;
use crate::ids::ServiceName;

/// A field of an alarm.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// The source.
    Source,
    /// The one-line summary.
    Summary,
    /// The alarm's key within its source.
    DedupKey,
    /// The source's description of the problem.
    Detail,
    /// The service it belongs to. Before that is known, the label of this name.
    Service,
    /// A label.
    Label(String),
}

/// An alarm to match.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The alarm event.
    pub event: &'a AlarmEvent,
    /// The service that owns it, once known.
    pub owner: Option<&'a ServiceName>,
}

impl<'a> Subject<'a> {
    /// An alarm whose service is not known yet.
    pub fn of(event: &'a AlarmEvent) -> Self {
        Self { event, owner: None }
    }
}

impl Field {
    /// The field with this name, or else the label. `label.NAME` is always the label.
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

    /// The field's text. A missing label is the empty text (Alertmanager's rule).
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
