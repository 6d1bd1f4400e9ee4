//! What the reader wants to see: in the address, so that it can be kept and sent on.

use crate::address::Asks;
use callout_domain::ids::{ResponderName, ServiceName};
use callout_domain::incident::{Actor, ActorKind, Incident, Standing};
use callout_domain::settings::Settings;
use callout_domain::severity::Severity;
use jiff::Timestamp;
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
    /// A text in the title, the reason, the service or the number.
    pub(crate) text: String,
    /// Those that were opened before this time.
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
                "q" => filter.text = value.trim().to_owned(),
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
        add("q", &self.text);
        add("before", &self.before.map(|before| before.to_string()).unwrap_or_default());
        let query = query.finish();
        if query.is_empty() { query } else { format!("?{query}") }
    }

    /// The same, knowing the services of the team. One that is in no settings has none.
    pub(crate) fn among(self, settings: &Settings, reader: &Actor) -> Self {
        let me = ResponderName::from(reader.name.as_str());
        let me = Some(&me).filter(|_| reader.kind == ActorKind::Responder);
        let services =
            (!self.team.is_empty()).then(|| settings.services_of_team(&self.team, me).unwrap_or_default());
        Self { services, ..self }
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
            && (self.text.is_empty() || self.is_in(incident))
    }

    fn is_in(&self, incident: &Incident) -> bool {
        let wanted = self.text.to_lowercase();
        let number = format!("#{}", incident.number);
        let fields = [&incident.title, &incident.detail, &incident.service_title, &number];
        fields.iter().any(|field| field.to_lowercase().contains(&wanted))
    }
}

/// Whether an incident is the reader's: they have it, or were paged for it.
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
        let query = "service=shop&team=mine&severity=SEV1&status=triggered&mine=1&q=5xx+%26+more&before=2026-11-22T03%3A00%3A00Z";
        let filter = Filter::read(query).unwrap();
        assert_eq!((&*filter.service, filter.severity, filter.mine), ("shop", Some(Severity::Sev1), true));
        assert_eq!(filter.text, "5xx & more");
        assert_eq!(Filter::read(filter.query().trim_start_matches('?')), Some(filter));
        assert_eq!(Filter::read("service=&severity=&q=&unknown=1"), Some(Filter::default()));
        assert_eq!(Filter::default().query(), "");
        for nonsense in ["severity=SEV9", "status=open", "before=soon"] {
            assert_eq!(Filter::read(nonsense), None);
        }
    }
}
