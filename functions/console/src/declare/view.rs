//! The form, prepared for the template.

use super::form::Filled;
use crate::session::Session;
use crate::top::{Place, Top};
use askama::Template;
use callout_domain::incident::Incident;
use callout_domain::severity::Severity;
use callout_ports::OpenIncidents;
use callout_web::parts::{IncidentHeader, Person, Reader, people};
use jiff::Timestamp;
use std::cmp::Reverse;

/// The most open incidents on the page: somebody looks for one that they know.
const MOST_SHOWN: usize = 20;
/// How many of them are not folded: the newest, and beside them those of the service that was chosen.
const NEWEST: usize = 5;
const MOST_OF_SERVICE: usize = 10;
/// The most choices of a list: a page is small however many services there are.
const MOST_CHOICES: usize = 150;
/// The most characters of a title; the incident's own page shows all.
const TITLE: usize = 160;

/// What is open, and the form.
#[derive(Template)]
#[template(path = "declare.html")]
pub(crate) struct DeclarePage {
    top: Top,
    token: String,
    /// Why nothing was recorded.
    why: Option<String>,
    text: String,
    /// Those that it most likely is: the newest, and those of the service that was chosen.
    open: Vec<Open>,
    /// The others, the worst first.
    folded: Vec<Open>,
    /// How many more are open.
    more: usize,
    service: String,
    /// Empty where there are too many to choose from: then a name is typed.
    services: Vec<Choice>,
    severities: Vec<Choice>,
    /// Empty where there are too many to choose from.
    people: Vec<Person>,
    page: String,
}

/// An open incident.
struct Open {
    number: u64,
    version: u64,
    header: IncidentHeader,
    state: String,
}

struct Choice {
    value: String,
    label: String,
    chosen: bool,
}

impl DeclarePage {
    pub(super) fn of(
        open: OpenIncidents,
        session: &Session,
        filled: &Filled,
        why: Option<String>,
        now: Timestamp,
    ) -> Self {
        let reader = session.reader();
        let OpenIncidents { mut incidents, more } = open;
        incidents.sort_by_key(|incident| {
            (incident.service.as_str() != filled.service, Reverse(incident.opened_at))
        });
        let of_service =
            incidents.iter().filter(|incident| incident.service.as_str() == filled.service).count();
        let mut rest = incidents.split_off(incidents.len().min(of_service.min(MOST_OF_SERVICE) + NEWEST));
        rest.sort_by_key(|incident| (incident.severity, incident.opened_at));
        let room = MOST_SHOWN.saturating_sub(incidents.len());
        let left = more + rest.len().saturating_sub(room);
        rest.truncate(room);
        let services = session.rules.settings().services.iter().map(|(name, service)| Choice {
            value: name.to_string(),
            label: service.title.clone(),
            chosen: name.as_str() == filled.service,
        });
        let severities = Severity::ALL.into_iter().map(|severity| Choice {
            value: severity.to_string(),
            label: severity.to_string(),
            chosen: severity.to_string() == filled.severity,
        });
        let people = people(&session.actor, &session.rules);
        Self {
            top: Top::of(session, Place::Declare),
            token: filled.token.clone(),
            why,
            text: filled.text.clone(),
            open: incidents.iter().map(|incident| Open::of(incident, &reader, now)).collect(),
            folded: rest.iter().map(|incident| Open::of(incident, &reader, now)).collect(),
            more: left,
            service: filled.service.clone(),
            services: if services.len() > MOST_CHOICES { Vec::new() } else { services.collect() },
            severities: severities.collect(),
            people: if people.len() > MOST_CHOICES { Vec::new() } else { people },
            page: filled.page.clone(),
        }
    }
}

impl Open {
    fn of(incident: &Incident, reader: &Reader<'_>, now: Timestamp) -> Self {
        let state = match (&incident.acknowledgement, &incident.hold) {
            (Some(acknowledgement), _) => format!("{} has it", reader.name_of(&acknowledgement.by)),
            (None, Some(_)) => "Nobody is paged yet".to_owned(),
            (None, None) => "Nobody has it yet".to_owned(),
        };
        let header = IncidentHeader::of(incident, reader, now).with_title_of(TITLE);
        Self { number: incident.number, version: incident.version, header, state }
    }
}
