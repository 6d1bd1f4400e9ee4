//! Which service an alarm belongs to and how bad it is: rules as data.
//!
//! A rule that is broken or missing never ends in silence: what no route takes goes to the unrouted service.

use crate::alarm::AlarmEvent;
use crate::delay::Delay;
use crate::ids::ServiceName;
use crate::severity::Severity;
use crate::triage::Group;
use regex::Regex;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The severity of an alarm for which nobody said any: doubtful severity takes the higher (PagerDuty's guide).
pub const DEFAULT_SEVERITY: Severity = Severity::Sev2;

/// The service of what no route takes; it needs no settings.
pub const UNROUTED: &str = "unrouted";

/// One rule. The first route whose every match holds takes the alarm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Route {
    /// What people call this rule.
    pub name: String,
    /// Field or label to an anchored regular expression: `alarm = "payments-.*"`. Empty matches everything.
    #[serde(default, rename = "match", skip_serializing_if = "BTreeMap::is_empty")]
    pub matches: BTreeMap<String, String>,
    /// The service that owns what matches.
    pub service: ServiceName,
    /// How bad it is; left out: what the alarm says, else SEV2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// What `INSUFFICIENT_DATA` means for what matches.
    #[serde(default, skip_serializing_if = "is_ignore")]
    pub no_data: NoData,
}

/// What an alarm without data means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum NoData {
    /// Nothing: an open alert stays open, nothing new opens.
    #[default]
    Ignore,
    /// It is worth a look, and wakes nobody.
    Warn,
    /// It pages like an alarm.
    Page,
}

fn is_ignore(no_data: &NoData) -> bool {
    *no_data == NoData::Ignore
}

/// Where an alarm goes, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Routed {
    /// The service that owns it.
    pub service: ServiceName,
    /// How bad it is.
    pub severity: Severity,
    /// What no data means for it.
    pub no_data: NoData,
    /// The reason, in words for the timeline.
    pub because: String,
    /// With which alerts it shares an incident.
    pub group: Group,
    /// How long it may last before it pages; nothing is said of one that is over by then.
    pub pause: Option<Delay>,
}

impl Routed {
    /// Where an alarm goes that nothing holds back, with everything else about the service.
    pub fn to(service: ServiceName, severity: Severity, because: &str) -> Self {
        let (group, because) = (Group::of_service(&service), because.to_owned());
        Self { service, severity, no_data: NoData::Ignore, because, group, pause: None }
    }
}

/// A route whose expressions are compiled; one that does not compile matches nothing.
#[derive(Debug, Clone)]
pub struct CompiledRoute {
    route: Route,
    tests: Vec<(String, Regex)>,
}

impl CompiledRoute {
    /// Compiles a route.
    ///
    /// # Errors
    /// The field whose expression is broken, and what the regular expression engine says of it.
    pub fn compile(route: &Route) -> Result<Self, (String, String)> {
        let mut tests = Vec::with_capacity(route.matches.len());
        for (field, pattern) in &route.matches {
            let regex = Regex::new(&format!("^(?:{pattern})$")).map_err(|error| {
                (field.clone(), format!("`{pattern}` is not a regular expression: {error}"))
            })?;
            tests.push((field.clone(), regex));
        }
        Ok(Self { route: route.clone(), tests })
    }

    fn takes(&self, event: &AlarmEvent) -> bool {
        self.tests.iter().all(|(field, regex)| regex.is_match(field_of(event, field)))
    }
}

/// The value of a field or label; a missing one is the empty string (Alertmanager's rule).
fn field_of<'a>(event: &'a AlarmEvent, field: &str) -> &'a str {
    match field {
        "source" => &event.source,
        "summary" => &event.summary,
        "dedup_key" => &event.dedup_key,
        label => event.labels.get(label).map_or("", String::as_str),
    }
}

/// Finds the owner of an alarm. The event's own word for its service wins when that service is known.
pub fn route(event: &AlarmEvent, routes: &[CompiledRoute], known: impl Fn(&ServiceName) -> bool) -> Routed {
    let taken = routes.iter().find(|route| route.takes(event)).map(|compiled| &compiled.route);
    let own = event.service.as_ref().filter(|service| known(service));
    let routed = taken.and_then(|route| route.severity);
    // Whoever names its own service knows how bad it is, too.
    let severity = if own.is_some() { event.severity.or(routed) } else { routed.or(event.severity) };
    let (service, because) = match (own, taken) {
        (Some(service), _) => (service.clone(), "the alarm names it".to_owned()),
        (None, Some(route)) => (route.service.clone(), format!("route “{}”", route.name)),
        (None, None) => (UNROUTED.into(), "no route takes it".to_owned()),
    };
    Routed {
        group: Group::of_service(&service),
        severity: severity.unwrap_or(DEFAULT_SEVERITY),
        no_data: taken.map_or(NoData::Ignore, |route| route.no_data),
        pause: None,
        service,
        because,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alarm::AlarmKind;

    fn event(labels: &[(&str, &str)]) -> AlarmEvent {
        AlarmEvent {
            source: "cloudwatch".into(),
            dedup_key: "key".into(),
            kind: AlarmKind::Trigger,
            summary: "payments-errors: too many".into(),
            severity: None,
            service: None,
            changed_at: jiff::Timestamp::UNIX_EPOCH,
            labels: labels.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
            links: Vec::new(),
            detail: String::new(),
            muted: None,
            children: Vec::new(),
        }
    }

    fn check(routes: &str, event: &AlarmEvent, service: &str, severity: Severity) {
        #[derive(Deserialize)]
        struct File {
            #[serde(default)]
            routes: Vec<Route>,
        }
        let file: File = toml::from_str(routes).unwrap();
        let compiled: Vec<_> = file.routes.iter().filter_map(|r| CompiledRoute::compile(r).ok()).collect();
        let routed = route(event, &compiled, |name| name.as_str() == "payments");
        assert_eq!((routed.service.as_str(), routed.severity), (service, severity), "{}", routed.because);
    }

    const ROUTES: &str = r#"
        [[routes]]
        name = "broken"
        match = { alarm = "(" }
        service = "nobody"

        [[routes]]
        name = "payments"
        match = { alarm = "payments-.*", region = "eu-.*|" }
        service = "payments"
        severity = "SEV1"

        [[routes]]
        name = "everything"
        service = "platform"
    "#;

    #[test]
    fn the_first_route_whose_every_match_holds_takes_the_alarm() {
        check(
            ROUTES,
            &event(&[("alarm", "payments-errors"), ("region", "eu-west-1")]),
            "payments",
            Severity::Sev1,
        );
        check(
            ROUTES,
            &event(&[("alarm", "payments-errors"), ("region", "us-east-1")]),
            "platform",
            Severity::Sev2,
        );
    }

    #[test]
    fn expressions_match_the_whole_text_and_a_missing_label_is_empty() {
        check(ROUTES, &event(&[("alarm", "payments-errors")]), "payments", Severity::Sev1);
        check(ROUTES, &event(&[("alarm", "old-payments-errors")]), "platform", Severity::Sev2);
    }

    #[test]
    fn an_alarm_may_name_its_service_and_severity_if_they_are_known() {
        let mut named = event(&[]);
        named.service = Some("payments".into());
        named.severity = Some(Severity::Sev4);
        check(ROUTES, &named, "payments", Severity::Sev4);
        named.service = Some("unheard-of".into());
        check(ROUTES, &named, "platform", Severity::Sev4);
    }

    #[test]
    fn what_no_route_takes_has_no_service_but_is_bad() {
        check("", &event(&[]), UNROUTED, Severity::Sev2);
    }
}
