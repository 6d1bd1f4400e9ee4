//! The settings in force: which version, since when, from where, and how much of what. Changes nothing.

use crate::deps::Ports;
use crate::refused::Refused;
use crate::session::Session;
use crate::source::Sources;
use crate::top::{Place, Top};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use callout_domain::settings::AppliedVersion;
use callout_web::layout::page;
use callout_web::words::Moment;
use std::sync::Arc;

/// How much of a version or a commit names it.
const SHORT: usize = 12;

#[derive(Template)]
#[template(path = "settings.html")]
struct SettingsPage {
    top: Top,
    applied: Option<AppliedView>,
    is_unreadable: bool,
    /// Of each kind: what it is called, how many there are, and the files that hold them.
    counts: Vec<(&'static str, usize, String)>,
    fallback: String,
}

struct AppliedView {
    version: String,
    number: u64,
    at: Moment,
    by: String,
    commit: Option<String>,
    uncommitted: bool,
}

/// Shows them.
pub(crate) async fn show<P: Ports>(
    State(deps): State<Arc<P>>,
    session: Session,
) -> Result<Response, Refused> {
    let sources = Sources::read(&*deps, &session).await;
    Ok(page(StatusCode::OK, &SettingsPage::of(&session, &sources)))
}

impl SettingsPage {
    fn of(session: &Session, sources: &Sources) -> Self {
        let (rules, reader) = (&session.rules, session.reader());
        let settings = rules.settings();
        let applied = |it: &AppliedVersion| AppliedView {
            version: it.version.chars().take(SHORT).collect(),
            number: it.number,
            at: reader.moment(it.applied_at),
            by: it.origin.by.clone().unwrap_or_else(|| "not recorded".to_owned()),
            commit: it.origin.commit.as_ref().map(|commit| commit.chars().take(SHORT).collect()),
            uncommitted: it.origin.uncommitted,
        };
        Self {
            top: Top::of(session, Place::Services),
            applied: rules.applied().map(applied),
            is_unreadable: rules.are_unreadable(),
            counts: [
                ("Services", settings.services.len(), "services"),
                ("Routes", settings.routes.len(), "routes"),
                ("Policies", settings.policies.len(), "policies"),
                ("Schedules", settings.schedules.len(), "schedules"),
                ("Responders", settings.responders.len(), "responders"),
                ("Integrations", settings.integrations.len(), "integrations"),
                ("Heartbeats", settings.heartbeats.len(), "heartbeats"),
                ("Silences", settings.silences.len(), "silences"),
                ("Maintenance windows", settings.maintenance.len(), "maintenance"),
                ("Inhibitions", settings.inhibitions.len(), "inhibitions"),
            ]
            .map(|(words, count, table)| (words, count, sources.files(table)))
            .into(),
            fallback: reader.responder(&rules.fallback_responder()),
        }
    }
}
