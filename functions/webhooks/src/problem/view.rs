//! The pages, prepared for the templates. What was typed stays text: the templates escape it.

use super::form::Typed;
use anyhow::Error;
use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use callout_domain::incident::ReportStanding;
use callout_domain::report_page::{ReportPage, Trouble};
use callout_domain::settings::Rules;
use callout_ports::ReportState;
use callout_web::layout::page;
use callout_web::words::Moment;
use jiff::Timestamp;

/// The form.
#[derive(Template)]
#[template(path = "problem.html")]
pub(super) struct FormPage {
    title: String,
    text: Option<String>,
    /// Why nothing was sent.
    why: Option<String>,
    form: String,
    typed: Typed,
    troubles: &'static [Trouble],
    chosen: Trouble,
}

impl FormPage {
    pub(super) fn of(
        rules: &Rules,
        page: &ReportPage,
        form: String,
        typed: Typed,
        why: Option<String>,
    ) -> Self {
        let service = rules.service(&page.service).title;
        Self {
            title: page.title.clone().unwrap_or_else(|| format!("Report a problem: {service}")),
            text: page.text.clone(),
            why,
            form,
            chosen: Trouble::from_word(&typed.trouble),
            typed,
            troubles: &Trouble::ALL,
        }
    }
}

/// How a report goes.
#[derive(Template)]
#[template(path = "receipt.html")]
pub(super) struct ReceiptPage {
    headline: &'static str,
    class: &'static str,
    steps: Vec<Step>,
    /// The last part of the page's address.
    page: String,
}

/// A step, and when.
struct Step {
    at: Option<Moment>,
    words: String,
}

impl Step {
    fn at(at: Timestamp, words: &str) -> Self {
        Self { at: Some(Moment::utc(at)), words: words.to_owned() }
    }

    fn now(words: &str) -> Self {
        Self { at: None, words: words.to_owned() }
    }
}

impl ReceiptPage {
    /// Of a report that triage has not taken yet, or that nobody sent.
    pub(super) fn on_its_way(page: String) -> Self {
        const SOON: &str = "Sent just now? It arrives within seconds: look again.";
        const ELSE: &str =
            "If it still says so after a few minutes, or it was sent long ago: report it again, or phone.";
        let steps = vec![Step::now(SOON), Step::now(ELSE)];
        Self { headline: "On its way", class: "", steps, page }
    }

    /// Of a report that was taken.
    pub(super) fn of(report: &ReportState, page: String) -> Self {
        let ReportStanding { acknowledged_at, resolved_at, .. } = report.standing;
        let (headline, class) = match (resolved_at, acknowledged_at) {
            (Some(_), _) => ("Resolved", ""),
            (None, Some(_)) => ("Somebody is on it", "acknowledged"),
            (None, None) => ("Nobody has it yet", "triggered"),
        };
        let mut steps = vec![Step::at(report.received_at, "Received")];
        steps.extend(told(report.standing));
        steps.extend(acknowledged_at.map(|at| Step::at(at, "Somebody took it")));
        steps.extend(
            resolved_at.map(|at| Step::at(at, "Resolved. Is it still wrong for you? Report it again.")),
        );
        Self { headline, class, steps, page }
    }
}

/// Who knows of it, without a name.
fn told(standing: ReportStanding) -> Vec<Step> {
    let mut steps = match (standing.paged, standing.told) {
        (true, _) => vec![Step::now("Whoever is on call was paged")],
        (false, true) => vec![Step::now("Whoever is on call was told, without ringing")],
        (false, false) => Vec::new(),
    };
    const THEN: &str = "Whoever is on call is paged then, unless somebody takes it before";
    steps.extend(standing.pages_at.map(|at| Step::at(at, THEN)));
    steps
}

/// A page that is about no report, and says what to do.
#[derive(Template)]
#[template(path = "message.html")]
pub(super) struct Notice<'a> {
    title: &'a str,
    paragraphs: &'a [&'a str],
    commands: &'a [&'a str],
    again: bool,
}

impl Notice<'_> {
    /// No page has this address, or it has another one now.
    pub(super) fn no_page() -> Response {
        let words = ["Look at the address again, or ask whoever gave it to you. In an emergency, phone."];
        let shown =
            Notice { title: "There is no such page", paragraphs: &words, commands: &[], again: false };
        page(StatusCode::NOT_FOUND, &shown)
    }

    /// What arrived is no form of ours.
    pub(super) fn malformed() -> Response {
        let words = ["Nothing was sent. Go back, and send at most 2,000 characters."];
        let shown =
            Notice { title: "That was not understood", paragraphs: &words, commands: &[], again: true };
        page(StatusCode::BAD_REQUEST, &shown)
    }

    /// Something of ours is away.
    pub(super) fn unavailable(error: &Error) -> Response {
        tracing::error!(error = format!("{error:#}"), "no report page shown");
        let words = ["Nothing was sent. Try again in a moment. In an emergency, phone."];
        let shown =
            Notice { title: "This does not work right now", paragraphs: &words, commands: &[], again: true };
        let response = page(StatusCode::SERVICE_UNAVAILABLE, &shown);
        ([(header::RETRY_AFTER, HeaderValue::from_static("5"))], response).into_response()
    }
}
