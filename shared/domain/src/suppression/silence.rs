//! Silences: somebody wants to hear nothing of some alarms for a while.
//!
//! Must not hide them: they open, are shown, and page at the end if they still fire.

use super::interval::IntervalSettings;
use super::span::{Span, Written};
use crate::incident::{Hold, HoldReason};
use crate::matcher::{Conditions, Matches, Subject};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A silence. Who wants it and why is on the timeline of everything it holds back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SilenceSettings {
    /// Which alarms, as in routes; `service` is the service they were routed to.
    #[serde(default, rename = "match", skip_serializing_if = "Matches::is_empty")]
    pub matches: Matches,
    /// From when on: an instant with an offset, or a time in `zone`; left out: from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<String>,
    /// Until when; may be left out if `recurring` says when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<String>,
    /// IANA zone of start and end, and of `recurring`; left out: UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// Only at these times, between start and end if these are written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recurring: Vec<IntervalSettings>,
    /// Who wants it: a responder, or any name.
    #[serde(default)]
    pub author: String,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

impl SilenceSettings {
    /// When it holds, as it is written.
    pub fn span(&self) -> Written<'_> {
        Written {
            start: self.start.as_deref(),
            end: self.end.as_deref(),
            zone: self.zone.as_deref(),
            recurring: &self.recurring,
        }
    }
}

/// A silence, ready to be asked.
#[derive(Debug, Clone)]
pub struct Silence {
    conditions: Conditions,
    span: Span,
    by: HoldReason,
}

impl Silence {
    /// Compiles a silence; one that is broken silences nothing.
    pub fn compile(name: &str, settings: &SilenceSettings) -> Option<Self> {
        let conditions = Conditions::compile(&settings.matches).ok()?;
        let span = Span::compile(settings.span()).ok()?;
        let (author, reason) = (settings.author.clone(), settings.reason.clone());
        let by = HoldReason::Silence { name: name.to_owned(), author, reason };
        (!conditions.hold_for_nothing()).then_some(Self { conditions, span, by })
    }

    /// What it holds back, and until when.
    pub fn hold(&self, subject: Subject<'_>, at: Timestamp) -> Option<Hold> {
        // Most silences are about other alarms, and comparing text is quicker than reading a calendar.
        if !self.conditions.hold(subject) {
            return None;
        }
        self.span.holds_until(at).map(|until| Hold { by: self.by.clone(), until })
    }

    /// Until when it holds, if this is its name and it holds at all.
    pub fn lasts(&self, name: &str, at: Timestamp) -> Option<Timestamp> {
        let own = matches!(&self.by, HoldReason::Silence { name: own, .. } if own == name);
        own.then(|| self.span.holds_until(at)).flatten()
    }
}
