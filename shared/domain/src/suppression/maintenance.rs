//! Maintenance windows: while a service is being worked on, its alarms wait until the window ends.
//!
//! Must not hide them: they open, are shown, and page at the end if they still fire.

use super::interval::IntervalSettings;
use super::rule_digest::digest_of;
use super::span::{Span, Written};
use crate::ids::{ComponentName, ServiceName};
use crate::incident::{Hold, HoldReason};
use crate::matcher::{Conditions, Matches, Subject};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A maintenance window.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MaintenanceSettings {
    /// The services in maintenance.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<ServiceName>,
    /// Only these alarms, of `services` if given. Same syntax as in routes.
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
    /// The reason.
    #[serde(default)]
    pub reason: String,
    /// CloudWatch alarms of this account and region whose actions are muted in the window: `callout apply` mutes them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mirror: Vec<String>,
    /// What customers read of it on the status page. Default: nothing. Without `services` and `match` it only tells them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<PublicMaintenance>,
}

/// What customers read of a maintenance window.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PublicMaintenance {
    /// The components of the status page that are worked on.
    pub components: Vec<ComponentName>,
    /// Its title, e.g. "Database upgrade".
    pub title: String,
    /// What it means for customers.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Its title in other languages of the page, as `{ de = "Neue Datenbank" }`. Default: as in `title`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub titles: BTreeMap<String, String>,
    /// What it means for customers in other languages of the page. Default: as in `text`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub texts: BTreeMap<String, String>,
    /// Whether subscribers hear nothing of it. Default: they do.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub silent: bool,
}

impl MaintenanceSettings {
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

/// A compiled maintenance window.
#[derive(Debug, Clone)]
pub struct Maintenance {
    services: Vec<ServiceName>,
    conditions: Conditions,
    span: Span,
    by: HoldReason,
}

impl Maintenance {
    /// Compiles a window. A broken one, or one without services and matchers, holds nothing back.
    pub fn compile(name: &str, settings: &MaintenanceSettings) -> Option<Self> {
        let conditions = Conditions::compile(&settings.matches).ok()?;
        let span = Span::compile(settings.span()).ok()?;
        let digest = digest_of(&settings.matches, &settings.services);
        let by = HoldReason::Maintenance {
            name: name.to_owned(),
            conditions: digest,
            reason: settings.reason.clone(),
        };
        let services = settings.services.clone();
        let singled_out = !services.is_empty() || !conditions.hold_for_nothing();
        singled_out.then_some(Self { services, conditions, span, by })
    }

    /// The hold on an alarm at a time, if any.
    pub fn hold(&self, subject: Subject<'_>, at: Timestamp) -> Option<Hold> {
        let owned = |owner: &ServiceName| self.services.contains(owner);
        if !(self.services.is_empty() || subject.owner.is_some_and(owned)) || !self.conditions.hold(subject) {
            return None;
        }
        self.until(at)
    }

    /// Whether the window covers a whole service, and until when. A window for some alarms only never does.
    pub fn of_service(&self, service: &ServiceName, at: Timestamp) -> Option<Hold> {
        let whole = self.conditions.all().is_empty() && self.services.contains(service);
        if whole { self.until(at) } else { None }
    }

    /// How long a hold by this window on a service's incidents lasts, if the window is active. One that is about other
    /// alarms or services since holds no longer.
    pub fn lasts(&self, by: &HoldReason, service: &ServiceName, at: Timestamp) -> Option<Timestamp> {
        let about = self.services.is_empty() || self.services.contains(service);
        (by.is_same_rule(&self.by) && about).then(|| self.span.holds_until(at)).flatten()
    }

    fn until(&self, at: Timestamp) -> Option<Hold> {
        self.span.holds_until(at).map(|until| Hold { by: self.by.clone(), until })
    }
}
