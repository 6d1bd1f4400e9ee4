//! The link in a page: one incident, one person, one big button, and below it what else that person may do about it.

use crate::actions::Actions;
use crate::form::SubmittedForm;
use crate::merged::{Followed, follow};
use askama::Template;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use callout_domain::ids::ResponderName;
use callout_domain::incident::{Actor, Command, Incident, may_reopen};
use callout_domain::link::{Action, Claim, mine_path, responder_digest};
use callout_domain::responder::BUILT_IN_FALLBACK;
use callout_domain::settings::{Rules, Settings};
use callout_ports::{
    ContextStore as _, IncidentStore as _, LinkKeySource as _, PortError, SettingsSource as _,
};
use callout_web::act::{ActionRequest, Outcome, act, load};
use callout_web::deps::Ports;
use callout_web::error::PageError;
use callout_web::layout::{page, see};
use callout_web::parts::{
    Answer, ContextView, IncidentHeader, NamedLink, Reader, StatusLine, TimelineEntry, answer, context_view,
    links, not_done, reason, reopening, timeline,
};
use callout_web::token::{claim, refused, responder};
use std::sync::Arc;

/// How much of the timeline the page shows: enough to see who was paged before.
const NEWEST: usize = 10;

#[derive(Template)]
#[template(path = "acknowledge.html")]
struct AcknowledgePage {
    header: IncidentHeader,
    state: StatusLine,
    /// What the link was made for, if that is part of this incident now.
    merged: Option<String>,
    button: Option<Answer>,
    /// That the reader declined, and who is paged since.
    declined: Option<String>,
    links: Vec<NamedLink>,
    detail: String,
    context: Option<ContextView>,
    timeline: Vec<TimelineEntry>,
    /// What else the reader may do, where the settings can be read.
    actions: Option<Actions>,
    /// The version that reopening is about, for an hour after the end.
    reopens: Option<String>,
    /// What customers read then.
    reopening: Option<String>,
    /// The list of what else the reader was paged for and is open.
    mine: Option<String>,
    /// Its page in the console, where `apply` noted the console's address.
    console: Option<String>,
    /// Why nothing was changed.
    not_done: Option<String>,
    /// What was typed into a form that changed nothing.
    typed: String,
}

struct NotDone {
    why: String,
    text: String,
}

/// Shows the incident and changes nothing.
pub(crate) async fn show<P: Ports>(
    State(deps): State<Arc<P>>,
    Path(token): Path<String>,
) -> Result<Response, PageError> {
    let deps = &*deps;
    let claim = claim(deps, &token, Action::Acknowledge).await?;
    let own = load(deps, &claim.incident).await?;
    let holder = holder(deps, &own, &claim).await?;
    let followed = follow(deps, own).await?;
    render(deps, StatusCode::OK, &followed, &holder, None).await
}

/// Carries out a form's action. The big button is one read and one transaction; a second click, by anyone, only shows who
/// acknowledged.
pub(crate) async fn submit<P: Ports>(
    State(deps): State<Arc<P>>,
    Path(token): Path<String>,
    form: Result<Form<SubmittedForm>, FormRejection>,
) -> Result<Response, PageError> {
    let deps = &*deps;
    let filled = match form {
        Ok(Form(filled)) => filled,
        // Some browsers and readers press the button without a form.
        Err(FormRejection::InvalidFormContentType(_)) => SubmittedForm::default(),
        Err(_) => return Err(PageError::Malformed),
    };
    let claim = claim(deps, &token, Action::Acknowledge).await?;
    let own = load(deps, &claim.incident).await?;
    let holder = holder(deps, &own, &claim).await?;
    let followed = follow(deps, own).await?;
    let command = filled.command(deps.now()).ok_or(PageError::Malformed)?;
    // An acknowledgement needs no settings, and must work while they cannot be read.
    let rules = match filled.acknowledges() {
        true => Arc::new(Rules::build(Settings::default())),
        false => deps.table().rules().await?,
    };
    if !filled.acknowledges() && !may_do_more(&rules, &holder) {
        return Err(refused("for somebody who left the settings, beyond an acknowledgement"));
    }
    if let Some(why) = followed.moved(&filled).filter(|_| !filled.acknowledges()) {
        let not_done = NotDone { why, text: filled.text.clone() };
        return render(deps, StatusCode::CONFLICT, &followed, &holder, Some(not_done)).await;
    }
    let seen = filled.seen.map(|seen| seen.version).filter(|_| !filled.acknowledges());
    let part = if matches!(command, Command::Note { .. }) { "#timeline" } else { "" };
    let asked = ActionRequest { command, by: Actor::responder(&holder), rules: &rules, seen };
    match act(deps, followed.incident.clone(), &asked).await? {
        Outcome::Done => Ok(see(&format!("{token}{part}"))),
        Outcome::Refused(incident, _) if filled.acknowledges() => {
            render(deps, StatusCode::OK, &followed.with(*incident), &holder, None).await
        }
        Outcome::Refused(incident, refusal) => {
            let reader = Reader::new(Actor::responder(&holder), Some(&rules));
            let not_done = NotDone { why: not_done(&refusal, &reader), text: filled.text.clone() };
            render(deps, StatusCode::CONFLICT, &followed.with(*incident), &holder, Some(not_done)).await
        }
    }
}

/// The holder of an acknowledge link: a person who was paged, is assigned, or is in the settings.
///
/// Checks the settings last, so that an acknowledgement usually does not read them and works while they cannot be
/// read.
async fn holder<P: Ports>(deps: &P, incident: &Incident, claim: &Claim) -> Result<ResponderName, PageError> {
    let acknowledger = incident.acknowledger();
    let mut involved = incident.paged.iter().chain(&acknowledger);
    if let Some(name) = involved.find(|name| responder_digest(name) == claim.responder) {
        return Ok(name.clone());
    }
    // Whoever stands in for somebody who cannot be reached is in no settings; that we signed the link is proof enough.
    if responder_digest(&BUILT_IN_FALLBACK.into()) == claim.responder {
        return Ok(BUILT_IN_FALLBACK.into());
    }
    responder(&*deps.table().rules().await?, claim).ok_or_else(|| refused("for nobody we know"))
}

/// Whoever left the settings can still answer the page they were sent, and nothing else.
fn may_do_more(rules: &Rules, holder: &ResponderName) -> bool {
    rules.responder(holder).is_some() || holder.as_str() == BUILT_IN_FALLBACK
}

async fn render<P: Ports>(
    deps: &P,
    status: StatusCode,
    followed: &Followed,
    holder: &ResponderName,
    not_done: Option<NotDone>,
) -> Result<Response, PageError> {
    let incident = &followed.incident;
    let rules = or_warn(deps.table().rules().await);
    let newest = or_warn(deps.table().newest_events(&incident.id, NEWEST).await).unwrap_or_default();
    let context = match incident.has_context {
        true => or_warn(deps.table().context(&incident.id).await).flatten(),
        false => None,
    };
    let reader = Reader::new(Actor::responder(holder), rules.as_deref());
    let template = AcknowledgePage {
        header: IncidentHeader::of(incident, &reader, deps.now()),
        state: StatusLine::of(incident, &reader),
        merged: followed.words(&reader),
        button: answer(incident, &reader.actor),
        declined: declined(incident, holder, &reader),
        links: links(incident),
        detail: reason(incident),
        context: context.map(|found| {
            let page_of = |number| Some(rules.as_deref()?.console()?.incident(number));
            context_view(found, incident.opened_at, &reader, page_of)
        }),
        timeline: timeline(&newest, &reader),
        actions: rules
            .as_deref()
            .filter(|rules| incident.is_open() && may_do_more(rules, holder))
            .map(|it| Actions::of(followed, &reader.actor, it, deps.now())),
        reopens: rules
            .as_deref()
            .filter(|rules| may_reopen(incident, deps.now()).is_ok() && may_do_more(rules, holder))
            .map(|_| followed.seen()),
        reopening: rules.as_deref().and_then(|it| reopening(incident, &reader.actor, it, deps.now())),
        mine: match rules.as_deref() {
            Some(rules) if may_do_more(rules, holder) => mine(deps, holder).await,
            _ => None,
        },
        console: rules.as_deref().and_then(Rules::console).map(|it| it.incident(incident.number)),
        typed: not_done.as_ref().map(|it| it.text.clone()).unwrap_or_default(),
        not_done: not_done.map(|it| it.why),
    };
    Ok(page(status, &template))
}

/// That the reader declined and somebody else is paged, as long as nobody has it.
fn declined(incident: &Incident, holder: &ResponderName, reader: &Reader<'_>) -> Option<String> {
    let still = incident.is_open() && incident.declined.contains(holder);
    still.then(|| {
        let others = incident.engagements.iter().map(|it| &it.responder).filter(|name| *name != holder);
        let names: Vec<String> = others.map(|name| reader.responder(name)).collect();
        match names.as_slice() {
            [] => "You declined; nobody else is paged now.".to_owned(),
            [only] => format!("You declined; {only} is paged."),
            [.., _] => format!("You declined; {} are paged.", names.join(", ")),
        }
    })
}

/// Where the reader's own open incidents are, from the address of this page. Counting them would cost a query more.
async fn mine<P: Ports>(deps: &P, holder: &ResponderName) -> Option<String> {
    let keys = or_warn(deps.keys().link_keys().await)?;
    Some(format!("../{}", mine_path(&keys, holder, deps.now())))
}

/// The button must appear even if nothing else can be read.
fn or_warn<T>(read: Result<T, PortError>) -> Option<T> {
    read.inspect_err(|error| {
        let error: &dyn std::error::Error = error;
        tracing::warn!(error, "page shown without an optional part");
    })
    .ok()
}
