//! Silences: a person mutes some alarms for a while.
//!
//! Must not hide them: they open, are shown, and page at the end if they still fire.

use super::interval::IntervalSettings;
use super::rule_digest::digest_of;
use super::span::{Span, Written};
use crate::incident::{Hold, HoldReason};
use crate::matcher::{Conditions, Matches, Subject};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A silence. Its author and reason are on the timeline of everything it holds back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SilenceSettings {
    /// The alarms, in the same syntax as in routes. `service` is the service they were routed to.
    #[serde(default, rename = "match", skip_serializing_if = "Matches::is_empty")]
    pub matches: Matches,
    /// The start: a time with an offset, or a time in `zone`. Default: now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<String>,
    /// The end. Optional if `recurring` is set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<String>,
    /// The IANA time zone of start, end, and `recurring`. Default: UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// Only at these times, and between start and end if given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recurring: Vec<IntervalSettings>,
    /// The author: a responder, or any name.
    #[serde(default)]
    pub author: String,
    /// The reason.
    #[serde(default)]
    pub reason: String,
}

impl SilenceSettings {
    /// The span as written in the settings.
    pub fn span(&self) -> Written<'_> {
        Written {
            start: self.start.as_deref(),
            end: self.end.as_deref(),
            zone: self.zone.as_deref(),
            recurring: &self.recurring,
        }
    }
}

/// A compiled silence.
#[derive(Debug, Clone)]
pub struct Silence {
    conditions: Conditions,
    span: Span,
    by: HoldReason,
}

impl Silence {
    /// Compiles a silence. A broken one silences nothing.
    pub fn compile(name: &str, settings: &SilenceSettings) -> Option<Self> {
        let conditions = Conditions::compile(&settings.matches).ok()?;
        let span = Span::compile(settings.span()).ok()?;
        let (author, reason) = (settings.author.clone(), settings.reason.clone());
        let digest = digest_of(&settings.matches, &[]);
        let by = HoldReason::Silence { name: name.to_owned(), conditions: digest, author, reason };
        (!conditions.hold_for_nothing()).then_some(Self { conditions, span, by })
    }

    /// The hold on an alarm at a time, if any.
    pub fn hold(&self, subject: Subject<'_>, at: Timestamp) -> Option<Hold> {
        // Most silences match other alarms, and comparing text is faster than reading a calendar.
        if !self.conditions.hold(subject) {
            return None;
        }
        self.span.holds_until(at).map(|until| Hold { by: self.by.clone(), until })
    }

    /// How long a hold by this silence lasts, if the silence is active. One that matches other alarms since holds no
    /// longer: which of them the incident is about is not known.
    pub fn lasts(&self, by: &HoldReason, at: Timestamp) -> Option<Timestamp> {
        by.is_same_rule(&self.by).then(|| self.span.holds_until(at)).flatten()
    }
}
