//! Incidents for people and programs.

use crate::args::DeploymentOptions;
use crate::deployment::Deployment;
use crate::print;
use crate::to_type::callout;
use anstyle::AnsiColor;
use anyhow::{Context, Result};
use callout_domain::change::Change;
use callout_domain::context::{Graph, IncidentContext};
use callout_domain::ids::IncidentId;
use callout_domain::incident::{Incident, Status};
use callout_domain::notification::{Attempt, AttemptState};
use callout_domain::timeline::sentence;
use callout_lambda::SystemClock;
use callout_ports::{Clock as _, IncidentStore, PortError};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use std::collections::BTreeSet;

/// The most incidents that are printed beside those that are open: a person reads no more, and waits for seconds.
const MOST_PRINTED: usize = 500;

/// How many characters a metric is wide in a terminal.
const SPARKLINE: usize = 60;

/// One incident of a list. Outside programs rely on these names.
#[derive(Debug, Serialize)]
pub struct Listed {
    id: String,
    number: u64,
    title: String,
    status: &'static str,
    severity: String,
    service: String,
    opened_at: Timestamp,
    acknowledged_by: Option<String>,
}

impl Listed {
    /// The public face of an incident.
    pub fn of(incident: &Incident) -> Self {
        Self {
            id: incident.id.to_string(),
            number: incident.number,
            title: incident.title.clone(),
            status: incident.status.as_str(),
            severity: incident.severity.to_string(),
            service: incident.service.to_string(),
            opened_at: incident.opened_at,
            acknowledged_by: incident.acknowledgement.as_ref().map(|it| it.by.to_string()),
        }
    }
}

/// Lists incidents: first what is open, however old it is, then what is over and opened within so many days.
///
/// # Errors
/// The table does not answer.
pub async fn list(common: &DeploymentOptions, only_open: bool, days: u16) -> Result<()> {
    let deployment = Deployment::find(common).await?;
    let now = SystemClock.now();
    let since = now.saturating_sub(SignedDuration::from_hours(24 * i64::from(days)))?;
    let most = if common.json { usize::MAX } else { MOST_PRINTED };
    let read = listed(&deployment.table, since, (only_open, most)).await;
    let (all, is_cut) = read.with_context(|| deployment.unreachable())?;
    if common.json {
        return print::json(&all.iter().map(Listed::of).collect::<Vec<_>>());
    }
    if all.is_empty() {
        print::line(match only_open {
            true => "No open incidents.".to_owned(),
            false => format!("No open incidents, and none in the last {days} days."),
        });
        return Ok(());
    }
    let rows = all.iter().map(|incident| row(incident, now));
    print::table(["", "status", "severity", "service", "title", "opened", "age", "acknowledged by"], rows);
    if is_cut {
        let command = callout(&format!("incidents --days {days} --json"));
        print::aside(format!(
            "What is open, and the newest {most} of these {days} days; `{command}` lists all of them."
        ));
    }
    Ok(())
}

/// What is open, newest first, and the newest of what is over and opened since a time; and whether there may be more.
async fn listed(
    table: &impl IncidentStore,
    since: Timestamp,
    (only_open, most): (bool, usize),
) -> Result<(Vec<Incident>, bool), PortError> {
    let mut all = table.open_incidents(usize::MAX).await?.incidents;
    let mut is_cut = false;
    if !only_open {
        let known: BTreeSet<IncidentId> = all.iter().map(|incident| incident.id.clone()).collect();
        let newest = table.newest_opened((since, Timestamp::MAX), most).await?;
        is_cut = newest.len() == most;
        all.extend(newest.into_iter().filter(|incident| !known.contains(&incident.id)));
    }
    Ok((all, is_cut))
}

fn row(incident: &Incident, now: Timestamp) -> [String; 8] {
    [
        format!("#{}", incident.number),
        standing(incident),
        incident.severity.to_string(),
        incident.service.to_string(),
        incident.title.clone(),
        incident.opened_at.strftime("%F %H:%M UTC").to_string(),
        if incident.is_open() { age(now.duration_since(incident.opened_at)) } else { String::new() },
        incident.acknowledgement.as_ref().map(|it| it.by.to_string()).unwrap_or_default(),
    ]
}

/// For how long it is open, in the largest unit.
fn age(age: SignedDuration) -> String {
    match age.as_mins() {
        minutes @ ..60 => format!("{} min", minutes.max(0)),
        minutes @ 60..2_880 => format!("{} h", minutes / 60),
        minutes => format!("{} days", minutes / (24 * 60)),
    }
}

/// The status, or that nobody is paged yet.
fn standing(incident: &Incident) -> String {
    let colour = match incident.status {
        Status::Triggered if incident.hold.is_some() => return print::coloured("held", AnsiColor::Cyan),
        Status::Triggered => AnsiColor::Red,
        Status::Acknowledged => AnsiColor::Yellow,
        Status::Resolved => AnsiColor::Green,
    };
    print::coloured(incident.status.as_str(), colour)
}

#[derive(Serialize)]
struct Shown<'a> {
    incident: &'a Incident,
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
    let timeline: Vec<TimelineEntry> =
        record.events.iter().map(|event| TimelineEntry { at: event.at, text: sentence(event) }).collect();
    let context = record.context.as_ref();
    if common.json {
        return print::json(&Shown { incident: &incident, timeline, messages: &record.attempts, context });
    }
    print::line(format!(
        "#{} {} {} {}: {}",
        incident.number,
        standing(&incident),
        incident.severity,
        incident.service_title,
        incident.title
    ));
    print::line(format!(
        "{}, {} of {} alerts firing",
        incident.id, incident.alerts.open, incident.alerts.total
    ));
    if let Some(hold) = incident.hold.as_ref().filter(|_| incident.is_open()) {
        print::line(format!("Nobody is paged before {} UTC: {}", clock(hold.until), hold.by));
    }
    for (name, place) in places(&incident) {
        print::line(format!("{name}: {place}"));
    }
    context.into_iter().flat_map(seen).for_each(print::line);
    let told = record.attempts.iter().map(|attempt| TimelineEntry { at: attempt.at, text: fate(attempt) });
    let mut lines: Vec<TimelineEntry> = timeline.into_iter().chain(told).collect();
    lines.sort_by_key(|line| line.at);
    print::table(["time (UTC)", "what happened"], lines.into_iter().map(|line| [clock(line.at), line.text]));
    Ok(())
}

/// What was to be seen when it opened, one line each.
fn seen(found: &IncidentContext) -> Vec<String> {
    let graph = |graph: &Graph| {
        let span = graph.span().map(|(from, until)| format!("{} to {}", clock(from), clock(until)));
        [format!("{} ({} UTC)", graph.words(), span.unwrap_or_default()), graph.sparkline(SPARKLINE)]
    };
    let changed = |change: &Change| format!("Changed at {} UTC: {}", clock(change.at), change.summary);
    let mut lines: Vec<String> = found.graphs.iter().flat_map(graph).collect();
    lines.extend(found.changes.iter().map(changed));
    lines.extend((!found.siblings.is_empty()).then(|| format!("Also firing: {}", found.siblings.join(", "))));
    lines.extend(found.missing.iter().map(|part| format!("No answer in time about {}", part.title())));
    lines
}

fn clock(at: Timestamp) -> String {
    at.strftime("%F %T").to_string()
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
                until.strftime("%F %H:%M UTC")
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
    use callout_domain::notification::{MessageKind, Subject};

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
    fn an_age_is_said_in_its_largest_unit() {
        let check = |minutes: i64, words: &str| assert_eq!(age(SignedDuration::from_mins(minutes)), words);
        check(-1, "0 min");
        check(59, "59 min");
        check(60 * 26, "26 h");
        check(60 * 24 * 45, "45 days");
    }
}
