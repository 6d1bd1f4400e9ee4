//! One line of the report.

use callout_domain::ids::{ContactName, PolicyName, ResponderName, ScheduleName};
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;
use std::fmt;

/// One line of the report: about whom or what, how bad, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Finding {
    pub(super) level: Level,
    #[serde(serialize_with = "as_text")]
    pub(super) about: About,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) contact: Option<ContactName>,
    pub(super) what: String,
    #[serde(rename = "do", skip_serializing_if = "String::is_empty")]
    pub(super) todo: String,
}

/// How bad it is, worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Level {
    /// It would keep a page from arriving.
    Error,
    /// It works, as far as anybody knows, and not as well as it should.
    Warning,
    /// Nobody could look.
    Unknown,
    /// Nothing to do.
    Ok,
}

/// Whom or what a line is about, in the order of the report where all else is equal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum About {
    Settings,
    Responder(ResponderName),
    Fallback,
    Schedule(ScheduleName),
    Policy(PolicyName),
    TextMessages,
    Calls,
    OwnAlarms,
    Lambda,
    Links,
    ReportPages,
    StatusPage,
    Subscribers,
}

impl fmt::Display for About {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Settings => f.write_str("settings"),
            Self::Responder(name) => write!(f, "{name}"),
            Self::Fallback => f.write_str("fallback contact"),
            Self::Schedule(name) => write!(f, "schedule {name}"),
            Self::Policy(name) => write!(f, "policy {name}"),
            Self::TextMessages => f.write_str("text messages"),
            Self::Calls => f.write_str("telephone calls"),
            Self::OwnAlarms => f.write_str("Callout's own alarms"),
            Self::Lambda => f.write_str("Lambda"),
            Self::Links => f.write_str("links in pages"),
            Self::ReportPages => f.write_str("report pages"),
            Self::StatusPage => f.write_str("status page"),
            Self::Subscribers => f.write_str("subscribers"),
        }
    }
}

fn as_text<S: Serializer>(about: &About, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(about)
}

impl Finding {
    pub(super) fn new(level: Level, about: &About, what: impl Into<String>, todo: impl Into<String>) -> Self {
        Self { level, about: about.clone(), contact: None, what: what.into(), todo: todo.into() }
    }

    /// What nobody could look at, and why.
    pub(super) fn unknown(about: &About, what: &str, why: &str) -> Self {
        Self::new(Level::Unknown, about, format!("could not look {what}: {why}"), "")
    }

    pub(super) fn on(mut self, contact: &ContactName) -> Self {
        self.contact = Some(contact.clone());
        self
    }

    /// What it says, with the contact it is about.
    pub(super) fn shown(&self) -> String {
        match &self.contact {
            Some(contact) => format!("{contact}: {}", self.what),
            None => self.what.clone(),
        }
    }
}

/// Groups lines by what they are about; the group with the worst line first, and in it the worst line first.
pub(super) fn worst_first(mut all: Vec<Finding>) -> Vec<Finding> {
    let mut worst: BTreeMap<About, Level> = BTreeMap::new();
    for finding in &all {
        let level = worst.entry(finding.about.clone()).or_insert(finding.level);
        *level = finding.level.min(*level);
    }
    all.sort_by_cached_key(|one| (worst.get(&one.about).copied(), one.about.clone(), one.level));
    all
}
