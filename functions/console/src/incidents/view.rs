//! The list, prepared for the template.

use super::bulk;
use super::filter::{Filter, is_unacknowledged};
use super::filter_form::FilterForm;
use crate::session::Session;
use crate::top::{Place, Top};
use askama::Template;
use callout_domain::access::{Act, may};
use callout_domain::ids::IncidentId;
use callout_domain::incident::{Incident, Standing, Status, under_targets};
use callout_ports::OpenIncidents;
use callout_web::parts::{IncidentHeader, Reader};
use callout_web::words::Moment;
use jiff::Timestamp;
use std::collections::BTreeSet;

/// How far back the list of what is over goes. What is open is listed whatever its age.
pub(super) const DAYS: i64 = 30;
/// The most incidents on one page that are over.
pub(super) const MOST: usize = 50;
/// The most characters of a title in the list, where each takes up to five bytes as HTML; the incident's own page shows all.
const TITLE: usize = 160;

/// The list.
#[derive(Template)]
#[template(path = "incidents.html")]
pub(crate) struct IncidentsPage {
    top: Top,
    csrf: String,
    /// How many are open and wait for the reader, for the title of the tab.
    waiting: usize,
    heading: String,
    caption: String,
    as_of: Moment,
    filter: FilterForm,
    rows: Vec<Row>,
    /// Another one once anything of what is listed changed.
    version: u64,
    /// What is said if there are none.
    nothing: &'static str,
    /// How many wait for the reader and can be acknowledged at once.
    mine: usize,
    can_select: bool,
    /// What was not acknowledged, and why.
    left_out: Vec<String>,
    /// What is not shown, and how to see it.
    missing: Vec<String>,
    /// Where those before the oldest one here are, if there are any.
    older: Option<String>,
    older_words: &'static str,
    /// Where the form posts to.
    query: String,
}

struct Row {
    open: bool,
    needs_me: bool,
    /// Whether it is part of another incident.
    merged: bool,
    number: u64,
    header: IncidentHeader,
    state: String,
    next: Option<(Moment, Option<String>)>,
    /// What customers wait for.
    waits: Option<&'static str>,
    /// The fields by which it can be acknowledged.
    tick: Option<(String, u64)>,
    mine: Option<(String, u64)>,
}

impl IncidentsPage {
    /// Of what is open and the newest, of so many that were ever opened.
    pub(super) fn newest(
        open: OpenIncidents,
        newest: Vec<Incident>,
        opened: u64,
        filter: &Filter,
        session: &Session,
        now: Timestamp,
    ) -> Self {
        let oldest = newest.last().map_or(now, |incident| incident.opened_at);
        let OpenIncidents { mut incidents, more } = open;
        let own = || incidents.iter().filter(|incident| !incident.is_merged());
        let open = own().count() + more;
        let fits = |incident: &Incident| filter.fits(incident, &session.actor);
        let fitting = own().filter(|incident| fits(incident)).count();
        let listed: BTreeSet<IncidentId> = incidents.iter().map(|incident| incident.id.clone()).collect();
        incidents.extend(newest.into_iter().filter(|incident| !listed.contains(&incident.id)));
        let over = incidents.iter().filter(|incident| !incident.is_open() && fits(incident)).count();
        let heading = match filter.is_set() {
            true => filtered_heading((fitting, open), over, filter.status == Some(Standing::Resolved)),
            false => heading(open),
        };
        let left = usize::try_from(opened).unwrap_or(usize::MAX).saturating_sub(incidents.len() + more);
        let older = (left > 0).then(|| format!("incidents{}", filter.query_before(oldest)));
        let caption = format!("Open incidents first, then those of the last {DAYS} days");
        let nothing = if filter.is_set() { NO_MATCH } else { NOTHING_NEW };
        Self {
            missing: missing(more, left),
            older,
            nothing,
            ..Self::of((heading, caption), incidents, filter, session, now)
        }
    }

    /// Of those opened before a time, newest first.
    pub(super) fn older(
        mut incidents: Vec<Incident>,
        more: bool,
        filter: &Filter,
        session: &Session,
        now: Timestamp,
    ) -> Self {
        let oldest = incidents.last().map(|incident| incident.opened_at).filter(|_| more);
        let older = oldest.map(|at| format!("incidents{}", filter.query_before(at)));
        // Those that are open stand on the first page; whoever asks for a day sees what was opened on it, open or not.
        incidents.retain(|incident| filter.until.is_some() || !incident.is_open());
        let texts = match filter.until {
            None => (
                "Older incidents".to_owned(),
                format!("{MOST} at a time, newest first, without open incidents"),
            ),
            Some(until) => (
                format!("Incidents opened until {}", until.strftime("%-d %b %Y")),
                format!("{MOST} at a time, those that are open first"),
            ),
        };
        let nothing = if filter.is_set() { NO_MATCH } else { NOTHING_OLDER };
        Self { older, nothing, ..Self::of(texts, incidents, filter, session, now) }
    }

    /// The same, with what was not acknowledged.
    pub(super) fn saying(self, left_out: Vec<String>) -> Self {
        Self { left_out, ..self }
    }

    fn of(
        (heading, caption): (String, String),
        mut incidents: Vec<Incident>,
        filter: &Filter,
        session: &Session,
        now: Timestamp,
    ) -> Self {
        let waiting = incidents.iter().filter(|incident| incident.awaits(&session.actor)).count();
        incidents.retain(|incident| filter.fits(incident, &session.actor));
        sort(&mut incidents, session);
        let incidents = under_targets(incidents);
        let rows: Vec<Row> = incidents.iter().map(|incident| Row::of(incident, session, now)).collect();
        Self {
            top: Top::of(session, Place::Incidents),
            csrf: session.csrf.clone(),
            waiting,
            heading,
            caption,
            as_of: session.reader().moment(now),
            filter: FilterForm::of(filter, session),
            nothing: NOTHING_NEW,
            mine: rows.iter().filter(|row| row.mine.is_some()).count(),
            version: incidents.iter().map(|incident| incident.version).sum(),
            can_select: may(&session.actor, Act::Respond, &session.rules).is_ok()
                && rows.iter().any(|row| row.tick.is_some()),
            rows,
            left_out: Vec::new(),
            missing: Vec::new(),
            older: None,
            older_words: if filter.is_set() { "Search further back" } else { "Older incidents" },
            query: format!("incidents{}", filter.query()),
        }
    }
}

const NOTHING_NEW: &str = "No incidents in the last 30 days.";
const NOTHING_OLDER: &str = "No older incidents that are over.";
const NO_MATCH: &str = "No incident here matches the filter.";

/// What waits for the reader first, then what nobody has, each by severity and the longest open first; then what is over, newest
/// first.
fn sort(incidents: &mut [Incident], session: &Session) {
    incidents.sort_by_key(|incident| {
        let opened = incident.opened_at.as_nanosecond();
        match incident.is_open() {
            true => {
                let waits = (!incident.awaits(&session.actor), !is_unacknowledged(incident));
                (false, waits, Some(incident.severity), opened)
            }
            false => (true, (false, false), None, -opened),
        }
    });
}

impl Row {
    fn of(incident: &Incident, session: &Session, now: Timestamp) -> Self {
        let reader = session.reader();
        let (open, needs_me) = (incident.is_open(), incident.awaits(&session.actor));
        let next =
            incident.escalation.next_at.filter(|_| incident.hold.is_none() && is_unacknowledged(incident));
        Self {
            open,
            needs_me,
            merged: incident.is_merged(),
            number: incident.number,
            header: IncidentHeader::of(incident, &reader, now).with_title_of(TITLE),
            state: state(incident, &reader),
            next: next.map(|at| (reader.moment(at), reader.next_page(incident).map(|(_, whom)| whom))),
            waits: waits(incident).filter(|_| session.rules.settings().status_page.is_some()),
            tick: (needs_me || is_unacknowledged(incident)).then(|| bulk::field('i', incident)),
            mine: needs_me.then(|| bulk::field('m', incident)),
        }
    }
}

/// What customers wait for: a draft that nobody publishes, or the word that it is over.
fn waits(incident: &Incident) -> Option<&'static str> {
    let reads_on = !incident.is_open() && incident.customers_wait();
    match incident.drafted {
        Some(_) => Some("Draft waits"),
        None => reads_on.then_some("Customers still read that it goes on"),
    }
}

fn heading(open: usize) -> String {
    match open {
        0 => "No open incidents".to_owned(),
        1 => "One open incident".to_owned(),
        more => format!("{more} open incidents"),
    }
}

/// How many of those that are open are listed, and how many that are over, so that neither is taken for the other.
fn filtered_heading((fitting, open): (usize, usize), over: usize, only_over: bool) -> String {
    match (open, over) {
        (_, over) if only_over => format!("{over} resolved"),
        (0, 0) => heading(0),
        (0, over) => format!("None open, {over} resolved"),
        (open, 0) => format!("{fitting} of {open} open"),
        (open, over) => format!("{fitting} of {open} open, {over} resolved"),
    }
}

/// What is not shown, and how to see it.
fn missing(open: usize, older: usize) -> Vec<String> {
    let open = (open > 0).then(|| match open {
        1 => "1 more open incident is not shown: `callout incidents --open` lists all.".to_owned(),
        more => format!("{more} more open incidents are not shown: `callout incidents --open` lists all."),
    });
    let older = (older > 0).then(|| match older {
        1 => "1 older incident is not shown.".to_owned(),
        more => format!("{more} older incidents are not shown."),
    });
    open.into_iter().chain(older).collect()
}

fn state(incident: &Incident, reader: &Reader<'_>) -> String {
    if let Some(into) = incident.merged_into.as_ref().filter(|_| incident.is_open()) {
        return format!("Merged into {}", into.number);
    }
    match (incident.status, &incident.acknowledgement) {
        (Status::Triggered, _) if incident.hold.is_some() => "Held: nobody is paged yet".to_owned(),
        (Status::Triggered, _) => "Not acknowledged".to_owned(),
        (Status::Acknowledged, Some(acknowledgement)) => {
            format!("Acknowledged by {}", reader.name_of(&acknowledgement.by))
        }
        (Status::Acknowledged, None) => "Acknowledged".to_owned(),
        (Status::Resolved, _) => "Resolved".to_owned(),
    }
}
