//! The services, prepared for the template.

use super::holds::Hold;
use crate::paged::{Asked, Part};
use crate::session::Session;
use crate::source::Sources;
use crate::teams::teams;
use crate::top::{Place, Top};
use askama::Template;
use callout_domain::escalation::UrgencySettings;
use callout_domain::ids::ServiceName;
use callout_domain::incident::Incident;
use callout_domain::routing::{DEFAULT_SEVERITY, Route};
use callout_domain::settings::Service;
use callout_domain::severity::Severity;
use callout_ports::OpenIncidents;
use callout_web::words::Moment;
use jiff::Timestamp;

/// How many services are on a page.
const SERVICES: usize = 25;
/// The most routes of a service that are named.
const MOST_ROUTES: usize = 6;
/// The most silences and windows that are listed.
const MOST_HOLDS: usize = 20;

#[derive(Template)]
#[template(path = "services.html")]
pub(super) struct ServicesPage {
    top: Top,
    as_of: Moment,
    default_severity: Severity,
    services: Part<ServiceView>,
    holds: Vec<Hold>,
    more_holds: usize,
    /// Whether more is open than was counted.
    more_open: bool,
}

struct ServiceView {
    title: String,
    name: String,
    /// File and line of the settings; empty if not known.
    source: String,
    /// The teams that answer for it.
    teams: String,
    policy: String,
    policy_href: String,
    open: Option<Open>,
    routes: String,
    urgency: String,
    components: String,
    runbook: Option<String>,
    /// What holds its alarms now, and until when.
    holds: Vec<(String, Moment)>,
}

/// What is open of a service.
struct Open {
    words: String,
    href: String,
}

impl ServicesPage {
    pub(super) fn of(
        asked: &Asked,
        (open, sources): (&OpenIncidents, &Sources),
        session: &Session,
        now: Timestamp,
    ) -> Self {
        let reader = session.reader();
        let mut holds = Hold::all(session, &reader, now);
        let services = session.rules.settings().services.iter();
        let fits = |(name, service): &(&ServiceName, &Service)| {
            let teams = teams(session.rules.settings().teams_of_service(name));
            asked.fits([name.as_str(), service.title.as_str(), service.policy.as_str(), &teams])
        };
        let services: Vec<(&ServiceName, &Service)> = services.filter(fits).collect();
        let view = |(name, service): (&ServiceName, &Service)| ServiceView {
            source: sources.of("services", name.as_str()),
            ..ServiceView::of(name, service, (&open.incidents, &holds), session)
        };
        let services = asked.part(services, SERVICES, "services").map(view);
        let more_holds = holds.len().saturating_sub(MOST_HOLDS);
        holds.truncate(MOST_HOLDS);
        Self {
            top: Top::of(session, Place::Services),
            as_of: reader.moment(now),
            default_severity: DEFAULT_SEVERITY,
            services,
            holds,
            more_holds,
            more_open: open.more > 0,
        }
    }
}

impl ServiceView {
    fn of(
        name: &ServiceName,
        service: &Service,
        (open, holds): (&[Incident], &[Hold]),
        session: &Session,
    ) -> Self {
        let components: Vec<&str> = service.components.iter().map(|name| name.as_str()).collect();
        let policy = service.policy.as_str();
        Self {
            title: service.title.clone(),
            name: name.to_string(),
            source: String::new(),
            teams: teams(session.rules.settings().teams_of_service(name)),
            policy: policy.to_owned(),
            policy_href: href("oncall", "q", policy),
            open: Open::of(name, open),
            routes: routes(name, &session.rules.settings().routes),
            urgency: service.urgency.as_ref().map(urgency).unwrap_or_default(),
            components: components.join(", "),
            runbook: service.runbook.clone().filter(|href| href.starts_with("https://")),
            holds: holds.iter().filter(|hold| hold.is_about(name)).map(Hold::in_short).take(4).collect(),
        }
    }
}

impl Open {
    fn of(name: &ServiceName, open: &[Incident]) -> Option<Self> {
        let of_service = || open.iter().filter(|incident| incident.service == *name);
        let worst = of_service().map(|incident| incident.severity).min()?;
        let count = of_service().count();
        let words = match count {
            1 => format!("1 open, {worst}"),
            more => format!("{more} open, the worst {worst}"),
        };
        Some(Self { words, href: href("incidents", "service", name.as_str()) })
    }
}

fn href(page: &str, key: &str, value: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    format!("{page}?{}", query.append_pair(key, value).finish())
}

/// The routes to a service, with the severity of those that give one.
fn routes(name: &ServiceName, all: &[Route]) -> String {
    let to_service: Vec<&Route> = all.iter().filter(|route| route.service.as_ref() == Some(name)).collect();
    let left = to_service.len().saturating_sub(MOST_ROUTES);
    let named: Vec<String> = to_service
        .iter()
        .take(MOST_ROUTES)
        .map(|route| match route.severity {
            Some(severity) => format!("{} ({severity})", route.name),
            None => route.name.clone(),
        })
        .collect();
    match left {
        0 => named.join(", "),
        left => format!("{} and {left} more", named.join(", ")),
    }
}

fn urgency(urgency: &UrgencySettings) -> String {
    let low = urgency.low_from.map(|from| format!("low from {from} on"));
    let hours = urgency.support_hours.as_ref().map(|hours| {
        format!("high in support hours only: {} ({})", crate::contacts::hours(&hours.windows), hours.zone)
    });
    low.into_iter().chain(hours).collect::<Vec<_>>().join("; ")
}
