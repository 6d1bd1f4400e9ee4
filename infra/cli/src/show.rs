//! One incident with all that is recorded about it.
//! Must not change anything.

mod merged;

use crate::alerts;
use crate::args::DeploymentOptions;
use crate::clock::{bare_second, heading, minute};
use crate::deployment::Deployment;
use crate::print;
use crate::to_type::callout;
use anstyle::AnsiColor;
use anyhow::{Context, Result};
use callout_domain::change::Change;
use callout_domain::context::{Graph, IncidentContext, LastTime};
use callout_domain::incident::{AlertRow, Incident, NextPage, Standing};
use callout_domain::notification::{Attempt, AttemptState};
use callout_domain::settings::Settings;
use callout_domain::status::{self, PublicIncident};
use callout_domain::timeline::sentence;
use callout_lambda::SystemClock;
use callout_ports::{Clock as _, IncidentStore as _, Record, SettingsSource as _};
use jiff::Timestamp;
use serde::Serialize;

/// How many characters a metric is wide in a terminal.
const SPARKLINE: usize = 60;

/// The status, or that nobody is paged yet.
pub(crate) fn standing(incident: &Incident) -> String {
    let standing = incident.standing();
    let colour = match standing {
        Standing::Merged | Standing::Held => AnsiColor::Cyan,
        Standing::Triggered => AnsiColor::Red,
        Standing::Acknowledged => AnsiColor::Yellow,
        Standing::Resolved => AnsiColor::Green,
    };
    print::coloured(standing.as_str(), colour)
}

#[derive(Serialize)]
struct Shown<'a> {
    incident: &'a Incident,
    alerts: &'a [AlertRow],
    merged: &'a [merged::MergedRow],
    next_page: Option<NextPage>,
    timeline: Vec<TimelineEntry>,
    messages: &'a [Attempt],
    context: Option<&'a IncidentContext>,
}

#[derive(Serialize)]
struct TimelineEntry {
    at: Timestamp,
    text: String,
}

/// Shows one incident.
///
/// # Errors
/// There is no such incident, or the table does not answer.
pub async fn show(common: &DeploymentOptions, wanted: &str) -> Result<()> {
    let deployment = Deployment::find(common).await?;
    let incident = deployment.incident(wanted).await?;
    let mut record = deployment.table.record(&incident.id).await.with_context(|| deployment.unreachable())?;
    record.attempts.retain(|attempt| !attempt.is_summary());
    let alerts = alerts::of_events(&deployment.table, &incident, &record.events).await;
    let alerts = alerts.with_context(|| deployment.unreachable())?;
    let merged =
        merged::of(&deployment.table, &incident, standing).await.with_context(|| deployment.unreachable())?;
    // Whom it pages next only the settings know; the rest must be shown while they cannot be read.
    let rules = deployment.table.rules().await.ok();
    let next_page = rules.as_ref().and_then(|rules| NextPage::of(&incident, rules));
    let read_on = rules.and_then(|rules| shown_on(&incident, rules.settings()));
    let timeline: Vec<TimelineEntry> =
        record.events.iter().map(|event| TimelineEntry { at: event.at, text: sentence(event) }).collect();
    if common.json {
        let (messages, context) = (record.attempts.as_slice(), record.context.as_ref());
        let incident = &incident;
        let (alerts, merged) = (&alerts, &merged);
        return print::json(&Shown { incident, alerts, merged, next_page, timeline, messages, context });
    }
    summary(&incident, next_page.as_ref()).into_iter().for_each(print::line);
    read_on.into_iter().for_each(print::line);
    merged::lines(&incident, &merged).into_iter().for_each(print::line);
    record.context.iter().flat_map(seen).for_each(print::line);
    if !alerts.is_empty() {
        print::line(alerts::table(&alerts, SystemClock.now()));
    }
    alerts::counted(&incident).into_iter().for_each(print::line);
    print_timeline(timeline, &record);
    Ok(())
}

/// What there is to know at a glance.
fn summary(incident: &Incident, next_page: Option<&NextPage>) -> Vec<String> {
    let Incident { number, severity, service_title, title, .. } = incident;
    let mut lines = vec![
        format!("#{number} {} {severity} {service_title}: {title}", standing(incident)),
        format!("{}, {}", incident.id, origin(incident)),
    ];
    if let Some(hold) = incident.hold.as_ref().filter(|_| incident.is_open()) {
        lines.push(format!("Nobody is paged before {}: {}", minute(hold.until), hold.by));
    }
    lines.extend(next_page.map(|next| {
        let names: Vec<&str> = next.responders.iter().map(|name| name.as_str()).collect();
        format!("Next page at {}: {}", minute(next.at), names.join(", "))
    }));
    lines.extend(incident.drafted.as_ref().map(|draft| {
        let publish = callout(&format!("status publish {number}"));
        format!("A draft for customers waits ({}): {}; `{publish}`", draft.phase.title(), draft.text)
    }));
    lines.extend(places(incident).into_iter().map(|(name, place)| format!("{name}: {place}")));
    if !incident.detail.is_empty() {
        lines.push("Why it fired:".to_owned());
        lines.extend(incident.detail.lines().map(|line| format!("  {line}")));
    }
    lines
}

/// On which status pages customers read of it; nothing where there is one page only, or nothing was published.
pub(crate) fn shown_on(incident: &Incident, settings: &Settings) -> Option<String> {
    let public = PublicIncident::of(incident).filter(|_| !settings.status_pages.is_empty())?;
    let pages = status::shown_on(&public, settings);
    Some(match pages.is_empty() {
        true => "Shown on: no status page".to_owned(),
        false => format!("Shown on: {}", pages.join(", ")),
    })
}

/// What it is about: alerts, or what a person saw.
fn origin(incident: &Incident) -> String {
    match incident.declared {
        true if incident.public_only => "on the status page only; it pages nobody".to_owned(),
        true => "declared by a person; no alarm ends it".to_owned(),
        false => alerts::how_many_fire(incident),
    }
}

fn print_timeline(timeline: Vec<TimelineEntry>, record: &Record) {
    let told = record.attempts.iter().map(|attempt| TimelineEntry { at: attempt.at, text: fate(attempt) });
    let mut lines: Vec<TimelineEntry> = timeline.into_iter().chain(told).collect();
    lines.sort_by_key(|line| line.at);
    let rows = lines.into_iter().map(|line| [bare_second(line.at), line.text]);
    print::table([heading("time").as_str(), "what happened"], rows);
}

/// What was to be seen when it opened, one line each.
fn seen(found: &IncidentContext) -> Vec<String> {
    let graph = |graph: &Graph| {
        let span = graph.span().map(|(from, until)| format!("{} to {}", bare_second(from), minute(until)));
        [format!("{} ({})", graph.words(), span.unwrap_or_default()), graph.sparkline(SPARKLINE)]
    };
    let changed = |change: &Change| format!("Changed at {}: {}", minute(change.at), change.summary);
    let mut lines: Vec<String> = found.graphs.iter().flat_map(graph).collect();
    lines.extend(found.changes.iter().map(changed));
    lines.extend((!found.siblings.is_empty()).then(|| format!("Also firing: {}", found.siblings.join(", "))));
    lines.extend(found.last_time.as_ref().map(last_time));
    lines.extend(found.missing.iter().map(|part| format!("No answer in time about {}", part.title())));
    lines
}

/// How the incident of the same group before ended.
fn last_time(last: &LastTime) -> String {
    let by = last.by.as_ref().map(|by| format!(" by {by}")).unwrap_or_default();
    let note = if last.note.is_empty() { String::new() } else { format!(": {}", last.note) };
    format!("Last time: #{} ended at {}{by}{note}", last.number, minute(last.ended_at))
}

fn places(incident: &Incident) -> Vec<(&str, &str)> {
    let mut places: Vec<(&str, &str)> = Vec::new();
    places.extend(incident.runbook.iter().map(|runbook| ("Runbook", runbook.as_str())));
    places.extend(incident.links.iter().map(|link| (link.text.as_str(), link.href.as_str())));
    places.extend(incident.postmortem.iter().map(|postmortem| ("Postmortem", postmortem.draft.as_str())));
    places.dedup();
    places
}

fn fate(attempt: &Attempt) -> String {
    let Attempt { responder, contact, .. } = attempt;
    match &attempt.state {
        AttemptState::Claimed => format!("  {contact} to {responder}: being sent"),
        AttemptState::Queued(until) => {
            format!(
                "  {contact} to {responder}: queued until {}, will be sent as one summary",
                minute(*until)
            )
        }
        AttemptState::Delayed(why) => format!("  {contact} to {responder}: retrying: {why}"),
        AttemptState::Sent(_) if attempt.summary_of > 0 => {
            format!("  {contact} to {responder}: sent as one of {}, in a summary", attempt.summary_of)
        }
        AttemptState::Sent(_) => format!("  {contact} to {responder}: sent"),
        AttemptState::Failed(error) => format!("  {contact} to {responder}: failed: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample_incident::incident;
    use callout_domain::notification::{MessageKind, Subject};
    use callout_domain::severity::Severity;

    #[test]
    fn a_message_that_was_sent_in_a_summary_says_so() {
        let mut attempt = Attempt {
            id: "page.1.1.4.ben.sms".to_owned(),
            about: Subject::incident(&"inc_0011223344556677".into(), MessageKind::Page),
            responder: "ben".into(),
            contact: "sms".into(),
            claimed_by: String::new(),
            at: Timestamp::UNIX_EPOCH,
            failures: 0,
            summary_of: 9,
            state: AttemptState::Sent("sns-1".to_owned()),
        };
        assert_eq!(fate(&attempt), "  sms to ben: sent as one of 9, in a summary");
        attempt.summary_of = 0;
        assert_eq!(fate(&attempt), "  sms to ben: sent");
    }

    #[test]
    fn where_there_are_several_pages_it_says_on_which_it_is_read() {
        let mut settings: Settings = toml::from_str(
            r#"
            [status_page]
            title = "Acme"
            components = { checkout = { title = "Checkout" }, ledger = { title = "Ledger", main = false } }
            [status_pages.partners]
            title = "For partners"
            components = ["checkout", "ledger"]
            "#,
        )
        .unwrap();
        let mut told = incident(7, "payments", Severity::Sev2, "Errors");
        assert_eq!(shown_on(&told, &settings), None, "nothing was published");
        let update = |component: &str| {
            serde_json::from_value(
                serde_json::json!({ "seq": 1, "at": "2026-11-28T02:35:00Z", "phase": "identified",
                "text": "x", "impact": "major", "components": [component] }),
            )
            .unwrap()
        };
        told.updates = vec![update("checkout")];
        assert_eq!(shown_on(&told, &settings).unwrap(), "Shown on: main, partners");
        told.updates = vec![update("ledger")];
        assert_eq!(shown_on(&told, &settings).unwrap(), "Shown on: partners");
        told.updates = vec![update("gone")];
        assert_eq!(shown_on(&told, &settings).unwrap(), "Shown on: main");
        settings.status_pages.clear();
        assert_eq!(shown_on(&told, &settings), None, "there is one page");
    }

    #[test]
    fn why_it_fired_is_said_and_who_is_next() {
        let mut incident = incident(7, "payments", Severity::Sev2, "Errors at checkout");
        incident.detail = "Threshold crossed\n3 datapoints".to_owned();
        let at: Timestamp = "2026-11-28T02:35:00Z".parse().unwrap();
        let next = NextPage { at, responders: vec!["ben".into(), "cho".into()] };
        let lines = summary(&incident, Some(&next));
        assert!(lines.contains(&"Next page at 2026-11-28 02:35 UTC: ben, cho".to_owned()), "{lines:?}");
        let why = lines.iter().position(|line| line == "Why it fired:").unwrap();
        assert_eq!(lines[why + 1..], ["  Threshold crossed", "  3 datapoints"]);
    }
}
