//! The link of whoever is asked for a shift: what they would take, and what is open now; two buttons.
//!
//! Must not do anything about another request, or for anybody else. Opening it changes nothing and uses nothing up.

use super::view::RequestView;
use crate::deps::Ports;
use askama::Template;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use callout_domain::access::{Act, may};
use callout_domain::alarm::clip;
use callout_domain::ids::{ResponderName, ServiceName};
use callout_domain::incident::{Actor, Incident};
use callout_domain::link::Action;
use callout_domain::oncall::{ShiftNews, ShiftRequest};
use callout_domain::settings::Rules;
use callout_lambda::{ShiftAnswer, ShiftCommand, ShiftRefusal, change_shift};
use callout_ports::{IncidentStore as _, SettingsSource as _};
use callout_web::error::PageError;
use callout_web::layout::page;
use callout_web::parts::Reader;
use callout_web::token::{claim, refused, responder};
use jiff::Timestamp;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The most open incidents that are listed, and that are looked at.
const MOST_LISTED: usize = 10;
const MOST_READ: usize = 1_000;
/// The most characters of a title.
const TITLE: usize = 120;

/// The form as the browser sends it.
#[derive(Deserialize)]
pub(crate) struct SubmittedAnswer {
    answer: LinkAnswer,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum LinkAnswer {
    Take,
    Refuse,
}

impl LinkAnswer {
    /// Whether a request ended by this very answer: a button that is pressed twice.
    fn is_answered_by(self, refusal: &ShiftRefusal) -> bool {
        let ShiftRefusal::Ended(end) = refusal else { return false };
        match self {
            Self::Take => end.news == ShiftNews::Taken,
            Self::Refuse => end.news == ShiftNews::Refused,
        }
    }
}

#[derive(Template)]
#[template(path = "shift_link.html")]
struct LinkPage {
    /// None: the request ended long ago.
    request: Option<RequestView>,
    token: String,
    /// What was done, or why nothing was.
    said: Option<Said>,
    /// Why it cannot be taken as things are.
    obstacle: Option<String>,
    /// The clock of the times.
    open: Vec<String>,
    more: usize,
}

struct Said {
    title: &'static str,
    text: String,
    is_done: bool,
}

/// Shows what is asked.
pub(crate) async fn show<P: Ports>(
    State(deps): State<Arc<P>>,
    Path(token): Path<String>,
) -> Result<Response, PageError> {
    let deps = &*deps;
    let link = claim(deps, &token, Action::Shift).await?;
    let rules = deps.table().rules().await?;
    let who = responder(&rules, &link).ok_or_else(|| refused("for nobody who is in the settings"))?;
    let mut shown = LinkPage::of(&link.incident, &who, &rules, deps.now(), token)?;
    if let (Some(request), None) = (request_of(&rules, &link.incident), &shown.said) {
        let found = deps.table().open_incidents(MOST_READ).await?.incidents;
        shown.list(&open_behind(request, &rules, found));
    }
    let status = if shown.said.is_some() { StatusCode::GONE } else { StatusCode::OK };
    Ok(page(status, &shown))
}

/// Takes it, or does not.
pub(crate) async fn answer<P: Ports>(
    State(deps): State<Arc<P>>,
    Path(token): Path<String>,
    form: Result<Form<SubmittedAnswer>, FormRejection>,
) -> Result<Response, PageError> {
    let deps = &*deps;
    let Form(filled) = form.map_err(|_| PageError::Malformed)?;
    let link = claim(deps, &token, Action::Shift).await?;
    let rules = deps.table().rules().await?;
    let who = responder(&rules, &link).ok_or_else(|| refused("for nobody who is in the settings"))?;
    let answer = match filled.answer {
        LinkAnswer::Take => ShiftAnswer::Take,
        LinkAnswer::Refuse => ShiftAnswer::Refuse,
    };
    let actor = Actor::responder(&who);
    // Unlike a page's, this link lets nobody do what their access does not cover.
    if let (LinkAnswer::Take, Err(denied)) = (filled.answer, may(&actor, Act::Suppress, &rules)) {
        let mut shown = LinkPage::of(&link.incident, &who, &rules, deps.now(), token)?;
        shown.said = Some(Said { title: "Nothing was changed", text: denied.to_string(), is_done: false });
        return Ok(page(StatusCode::FORBIDDEN, &shown));
    }
    let by = Reader::new(actor, Some(&rules)).responder(&who);
    let command = ShiftCommand::Answer { mark: link.incident.clone(), who: who.clone(), answer };
    let done = change_shift(deps.own_table(), &command, &by, deps.clock()).await;
    let done = done.map_err(PageError::Unavailable)?;
    let rules = deps.table().rules().await?;
    let mut shown = LinkPage::of(&link.incident, &who, &rules, deps.now(), token)?;
    let (status, said) = match done {
        Err(refusal) if !filled.answer.is_answered_by(&refusal) => {
            (StatusCode::CONFLICT, not_done(&refusal, &reader(&who, &rules)))
        }
        _ => (StatusCode::OK, done_words(filled.answer, shown.request.as_ref())),
    };
    shown.said = Some(said);
    Ok(page(status, &shown))
}

fn reader<'a>(who: &ResponderName, rules: &'a Rules) -> Reader<'a> {
    Reader::new(Actor::responder(who), Some(rules))
}

fn request_of<'a>(rules: &'a Rules, mark: &callout_domain::ids::IncidentId) -> Option<&'a ShiftRequest> {
    rules.live().live.marked(mark).map(|(_, _, request)| request)
}

fn done_words(answer: LinkAnswer, request: Option<&RequestView>) -> Said {
    let asker = request.map_or("Whoever asked", |request| &request.asker);
    match answer {
        LinkAnswer::Take => Said {
            title: request.map_or("Agreed", |request| request.agreed),
            text: format!("The schedule changed as below. {asker} and whoever is on call hear of it."),
            is_done: true,
        },
        LinkAnswer::Refuse => Said {
            title: "Nothing was changed",
            text: format!("Nothing changes, and {asker} hears of it."),
            is_done: true,
        },
    }
}

fn not_done(refusal: &ShiftRefusal, reader: &Reader<'_>) -> Said {
    let text =
        refusal.words(|name| reader.responder(name), |at| reader.moment(at).with_weekday().to_string());
    Said { title: "Nothing was changed", text, is_done: false }
}

/// The open incidents of the services behind what is asked, the worst first.
fn open_behind(request: &ShiftRequest, rules: &Rules, mut open: Vec<Incident>) -> Vec<Incident> {
    let schedules = request.parts.iter().map(|part| &part.schedule);
    let services: BTreeSet<ServiceName> = schedules.flat_map(|name| rules.services_behind(name)).collect();
    open.retain(|incident| services.contains(&incident.service));
    open.sort_by_key(|incident| (incident.severity, incident.number));
    open
}

impl LinkPage {
    /// What a link is about; how it ended, if it did.
    fn of(
        mark: &callout_domain::ids::IncidentId,
        who: &ResponderName,
        rules: &Rules,
        now: Timestamp,
        token: String,
    ) -> Result<Self, PageError> {
        let reader = reader(who, rules);
        let ended =
            |refusal: ShiftRefusal| Said { title: "This request is over", ..not_done(&refusal, &reader) };
        let mut shown = Self { request: None, token, said: None, obstacle: None, open: Vec::new(), more: 0 };
        let Some((_, entry, request)) = rules.live().live.marked(mark) else {
            shown.said = Some(ended(ShiftRefusal::Unknown));
            return Ok(shown);
        };
        if request.asked != *who {
            return Err(refused("for a shift that somebody else is asked for"));
        }
        shown.request = Some(RequestView::of(mark, entry, request, &reader));
        shown.said = entry.request_end(now).map(|end| ended(ShiftRefusal::Ended(end)));
        let checked = request.check(now, |name| rules.responder(name).is_some(), |name| rules.schedule(name));
        shown.obstacle = checked.err().map(|why| {
            why.words(|name| reader.responder(name), |at| reader.moment(at).with_weekday().to_string())
        });
        Ok(shown)
    }

    fn list(&mut self, open: &[Incident]) {
        let line = |incident: &Incident| {
            let Incident { number, severity, status, .. } = incident;
            format!("{number}: {severity}, {}: {}", status.as_str(), clip(&incident.title, TITLE))
        };
        self.open = open.iter().take(MOST_LISTED).map(line).collect();
        self.more = open.len().saturating_sub(MOST_LISTED);
    }
}
