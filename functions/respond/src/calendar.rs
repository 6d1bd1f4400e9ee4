//! A calendar feed: the shifts of a person or a schedule under the current settings.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use callout_domain::ids::{ScheduleName, digest, hex};
use callout_domain::link::{Action, Claim, schedule_mark};
use callout_domain::settings::{CalendarScope, Rules};
use callout_ports::SettingsSource as _;
use callout_web::deps::Ports;
use callout_web::error::PageError;
use callout_web::token::{read_claim, refused, responder};
use std::sync::Arc;

const KIND: [(HeaderName, &str); 1] = [(header::CONTENT_TYPE, "text/calendar; charset=utf-8")];

/// Returns the shifts.
pub(crate) async fn show<P: Ports>(
    State(deps): State<Arc<P>>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let deps = &*deps;
    let token = file.strip_suffix(".ics").ok_or(PageError::Refused)?;
    let claim = read_claim(deps, token).await?;
    let rules = deps.table().rules().await?;
    // Whoever left the settings reads nobody's shifts any more.
    let holder = responder(&rules, &claim).ok_or_else(|| refused("for nobody we know"))?;
    let schedule = schedule(&rules, &claim);
    let scope = match (claim.action, &schedule) {
        (Action::Calendar, _) => CalendarScope::Responder(&holder),
        (Action::ScheduleCalendar, Some(name)) => CalendarScope::Schedule(name),
        _ => return Err(PageError::Refused),
    };
    let document = rules.feed(scope, deps.now()).ok_or(PageError::Refused)?;
    Ok(answer(document, &headers))
}

/// The document, or that it is still what the program has (RFC 9110, 13.1.2).
fn answer(document: String, headers: &HeaderMap) -> Response {
    let tag = format!("\"{}\"", hex(&digest(&["calendar", &document])[..16]));
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_known = known.split(',').any(|it| it.trim().trim_start_matches("W/") == tag);
    let tag = [(header::ETAG, tag)];
    match is_known {
        true => (StatusCode::NOT_MODIFIED, tag).into_response(),
        false => (tag, KIND, document).into_response(),
    }
}

fn schedule(rules: &Rules, claim: &Claim) -> Option<ScheduleName> {
    let mut names = rules.schedules().keys();
    names.find(|name| schedule_mark(name) == claim.incident).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_has_the_document_is_told_so() {
        let ask = |known: Option<&str>| {
            let mut headers = HeaderMap::new();
            known.map(|known| headers.insert(header::IF_NONE_MATCH, known.parse().unwrap()));
            headers.insert(header::IF_MODIFIED_SINCE, "Thu, 01 Jan 1970 00:00:00 GMT".parse().unwrap());
            answer("BEGIN:VCALENDAR".to_owned(), &headers)
        };
        let first = ask(None);
        assert_eq!(first.status(), StatusCode::OK);
        assert_eq!(first.headers()[header::CONTENT_TYPE], "text/calendar; charset=utf-8");
        let tag = first.headers()[header::ETAG].to_str().unwrap().to_owned();
        assert_eq!(ask(Some("\"another\"")).status(), StatusCode::OK);
        for known in [tag.clone(), format!("W/{tag}"), format!("\"another\", {tag}")] {
            let again = ask(Some(&known));
            assert_eq!(
                (again.status(), &again.headers()[header::ETAG]),
                (StatusCode::NOT_MODIFIED, &first.headers()[header::ETAG])
            );
        }
    }
}
