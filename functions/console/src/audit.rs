//! The audit log: who did what, newest first.
//!
//! Must not leave anything out without a link to it.

mod filter;

use crate::address::Address;
use crate::deps::Ports;
use crate::refused::Refused;
use crate::session::Session;
use crate::top::{Place, Top};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use callout_domain::alarm::clip;
use callout_domain::audit::{AuditEntry, AuditKind, Audited};
use callout_ports::{AuditLog as _, AuditPart};
use callout_web::layout::page;
use callout_web::parts::Reader;
use callout_web::words::Moment;
use filter::AuditFilter;
use std::sync::Arc;

/// How many entries are on a page.
const ENTRIES: usize = 50;
/// How many are looked through for what the reader wants.
const LOOKED_THROUGH: usize = 200;
/// The most characters of an entry: the whole of a long note is with its incident.
const LONGEST: usize = 300;

#[derive(Template)]
#[template(path = "audit.html")]
struct AuditPage {
    top: Top,
    as_of: Moment,
    rows: Vec<Row>,
    filter: AuditFilter,
    kinds: [AuditKind; 5],
    /// Where older entries are, and what the link says.
    older: Option<(String, &'static str)>,
}

/// What one person did.
struct Row {
    at: Moment,
    /// Untrusted text.
    by: String,
    /// Untrusted text.
    what: String,
    /// Where more of it is: the address, and the words.
    about: (String, String),
}

/// Shows it.
pub(crate) async fn show<P: Ports>(
    State(deps): State<Arc<P>>,
    session: Session,
    Address(filter): Address<AuditFilter>,
) -> Result<Response, Refused> {
    let deps = &*deps;
    let most = if filter.is_set() { LOOKED_THROUGH } else { ENTRIES };
    let part = deps.own_table().audit(filter.before.as_ref(), most).await?;
    let top = Top::of(&session, Place::Services);
    Ok(page(StatusCode::OK, &AuditPage::of(top, &session, part, filter, deps.now())))
}

impl AuditPage {
    fn of(top: Top, session: &Session, part: AuditPart, filter: AuditFilter, now: jiff::Timestamp) -> Self {
        let reader = session.reader();
        let fitting = part.entries.iter().map(|entry| (entry, Row::of(entry, &reader)));
        let fitting = fitting.filter(|(entry, row)| filter.fits(entry, [&row.by, &row.what, &row.about.1]));
        let mut fitting: Vec<(&AuditEntry, Row)> = fitting.collect();
        let next = match fitting.len() > ENTRIES {
            true => fitting.get(ENTRIES - 1).map(|(entry, _)| entry.place.clone()),
            false => part.older,
        };
        fitting.truncate(ENTRIES);
        let words = if filter.is_set() { "Search further back" } else { "Older entries" };
        Self {
            top,
            as_of: reader.moment(now),
            older: next.map(|place| (filter.href_before(&place), words)),
            rows: fitting.into_iter().map(|(_, row)| row).collect(),
            filter,
            kinds: AuditKind::ALL,
        }
    }
}

impl Row {
    fn of(entry: &AuditEntry, reader: &Reader<'_>) -> Self {
        let done = &entry.done;
        Self {
            at: reader.moment(done.at()),
            by: done.actor().map_or_else(|| done.by(), |actor| reader.name_of(actor)),
            what: clip(&done.sentence(reader.zone()), LONGEST),
            about: about(done),
        }
    }
}

fn about(done: &Audited) -> (String, String) {
    match (done.incident(), done.kind()) {
        (Some(number), _) => (format!("incidents/{number}"), format!("#{number}")),
        (None, kind) => (kind.as_str().to_owned(), kind.title().to_owned()),
    }
}
