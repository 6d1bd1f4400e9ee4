//! Silences and maintenance windows that hold alarms back now, prepared for the template.

use crate::session::Session;
use callout_domain::ids::ServiceName;
use callout_domain::matcher::{Condition, Matches};
use callout_domain::settings::Settings;
use callout_domain::suppression::{Span, SpanState, Written};
use callout_web::parts::Reader;
use callout_web::words::Moment;
use jiff::Timestamp;

/// The field that names the service an alarm was routed to.
const SERVICE: &str = "service";

/// One that holds now.
pub(super) struct Hold {
    pub(super) kind: &'static str,
    pub(super) name: String,
    /// Which alarms.
    pub(super) what: String,
    /// Who silenced them; nobody is named for a window.
    pub(super) author: String,
    pub(super) reason: String,
    pub(super) until: Moment,
    services: Vec<ServiceName>,
    of_services: Vec<Condition>,
}

impl Hold {
    /// All that hold now.
    pub(super) fn all(session: &Session, reader: &Reader<'_>, now: Timestamp) -> Vec<Self> {
        let settings = session.rules.settings();
        let mut all = windows(settings, reader, now);
        all.extend(silences(settings, reader, now));
        all
    }

    /// Whether it names a service.
    pub(super) fn is_about(&self, service: &ServiceName) -> bool {
        self.services.contains(service)
            || !self.of_services.is_empty() && self.of_services.iter().all(|it| it.holds(service.as_str()))
    }

    /// What holds a service's alarms, and until when.
    pub(super) fn in_short(&self) -> (String, Moment) {
        (format!("{} {}", self.kind, self.name), self.until.clone())
    }
}

fn windows(settings: &Settings, reader: &Reader<'_>, now: Timestamp) -> Vec<Hold> {
    let hold = |(name, window): (&String, &callout_domain::suppression::MaintenanceSettings)| {
        let names: Vec<&str> = window.services.iter().map(ServiceName::as_str).collect();
        let some = (!window.matches.is_empty()).then(|| window.matches.to_string());
        let what: Vec<String> =
            [names.join(", ")].into_iter().chain(some).filter(|it| !it.is_empty()).collect();
        Some(Hold {
            kind: "Maintenance",
            name: name.clone(),
            what: what.join(": "),
            author: String::new(),
            reason: window.reason.clone(),
            until: reader.moment(active(window.span(), now)?),
            services: window.services.clone(),
            of_services: Vec::new(),
        })
    };
    settings.maintenance.iter().filter_map(hold).collect()
}

fn silences(settings: &Settings, reader: &Reader<'_>, now: Timestamp) -> Vec<Hold> {
    let hold = |(name, silence): (&String, &callout_domain::suppression::SilenceSettings)| {
        Some(Hold {
            kind: "Silence",
            name: name.clone(),
            what: silence.matches.to_string(),
            author: silence.author.clone(),
            reason: silence.reason.clone(),
            until: reader.moment(active(silence.span(), now)?),
            services: Vec::new(),
            of_services: of_services(&silence.matches),
        })
    };
    settings.silences.iter().filter_map(hold).collect()
}

fn active(span: Written<'_>, now: Timestamp) -> Option<Timestamp> {
    match Span::compile(span).ok()?.state(now) {
        SpanState::Active(until) => Some(until),
        SpanState::Pending(_) | SpanState::Over => None,
    }
}

fn of_services(matches: &Matches) -> Vec<Condition> {
    let all = matches.matchers().unwrap_or_default().into_iter();
    all.filter(|matcher| matcher.field == SERVICE)
        .filter_map(|matcher| Condition::compile(matcher).ok())
        .collect()
}
