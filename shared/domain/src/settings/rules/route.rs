//! Which service owns an alarm, and what its sender may say about that.
//!
//! Must not decide what becomes of it.

use super::Rules;
use crate::alarm::{AlarmEvent, AlarmKind};
use crate::drill;
use crate::ids::ServiceName;
use crate::report_page;
use crate::routing::Routed;
use crate::settings::integration::{Integration, integration_of};
use crate::settings::mapping::{FORMAT, lesson};
use crate::severity::Severity;

impl Rules {
    /// Which service owns an alarm, and its severity.
    pub fn route(&self, event: &AlarmEvent) -> Routed {
        let known = |service: &ServiceName| self.settings.services.contains_key(service);
        drill::route(event).or_else(|| report_page::route(event)).unwrap_or_else(|| {
            let routed = match integration_of(&event.source) {
                Some(name) => self.route_within_scope(event, name),
                None => self.routes.route(event, known),
            };
            match event.labels.get(FORMAT) {
                Some(format) if event.kind == AlarmKind::Trigger => {
                    routed.with_hint(&lesson(format, sender_of(event)))
                }
                _ => routed,
            }
        })
    }

    /// Routes what was sent with the key of an integration, as far as that key reaches.
    fn route_within_scope(&self, event: &AlarmEvent, name: &str) -> Routed {
        let of_none = Integration::default();
        let scope = self.integration_behind(&event.source).unwrap_or(&of_none);
        let known = |service: &ServiceName| self.settings.services.contains_key(service);
        let allowed = |service: &ServiceName| known(service) && scope.may_name(service);
        let routed = self.routes.route_within(event, allowed, Some(scope.worst));
        let routed = match &event.service {
            Some(service) if known(service) && !scope.may_name(service) => {
                routed.with_hint(&beyond_scope(name, service))
            }
            _ => routed,
        };
        match event.severity.filter(|said| *said < scope.worst && *said < routed.severity) {
            Some(said) => routed.with_hint(&beyond_worst(name, said)),
            None => routed,
        }
    }
}

/// The integration that sent an event, even if nothing of it was understood.
fn sender_of(event: &AlarmEvent) -> Option<&str> {
    integration_of(&event.source).or_else(|| event.labels.get("integration").map(String::as_str))
}

/// What to write into the settings, for an event that is worse than its key may say.
fn beyond_worst(integration: &str, said: Severity) -> String {
    format!("it says {said}, which its key may not: add worst = \"{said}\" to [integrations.{integration}]")
}

/// What to write into the settings, for an event that names a service beyond its key's scope.
fn beyond_scope(integration: &str, service: &ServiceName) -> String {
    format!(
        "it names `{service}`, which its key may not: add services = [\"{service}\"] to [integrations.{integration}]"
    )
}
