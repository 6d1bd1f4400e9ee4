//! What the reader wants to see: in the address, so that it can be kept and sent on.

use crate::address::Asks;
use callout_domain::ids::{ResponderName, ServiceName};
use callout_domain::incident::{Actor, ActorKind, Incident, Standing};
use callout_domain::settings::Settings;
use callout_domain::severity::Severity;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::BTreeSet;

/// What the reader wants to see.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Filter {
    pub(crate) service: String,
    /// Only what services of a team have: its name, or `mine`.
    pub(crate) team: String,
    /// The services of that team, once the settings were asked.
    services: Option<BTreeSet<ServiceName>>,
    pub(crate) severity: Option<Severity>,
    pub(crate) status: Option<Standing>,
    /// Only what is the reader's.
    pub(crate) mine: bool,
    /// Only what is somebody's: their name in the settings, once those were asked.
    pub(crate) person: String,
    /// A text in the title, the reason, the service, the number or an alert that joined.
    pub(crate) text: String,
    /// Those that were opened on this day of the reader's clock or earlier.
    pub(crate) until: Option<Date>,
    /// Those that were opened before this time: where a page of the list begins.
    pub(crate) before: Option<Timestamp>,
}

impl Asks for Filter {
    fn read(query: &str) -> Option<Self> {
        let mut filter = Self::default();
        let fields = form_urlencoded::parse(query.as_bytes());
        for (key, value) in fields.filter(|(_, value)| !value.is_empty()) {
            match &*key {
                "service" => filter.service = value.into_owned(),
                "team" => filter.team = value.into_owned(),
                "severity" => filter.severity = Some(Severity::from_word(&value)?),
                "status" => filter.status = Some(Standing::from_word(&value)?),
                "mine" => filter.mine = true,
                "person" => filter.person = value.into_owned(),
                "q" => filter.text = value.trim().to_owned(),
                "until" => filter.until = Some(value.parse().ok()?),
                "before" => filter.before = Some(value.parse().ok()?),
                _ => {}
            }
        }
        Some(filter)
    }
}

impl Filter {
    /// The same as the end of an address.
    pub(crate) fn query(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let mut add = |key: &str, value: &str| {
            if !value.is_empty() {
                query.append_pair(key, value);
            }
        };
        add("service", &self.service);
        add("team", &self.team);
        add("severity", &self.severity.map(|severity| severity.to_string()).unwrap_or_default());
        add("status", self.status.map_or("", |status| status.as_str()));
        add("mine", if self.mine { "1" } else { "" });
        add("person", &self.person);
        add("q", &self.text);
        add("until", &self.until.map(|until| until.to_string()).unwrap_or_default());
        add("before", &self.before.map(|before| before.to_string()).unwrap_or_default());
        let query = query.finish();
        if query.is_empty() { query } else { format!("?{query}") }
    }

    /// The same, knowing the services of the team and whom a name means. What is in no settings has nothing.
    pub(crate) fn among(self, settings: &Settings, reader: &Actor) -> Self {
        let me = ResponderName::from(reader.name.as_str());
        let me = Some(&me).filter(|_| reader.kind == ActorKind::Responder);
        let services =
            (!self.team.is_empty()).then(|| settings.services_of_team(&self.team, me).unwrap_or_default());
        let person = settings.person_called(&self.person).map(ToString::to_string).unwrap_or(self.person);
        Self { services, person, ..self }
    }

    /// Before which time those of the page were opened; none for the newest.
    pub(crate) fn end(&self, zone: &TimeZone) -> Option<Timestamp> {
        let after = |until: Date| until.tomorrow().and_then(|next| next.to_zoned(zone.clone()));
        let end_of_day = self.until.map(|until| after(until).map_or(Timestamp::MAX, |at| at.timestamp()));
        self.before.or(end_of_day)
    }

    /// The same for those before a time.
    pub(crate) fn query_before(&self, before: Timestamp) -> String {
        Self { before: Some(before), ..self.clone() }.query()
    }

    /// Whether it leaves anything out.
    pub(crate) fn is_set(&self) -> bool {
        Self { before: None, ..self.clone() } != Self::default()
    }

    pub(crate) fn fits(&self, incident: &Incident, reader: &Actor) -> bool {
        (self.service.is_empty() || incident.service.as_str() == self.service)
            && self.services.as_ref().is_none_or(|services| services.contains(&incident.service))
            && self.severity.is_none_or(|severity| incident.severity == severity)
            && self.status.is_none_or(|status| incident.standing() == status)
            && (!self.mine || is_of(incident, reader))
            && (self.person.is_empty() || is_of(incident, &Actor::responder(&self.person.as_str().into())))
            && (self.text.is_empty() || incident.mentions(&self.text))
    }
}

/// Whether an incident is somebody's: they have it, or were paged for it.
pub(crate) fn is_of(incident: &Incident, reader: &Actor) -> bool {
    incident.acknowledgement.as_ref().is_some_and(|acknowledgement| acknowledgement.by == *reader)
        || reader.kind == ActorKind::Responder
            && incident.paged.iter().any(|name| name.as_str() == reader.name)
}

/// Whether it is open and no person has it.
pub(crate) fn is_unacknowledged(incident: &Incident) -> bool {
    let has_owner =
        incident.acknowledgement.as_ref().is_some_and(|acknowledgement| acknowledgement.by.is_person());
    incident.is_open() && !has_owner && !incident.is_merged()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_what_is_wanted_and_an_empty_field_nothing() {
        let query = "service=shop&team=mine&severity=SEV1&status=triggered&mine=1&person=ana&q=5xx+%26+more&until=2026-11-21&before=2026-11-22T03%3A00%3A00Z";
        let filter = Filter::read(query).unwrap();
        assert_eq!((&*filter.service, filter.severity, filter.mine), ("shop", Some(Severity::Sev1), true));
        assert_eq!(filter.text, "5xx & more");
        assert_eq!(Filter::read(filter.query().trim_start_matches('?')), Some(filter));
        assert_eq!(Filter::read("service=&severity=&q=&unknown=1"), Some(Filter::default()));
        assert_eq!(Filter::default().query(), "");
        for nonsense in ["severity=SEV9", "status=open", "before=soon", "until=2026-02-30"] {
            assert_eq!(Filter::read(nonsense), None);
        }
    }

    #[test]
    fn a_day_ends_by_the_clock_of_the_reader() {
        let end = |query: &str, zone: &str| {
            let end = Filter::read(query).unwrap().end(&TimeZone::get(zone).unwrap());
            end.map(|at| at.to_string())
        };
        assert_eq!(end("until=2026-11-21", "UTC").as_deref(), Some("2026-11-22T00:00:00Z"));
        assert_eq!(end("until=2026-11-21", "Pacific/Auckland").as_deref(), Some("2026-11-21T11:00:00Z"));
        assert_eq!(end("until=9999-12-31", "UTC"), Some(Timestamp::MAX.to_string()));
        let further = "until=2026-11-21&before=2026-11-20T03:00:00Z";
        assert_eq!(end(further, "UTC").as_deref(), Some("2026-11-20T03:00:00Z"), "the next page goes on");
        assert_eq!(end("", "UTC"), None);
    }
}
