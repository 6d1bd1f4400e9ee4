//! What concerns the reader: how they are reached, when they are on call next, and what went out to them lately.

use crate::contacts::{ContactView, contacts, hours, keys, with_own};
use crate::deps::Ports;
use crate::incident::{MessageRow, message_row};
use crate::on_call::{ShiftRow, next_shifts};
use crate::refused::Refused;
use crate::session::Session;
use crate::shifts::{RequestView, requests};
use crate::top::{Place, Top};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use callout_domain::ids::ResponderName;
use callout_domain::incident::{ActorKind, Incident};
use callout_domain::notification::Attempt;
use callout_ports::{IncidentStore as _, PortError, Verifications as _};
use callout_web::layout::page;
use callout_web::words::Moment;
use futures::future::try_join_all;
use futures::try_join;
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;

/// How far back incidents are looked at, and how many.
const DAYS: i64 = 30;
const INCIDENTS: usize = 50;
/// Of how many of those that paged the reader the messages are read.
const MOST_READ: usize = 3;
/// The most messages of one incident that are read.
const MESSAGES: usize = 100;
/// The most that is listed.
const MOST_SHIFTS: usize = 5;
const MOST_REQUESTS: usize = 6;
const MOST_PAGED: usize = 15;
const MOST_SENT: usize = 8;

#[derive(Template)]
#[template(path = "mine.html")]
struct MinePage {
    top: Top,
    as_of: Moment,
    /// None for an operator, whom nothing can page.
    mine: Option<Mine>,
}

struct Mine {
    contacts: Vec<ContactView>,
    quiet: String,
    zone: String,
    shifts: Vec<ShiftRow>,
    /// Requests for shifts, of the reader or to them.
    requests: Vec<RequestView>,
    paged: Vec<PagedRow>,
    sent: Vec<Sent>,
    /// Before when the reader signed out everywhere, if lately.
    ended_before: Option<Moment>,
}

/// An incident that paged the reader.
struct PagedRow {
    number: u64,
    title: String,
    since: Moment,
    is_open: bool,
}

/// What went out about one incident.
struct Sent {
    number: u64,
    title: String,
    rows: Vec<MessageRow>,
}

/// The most characters of a title in a list.
const TITLE: usize = 120;

/// Shows it.
pub(crate) async fn show<P: Ports>(
    State(deps): State<Arc<P>>,
    session: Session,
) -> Result<Response, Refused> {
    let deps = &*deps;
    let mine = match session.actor.kind {
        ActorKind::Responder => Some(read(deps, &session, &session.actor.name.as_str().into()).await?),
        _ => None,
    };
    let as_of = session.reader().moment(deps.now());
    Ok(page(StatusCode::OK, &MinePage { top: Top::of(&session, Place::Mine), as_of, mine }))
}

async fn read<P: Ports>(deps: &P, session: &Session, name: &ResponderName) -> Result<Mine, PortError> {
    let (now, reader) = (deps.now(), session.reader());
    let person = session.rules.responder(name).cloned().unwrap_or_default();
    let since = now.saturating_sub(SignedDuration::from_hours(24 * DAYS)).unwrap_or(now);
    let wanted = keys([(name, &person)]);
    let (verified, mut newest) = try_join!(
        deps.own_table().verified_at(&wanted),
        deps.table().newest_opened((since, Timestamp::MAX), INCIDENTS),
    )?;
    let verified = with_own(verified, &wanted, &session.rules);
    newest.retain(|incident| incident.paged.contains(name));
    let each = newest.iter().take(MOST_READ).map(|incident| deps.table().messages(&incident.id, MESSAGES));
    let messages = try_join_all(each).await?;
    let sent = newest.iter().zip(messages).map(|(incident, messages)| Sent {
        number: incident.number,
        title: title(incident),
        rows: to(name, messages).iter().map(|attempt| message_row(attempt, &reader)).collect(),
    });
    let mut requests = requests(session, now);
    requests.retain(|request| request.is_asked || request.is_asker);
    requests.truncate(MOST_REQUESTS);
    let mut shifts = next_shifts(name, session, &reader, now);
    shifts.truncate(MOST_SHIFTS);
    Ok(Mine {
        contacts: contacts(name, &person, &verified, &reader, now),
        quiet: hours(&person.quiet),
        zone: person.zone.clone().unwrap_or_default(),
        shifts,
        requests,
        ended_before: session.ended_before.map(|moment| reader.moment(moment)),
        sent: sent.filter(|sent| !sent.rows.is_empty()).collect(),
        paged: newest
            .iter()
            .take(MOST_PAGED)
            .map(|incident| PagedRow {
                number: incident.number,
                title: title(incident),
                since: reader.moment(incident.opened_at),
                is_open: incident.is_open(),
            })
            .collect(),
    })
}

fn title(incident: &Incident) -> String {
    callout_domain::alarm::clip(&incident.title, TITLE)
}

/// The newest messages to a person.
fn to(name: &ResponderName, mut messages: Vec<Attempt>) -> Vec<Attempt> {
    messages.retain(|attempt| attempt.responder == *name && !attempt.is_summary());
    messages.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.id.cmp(&b.id)));
    messages.truncate(MOST_SENT);
    messages
}
