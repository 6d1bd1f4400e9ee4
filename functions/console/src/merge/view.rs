//! What an incident can be merged into, prepared for the template.

use crate::session::Session;
use crate::top::{Place, Top};
use askama::Template;
use callout_domain::incident::{CommandInfo, Incident, Merge, merge};
use callout_ports::OpenIncidents;
use callout_web::parts::{IncidentHeader, paged};
use jiff::Timestamp;

/// The most targets on the page: somebody looks for one that they know.
const MOST_SHOWN: usize = 30;
/// The most characters of a title; the incident's own page shows all.
const TITLE: usize = 160;

/// The choice.
#[derive(Template)]
#[template(path = "merge.html")]
pub(crate) struct MergePage {
    top: Top,
    csrf: String,
    seen: u64,
    number: u64,
    title: String,
    /// Why nothing was changed.
    why: Option<String>,
    targets: Vec<Target>,
    /// How many more are open.
    more: usize,
}

struct Target {
    number: u64,
    header: IncidentHeader,
    /// Who has it, and what merging does besides.
    effect: String,
}

impl MergePage {
    pub(super) fn of(
        incident: &Incident,
        open: OpenIncidents,
        session: &Session,
        why: Option<String>,
        now: Timestamp,
    ) -> Self {
        let OpenIncidents { mut incidents, more } = open;
        incidents.sort_by_key(|other| (other.service != incident.service, other.severity, other.opened_at));
        let target = |other: &Incident| Target::of(incident, other, session, now);
        let mut targets: Vec<Target> = incidents.iter().filter_map(target).collect();
        let more = more + targets.len().saturating_sub(MOST_SHOWN);
        targets.truncate(MOST_SHOWN);
        Self {
            top: Top::two_below(session, Place::Incidents),
            csrf: session.csrf.clone(),
            seen: incident.version,
            number: incident.number,
            title: callout_domain::alarm::clip(&incident.title, TITLE),
            why,
            targets,
            more,
        }
    }
}

impl Target {
    /// None if it is no target.
    fn of(incident: &Incident, other: &Incident, session: &Session, now: Timestamp) -> Option<Self> {
        let (reader, by) = (session.reader(), session.actor.clone());
        let Merge { target, .. } = merge(incident, other, &session.rules, &CommandInfo { by, now }).ok()?;
        let has_it = match &other.acknowledgement {
            Some(acknowledgement) => format!("{} has it.", reader.name_of(&acknowledgement.by)),
            None => "Nobody has it yet.".to_owned(),
        };
        let worse = (target.incident.severity != other.severity)
            .then(|| format!(" Becomes {}.", target.incident.severity));
        let pages = paged(&target, &reader).map(|names| format!(" Pages {names} now."));
        Some(Self {
            number: other.number,
            header: IncidentHeader::of(other, &reader, now).with_title_of(TITLE),
            effect: format!("{has_it}{}{}", worse.unwrap_or_default(), pages.unwrap_or_default()),
        })
    }
}
