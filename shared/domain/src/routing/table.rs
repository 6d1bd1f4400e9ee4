//! Compiled routes: a thousand of them are checked in a few microseconds.
//!
//! Must give the same result as checking one route after the other.

use super::trace::{Missed, RouteTrace};
use super::{DEFAULT_SEVERITY, NoData, Route, Routed, SeverityMatrix, UNROUTED};
use crate::alarm::AlarmEvent;
use crate::delay::Delay;
use crate::ids::ServiceName;
use crate::matcher::{Condition, Conditions, Field, Subject};
use crate::severity::Severity;
use crate::triage::Group;

/// Compiled routes. Each field that any route uses is looked up once per alarm.
#[derive(Debug, Clone, Default)]
pub struct Routes {
    fields: Vec<Field>,
    routes: Vec<Compiled>,
    matrix: SeverityMatrix,
}

#[derive(Debug, Clone)]
struct Compiled {
    index: usize,
    route: Route,
    /// The index of the field, and its condition.
    tests: Vec<(usize, Condition)>,
}

/// The values that matching routes set for one alarm. The first route to set a value wins.
#[derive(Debug, Default)]
struct MergedRoute<'a> {
    taken_by: Option<&'a Route>,
    added_by: Vec<&'a str>,
    severity: Option<Severity>,
    impact: Option<&'a str>,
    urgency: Option<&'a str>,
    no_data: Option<NoData>,
    pause: Option<Delay>,
    group_by: Option<&'a Route>,
    window: Option<(&'a Route, Delay)>,
}

impl Routes {
    /// Compiles routes. Omits a route with a broken matcher, as if it matched nothing.
    pub fn build(routes: &[Route], matrix: &SeverityMatrix) -> Self {
        let mut all = Self { matrix: matrix.clone(), ..Self::default() };
        for (index, route) in routes.iter().enumerate() {
            let Ok(conditions) = Conditions::compile(&route.matches) else { continue };
            let mut tests: Vec<(usize, Condition)> =
                conditions.into_all().into_iter().map(|it| (all.place(&it.field), it)).collect();
            // Plain comparisons fail fastest, so they come first.
            tests.sort_by_key(|(_, condition)| !condition.is_plain());
            all.routes.push(Compiled { index, route: route.clone(), tests });
        }
        all
    }

    fn place(&mut self, field: &Field) -> usize {
        self.fields.iter().position(|known| known == field).unwrap_or_else(|| {
            self.fields.push(field.clone());
            self.fields.len() - 1
        })
    }

    fn texts<'e>(&self, event: &'e AlarmEvent) -> Vec<&'e str> {
        self.fields.iter().map(|field| field.of(Subject::of(event))).collect()
    }

    /// Finds the owner of an alarm. A service named by the event itself wins if that service is known.
    pub fn route(&self, event: &AlarmEvent, known: impl Fn(&ServiceName) -> bool) -> Routed {
        self.route_within(event, known, None)
    }

    /// The same for an event that may give no higher severity than `worst`. Routes still may.
    pub fn route_within(
        &self,
        event: &AlarmEvent,
        known: impl Fn(&ServiceName) -> bool,
        worst: Option<Severity>,
    ) -> Routed {
        let own = event.service.as_ref().filter(|service| known(service));
        let merged = self.merged(event);
        let service = own.or_else(|| merged.taken_by.and_then(|route| route.service.as_ref())).cloned();
        let service = service.unwrap_or_else(|| UNROUTED.into());
        Routed {
            severity: self.severity(event, own.is_some(), &merged, worst),
            group: merged.group(event, &service),
            no_data: merged.no_data.unwrap_or_default(),
            pause: merged.pause,
            because: merged.because(own.is_some()),
            service,
        }
    }

    /// Every route checked for an alarm, in order.
    pub fn explain(&self, event: &AlarmEvent) -> Vec<RouteTrace> {
        let texts = self.texts(event);
        let mut checked = Vec::new();
        for compiled in &self.routes {
            let found = RouteTrace::at(compiled.index, &compiled.route, compiled.missed(&texts));
            let last = found.owns();
            checked.push(found);
            if last {
                break;
            }
        }
        checked
    }

    fn merged(&self, event: &AlarmEvent) -> MergedRoute<'_> {
        let texts = self.texts(event);
        let mut merged = MergedRoute::default();
        for compiled in self.routes.iter().filter(|compiled| compiled.takes(&texts)) {
            merged.merge(&compiled.route);
            if merged.taken_by.is_some() {
                break;
            }
        }
        merged
    }

    /// If the event names its own service, its severity wins, too. Otherwise routes win over the event.
    fn severity(
        &self,
        event: &AlarmEvent,
        names_service: bool,
        merged: &MergedRoute<'_>,
        worst: Option<Severity>,
    ) -> Severity {
        let label = |name: &str| event.labels.get(name).map(String::as_str).filter(|word| !word.is_empty());
        let (impact, urgency) =
            (merged.impact.or_else(|| label("impact")), merged.urgency.or_else(|| label("urgency")));
        let rated = impact.or(urgency).and_then(|_| self.matrix.severity(impact, urgency));
        let by_route =
            merged.severity.or(if merged.impact.or(merged.urgency).is_some() { rated } else { None });
        let by_event = match (event.severity, rated) {
            (Some(named), Some(rated)) => Some(named.worse(rated)),
            (named, rated) => named.or(rated),
        };
        let capped = |severity: Severity| worst.map_or(severity, |worst| severity.max(worst));
        let first = if names_service { event.severity.map(capped) } else { None };
        first.or(by_route).unwrap_or_else(|| capped(by_event.unwrap_or(DEFAULT_SEVERITY)))
    }
}

impl Compiled {
    fn takes(&self, texts: &[&str]) -> bool {
        self.tests.iter().all(|(place, condition)| condition.holds(texts[*place]))
    }

    fn missed(&self, texts: &[&str]) -> Option<Missed> {
        let (place, condition) = self.tests.iter().find(|(place, it)| !it.holds(texts[*place]))?;
        Some(Missed {
            field: condition.written.field.clone(),
            asked: condition.written.to_string(),
            value: texts[*place].to_owned(),
        })
    }
}

impl<'a> MergedRoute<'a> {
    /// Merges a matching route: adds the values that no earlier route set.
    fn merge(&mut self, route: &'a Route) {
        if route.continues {
            self.added_by.push(&route.name);
        } else {
            self.taken_by = Some(route);
        }
        self.severity = self.severity.or(route.severity);
        self.impact = self.impact.or(route.impact.as_deref());
        self.urgency = self.urgency.or(route.urgency.as_deref());
        self.no_data = self.no_data.or(route.no_data);
        self.pause = self.pause.or(route.pause);
        self.group_by = self.group_by.or(Some(route).filter(|route| !route.group_by.is_empty()));
        self.window = self.window.or(route.window.map(|window| (route, window)));
    }

    /// A window without `group_by` groups the whole route.
    fn group(&self, event: &AlarmEvent, service: &ServiceName) -> Group {
        let window = self.window.map(|(_, window)| window);
        let Some(rule) = self.group_by.or(self.window.map(|(route, _)| route)) else {
            return Group::of_service(service);
        };
        let value = |name: &'a String| (name.as_str(), Field::named(name).of(Subject::of(event)));
        let values: Vec<(&str, &str)> = rule.group_by.iter().map(value).collect();
        Group::by_rule(service, &rule.name, &values, window)
    }

    fn because(&self, names_itself: bool) -> String {
        let taken = match self.taken_by {
            _ if names_itself => "the alarm names it".to_owned(),
            Some(route) if route.service.is_some() => format!("route “{}”", route.name),
            Some(route) => format!("route “{}” names no service", route.name),
            None => "no route takes it".to_owned(),
        };
        match self.added_by.as_slice() {
            [] => taken,
            names => format!("{taken}, with “{}”", names.join("”, “")),
        }
    }
}
