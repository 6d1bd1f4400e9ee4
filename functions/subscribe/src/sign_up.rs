//! `GET` and `POST /` and `/incident/<id>`: the form, and the one answer to everybody who sends it.
//!
//! Must not say whether an address is known, nor take as long for each as it takes to send a mail: it only writes that somebody asked.

use crate::choice::{Form, follow};
use crate::deps::Ports;
use crate::done::done;
use crate::notice::Notice;
use crate::page::{Choice, PublicPage};
use crate::random::random;
use crate::source::Reader;
use crate::store::{Decided, change};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use callout_domain::ids::IncidentId;
use callout_domain::status::PublicIncident;
use callout_domain::subscriber::{SignUp, Subscriber, SubscriberAddress, source};
use callout_ports::{Clock as _, IncidentStore as _, Subscribers as _};
use callout_public::{fill, incident_title};
use callout_web::layout;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "form.html")]
struct View<'a> {
    code: &'a str,
    page: &'a PublicPage,
    heading: String,
    can_mail: bool,
    choices: Vec<Choice>,
    /// The title of the incident that is followed.
    incident: Option<String>,
    /// Why nothing was taken.
    why: Option<&'a str>,
    email: &'a str,
    webhook: &'a str,
    contact: &'a str,
}

/// What a form is about.
struct About {
    page: PublicPage,
    incident: Option<PublicIncident>,
}

/// Shows the form.
pub(crate) async fn show<P: Ports>(State(deps): State<Arc<P>>, reader: Reader) -> Result<Response, Notice> {
    let about = about(&*deps, None, &reader).await?;
    Ok(form(&*deps, &about, StatusCode::OK, &Form::default(), None))
}

/// Shows the form that follows one incident.
pub(crate) async fn show_incident<P: Ports>(
    State(deps): State<Arc<P>>,
    Path(incident): Path<String>,
    reader: Reader,
) -> Result<Response, Notice> {
    let about = about(&*deps, Some(&incident), &reader).await?;
    Ok(form(&*deps, &about, StatusCode::OK, &Form::default(), None))
}

/// Takes a sign-up.
pub(crate) async fn take<P: Ports>(
    State(deps): State<Arc<P>>,
    reader: Reader,
    body: String,
) -> Result<Response, Notice> {
    let about = about(&*deps, None, &reader).await?;
    submit(&*deps, &about, &reader, &Form::read(&body)).await
}

/// Takes a sign-up for one incident.
pub(crate) async fn take_incident<P: Ports>(
    State(deps): State<Arc<P>>,
    Path(incident): Path<String>,
    reader: Reader,
    body: String,
) -> Result<Response, Notice> {
    let about = about(&*deps, Some(&incident), &reader).await?;
    submit(&*deps, &about, &reader, &Form::read(&body)).await
}

async fn about(deps: &impl Ports, incident: Option<&str>, reader: &Reader) -> Result<About, Notice> {
    let page = PublicPage::load(deps, reader.languages()).await?;
    let Some(id) = incident else { return Ok(About { page, incident: None }) };
    let id = IncidentId::from(id);
    if id.to_bytes().is_none() {
        return Err(Notice::NoPage);
    }
    let table = deps.table();
    let found = table.incident(&id).await.map_err(|error| Notice::away(error.into()))?;
    // One that was never published, or only on another page, looks like one that there is not.
    let public = found.as_ref().and_then(PublicIncident::of).and_then(|one| page.main.incident(&one));
    let public = public.ok_or(Notice::NoPage)?;
    Ok(About { page, incident: Some(public) })
}

async fn submit(deps: &impl Ports, about: &About, reader: &Reader, typed: &Form) -> Result<Response, Notice> {
    let words = &about.page.words;
    let is_webhook = !typed.get("webhook").is_empty();
    // Only programs fill in what nobody sees. They are told what everybody is told.
    if !typed.get("website").is_empty() {
        tracing::info!("a sign-up of a program was ignored");
        return Ok(answer(&about.page, is_webhook));
    }
    let Some(sign_up) = sign_up(deps, about, typed) else {
        let why = if is_webhook { &words.bad_webhook } else { &words.bad_mail };
        return Ok(form(deps, about, StatusCode::BAD_REQUEST, typed, Some(why)));
    };
    let now = deps.clock().now();
    let table = deps.table();
    let counts = table.count_sign_up(&source(&reader.ip), now).await;
    let counts = counts.map_err(|error| Notice::away(error.into()))?;
    if counts.are_too_many() {
        tracing::warn!(
            of_source = counts.of_source,
            of_day = counts.of_day,
            "refused a sign-up beyond the limit"
        );
        return Ok(form(deps, about, StatusCode::TOO_MANY_REQUESTS, typed, Some(&words.too_many)));
    }
    let (token, key) = (random()?, random()?);
    change(deps, &sign_up.address.id(), |known| {
        let mut one =
            known.unwrap_or_else(|| Subscriber::new(&sign_up.address, token.clone(), key.clone(), now));
        Ok(match one.ask(&sign_up, now) {
            Some(event) => (one, Decided::Changed(Some(event))),
            None => (one, Decided::Unchanged),
        })
    })
    .await?;
    Ok(answer(&about.page, is_webhook))
}

/// What was typed, if it can be subscribed.
fn sign_up(deps: &impl Ports, about: &About, typed: &Form) -> Option<SignUp> {
    let config = deps.config();
    let address = match typed.get("webhook") {
        "" if config.can_mail => SubscriberAddress::email(typed.get("email"))?,
        "" => return None,
        webhook => SubscriberAddress::webhook(webhook, config.reach)?,
    };
    let contact = match typed.get("contact").trim() {
        "" => None,
        contact if config.can_mail => Some(SubscriberAddress::email(contact)?),
        _ => None,
    };
    let wanted = match &about.incident {
        Some(incident) => follow(&incident.id),
        None => typed.wanted(&about.page.main.settings),
    };
    Some(SignUp { address, wanted, language: about.page.page_words.code.clone(), contact })
}

fn form(deps: &impl Ports, about: &About, status: StatusCode, typed: &Form, why: Option<&str>) -> Response {
    let page = &about.page;
    let view = View {
        code: &page.page_words.code,
        page,
        heading: fill(&page.words.subscribe_to, &[&page.title]),
        can_mail: deps.config().can_mail,
        choices: page.choices(|name| typed.has_component(name)),
        incident: about
            .incident
            .as_ref()
            .map(|one| incident_title(one, &page.main.settings, &page.page_words)),
        why,
        email: typed.get("email"),
        webhook: typed.get("webhook"),
        contact: typed.get("contact"),
    };
    layout::page(status, &view).into_response()
}

/// The same to everybody: for an address that is known, unknown, or had its mails of the day.
fn answer(page: &PublicPage, is_webhook: bool) -> Response {
    let words = &page.words;
    let text = if is_webhook { &words.look_webhook } else { &words.look_mail };
    done(page, &words.look, text, None)
}
