//! Maintenance windows: a service is being worked on, so its alarms wait until that is over.
//!
//! Must not hide them: they open, are shown, and page at the end if they still fire.

use super::interval::IntervalSettings;
use super::span::{Span, Written};
use crate::ids::ServiceName;
use crate::incident::{Hold, HoldReason};
use crate::matcher::{Conditions, Matches, Subject};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A maintenance window.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MaintenanceSettings {
    /// What is worked on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<ServiceName>,
    /// Only these alarms, of the services if any are named; as in routes.
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
    /// What is done.
    #[serde(default)]
    pub reason: String,
    /// CloudWatch alarms of this account and region that do nothing meanwhile: `callout apply` mutes them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mirror: Vec<String>,
}

impl MaintenanceSettings {
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

/// A maintenance window, ready to be asked.
#[derive(Debug, Clone)]
pub struct Maintenance {
    services: Vec<ServiceName>,
    conditions: Conditions,
    span: Span,
    by: HoldReason,
}

impl Maintenance {
    /// Compiles a window; one that is broken, or says neither services nor alarms, holds nothing.
    pub fn compile(name: &str, settings: &MaintenanceSettings) -> Option<Self> {
        let conditions = Conditions::compile(&settings.matches).ok()?;
        let span = Span::compile(settings.span()).ok()?;
        let by = HoldReason::Maintenance { name: name.to_owned(), reason: settings.reason.clone() };
        let services = settings.services.clone();
        let singled_out = !services.is_empty() || !conditions.hold_for_nothing();
        singled_out.then_some(Self { services, conditions, span, by })
    }

    /// What it holds back, and until when.
    pub fn hold(&self, subject: Subject<'_>, at: Timestamp) -> Option<Hold> {
        let owned = |owner: &ServiceName| self.services.contains(owner);
        if !(self.services.is_empty() || subject.owner.is_some_and(owned)) || !self.conditions.hold(subject) {
            return None;
        }
        self.until(at)
    }

    /// Whether a whole service is worked on, and until when; one that is about some alarms only never says so.
    pub fn of_service(&self, service: &ServiceName, at: Timestamp) -> Option<Hold> {
        let whole = self.conditions.all().is_empty() && self.services.contains(service);
        if whole { self.until(at) } else { None }
    }

    /// Until when it holds a service's incidents back, if this is its name and it does at all.
    pub fn lasts(&self, name: &str, service: &ServiceName, at: Timestamp) -> Option<Timestamp> {
        let own = matches!(&self.by, HoldReason::Maintenance { name: own, .. } if own == name);
        let about = self.services.is_empty() || self.services.contains(service);
        (own && about).then(|| self.span.holds_until(at)).flatten()
    }

    fn until(&self, at: Timestamp) -> Option<Hold> {
        self.span.holds_until(at).map(|until| Hold { by: self.by.clone(), until })
    }
}
