//! Lists silences and windows by how they stand now.

use super::ending::ending_soon;
use crate::args::DeploymentOptions;
use crate::listing::{Listing, Mark};
use crate::to_type::callout;
use crate::{clock, print};
use anstyle::AnsiColor;
use anyhow::Result;
use callout_domain::live::{Made, Over};
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
    /// How it stands to the active settings, where files are listed.
    #[serde(skip_serializing_if = "Option::is_none")]
    applied: Option<Mark>,
    /// Who decided it beside the files.
    #[serde(skip_serializing_if = "Option::is_none")]
    decided: Option<&'a Made>,
    #[serde(flatten)]
    written: &'a T,
}

fn listed<'a, T: Serialize>(
    name: &'a str,
    written: &'a T,
    span: Written<'_>,
    (applied, decided): (Option<Mark>, Option<&'a Made>),
    now: Timestamp,
) -> Listed<'a, T> {
    let (active, until, begins) = match state(span, now) {
        SpanState::Active(until) => (true, Some(until), None),
        SpanState::Pending(from) => (false, end_after(span, from), Some(from)),
        SpanState::Over => (false, None, None),
    };
    Listed { name, active, until, begins, applied, decided, written }
}

fn state(span: Written<'_>, now: Timestamp) -> SpanState {
    Span::compile(span).map_or(SpanState::Over, |span| span.state(now))
}

/// When a span that begins then ends, or pauses.
fn end_after(span: Written<'_>, begins: Timestamp) -> Option<Timestamp> {
    Span::compile(span).ok()?.holds_until(begins)
}

/// How a span stands, in words; what holds now is coloured.
fn words(span: Written<'_>, applied: Option<Mark>, now: Timestamp) -> String {
    let mark = applied.map_or("", Mark::words);
    match state(span, now) {
        SpanState::Active(until) => {
            print::coloured(format!("{mark}until {}", clock::minute(until)), AnsiColor::Yellow)
        }
        SpanState::Pending(from) => {
            let end = end_after(span, from).map(|end| format!(" until {}", clock::minute(end)));
            format!("{mark}from {}{}", clock::minute(from), end.unwrap_or_default())
        }
        SpanState::Over => format!("{mark}over"),
    }
}

/// The reason, and that no file holds it.
fn why(reason: &str, decided: Option<&Made>) -> String {
    match decided {
        Some(Made { incident: Some(number), .. }) if reason.is_empty() => {
            format!("made in #{number}, in no file")
        }
        Some(Made { incident: Some(number), .. }) => format!("{reason} (made in #{number}, in no file)"),
        Some(_) if reason.is_empty() => "in no file".to_owned(),
        Some(_) => format!("{reason} (in no file)"),
        None => reason.to_owned(),
    }
}

pub(super) fn silences(common: &DeploymentOptions, listing: &Listing, now: Timestamp) -> Result<()> {
    let settings = &listing.settings;
    let mark = |name: &String, it| listing.mark(it, |active| active.silences.get(name));
    let all = settings.silences.iter().map(|(name, it)| (name, it, mark(name, it)));
    if common.json {
        let all = all.map(|(name, it, mark)| {
            listed(name, it, it.span(), (mark, listing.decided_by(Over::Silence, name)), now)
        });
        return print::json(&all.collect::<Vec<_>>());
    }
    listing.mention_others(|settings| settings.silences.keys().cloned().collect());
    if settings.silences.is_empty() {
        print::line(format!("There are no silences; `{}` writes one.", callout("silence add")));
        return Ok(());
    }
    let rows = all.map(|(name, it, mark)| {
        [
            name.clone(),
            words(it.span(), mark, now),
            it.matches.to_string(),
            it.author.clone(),
            why(&it.reason, listing.decided_by(Over::Silence, name)),
        ]
    });
    print::table(["name", "when", "alarms", "author", "why"], rows);
    ending_soon(settings, now).into_iter().for_each(print::aside);
    Ok(())
}

pub(super) fn windows(common: &DeploymentOptions, listing: &Listing, now: Timestamp) -> Result<()> {
    let settings = &listing.settings;
    let mark = |name: &String, it| listing.mark(it, |active| active.maintenance.get(name));
    let all = settings.maintenance.iter().map(|(name, it)| (name, it, mark(name, it)));
    if common.json {
        let all = all.map(|(name, it, mark)| {
            listed(name, it, it.span(), (mark, listing.decided_by(Over::Maintenance, name)), now)
        });
        return print::json(&all.collect::<Vec<_>>());
    }
    listing.mention_others(|settings| settings.maintenance.keys().cloned().collect());
    if settings.maintenance.is_empty() {
        print::line(format!(
            "There are no maintenance windows; `{}` writes one.",
            callout("maintenance add")
        ));
        return Ok(());
    }
    let rows = all.map(|(name, it, mark)| {
        let services: Vec<&str> = it.services.iter().map(|service| service.as_str()).collect();
        let told = it.page.as_ref().map(|page| format!("status page “{}”", page.title)).unwrap_or_default();
        let what = [services.join(", "), it.matches.to_string(), told];
        let what = what.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ");
        [
            name.clone(),
            words(it.span(), mark, now),
            what,
            it.mirror.join(", "),
            why(&it.reason, listing.decided_by(Over::Maintenance, name)),
        ]
    });
    print::table(["name", "when", "what", "muted too", "why"], rows);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_to_come_has_an_end_too() {
        let tonight = Written {
            start: Some("2026-11-30T22:00"),
            end: Some("2026-12-01T06:00"),
            zone: None,
            recurring: &[],
        };
        let now = "2026-11-30T11:00:00Z".parse().unwrap();
        assert_eq!(words(tonight, None, now), "from 2026-11-30 22:00 UTC until 2026-12-01 06:00 UTC");
        let told =
            serde_json::to_value(listed("tonight", &serde_json::json!({}), tonight, (None, None), now));
        let expected = serde_json::json!({
            "name": "tonight", "active": false,
            "begins": "2026-11-30T22:00:00Z", "until": "2026-12-01T06:00:00Z"
        });
        assert_eq!(told.unwrap(), expected);
    }
}
