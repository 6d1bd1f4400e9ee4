//! Lists silences and windows by how they stand now.

use super::ending::ending_soon;
use crate::args::DeploymentOptions;
use crate::print;
use anstyle::AnsiColor;
use anyhow::Result;
use callout_domain::settings::Settings;
use callout_domain::suppression::{Span, SpanState, Written};
use jiff::Timestamp;
use serde::Serialize;

#[derive(Debug, Serialize)]
struct Listed<'a, T: Serialize> {
    name: &'a str,
    active: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    begins: Option<Timestamp>,
    #[serde(flatten)]
    written: &'a T,
}

fn listed<'a, T: Serialize>(
    name: &'a str,
    written: &'a T,
    span: Written<'_>,
    now: Timestamp,
) -> Listed<'a, T> {
    let (active, until, begins) = match state(span, now) {
        SpanState::Active(until) => (true, Some(until), None),
        SpanState::Pending(from) => (false, None, Some(from)),
        SpanState::Over => (false, None, None),
    };
    Listed { name, active, until, begins, written }
}

fn state(span: Written<'_>, now: Timestamp) -> SpanState {
    Span::compile(span).map_or(SpanState::Over, |span| span.state(now))
}

/// How a span stands, in words; what holds now is coloured.
fn words(span: Written<'_>, now: Timestamp) -> String {
    match state(span, now) {
        SpanState::Active(until) => {
            print::coloured(format!("until {}", until.strftime("%F %H:%M UTC")), AnsiColor::Yellow)
        }
        SpanState::Pending(from) => format!("from {}", from.strftime("%F %H:%M UTC")),
        SpanState::Over => "over".to_owned(),
    }
}

pub(super) fn silences(common: &DeploymentOptions, settings: &Settings, now: Timestamp) -> Result<()> {
    let all = settings.silences.iter();
    if common.json {
        return print::json(&all.map(|(name, it)| listed(name, it, it.span(), now)).collect::<Vec<_>>());
    }
    if settings.silences.is_empty() {
        print::line("There are no silences; `callout silence add` writes one.");
        return Ok(());
    }
    let rows = all.map(|(name, it)| {
        [name.clone(), words(it.span(), now), it.matches.to_string(), it.author.clone(), it.reason.clone()]
    });
    print::table(["name", "when", "alarms", "author", "why"], rows);
    ending_soon(settings, now).into_iter().for_each(print::aside);
    Ok(())
}

pub(super) fn windows(common: &DeploymentOptions, settings: &Settings, now: Timestamp) -> Result<()> {
    let all = settings.maintenance.iter();
    if common.json {
        return print::json(&all.map(|(name, it)| listed(name, it, it.span(), now)).collect::<Vec<_>>());
    }
    if settings.maintenance.is_empty() {
        print::line("There are no maintenance windows; `callout maintenance add` writes one.");
        return Ok(());
    }
    let rows = all.map(|(name, it)| {
        let services: Vec<&str> = it.services.iter().map(|service| service.as_str()).collect();
        let what = [services.join(", "), it.matches.to_string()];
        let what = what.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ");
        [name.clone(), words(it.span(), now), what, it.mirror.join(", "), it.reason.clone()]
    });
    print::table(["name", "when", "what", "muted too", "why"], rows);
    Ok(())
}
