//! The view of one incident in the console, prepared for the template.

use super::reader::Reader;
use crate::web::parts::{
    ContextView, IncidentHeader, NamedLink, Names, StatusLine, TimelineEntry, context_view, links, timeline,
};
use crate::web::words::Moment;
use askama::Template;
use callout_domain::incident::{Actor, Impact, Incident, Phase, Refusal};
use callout_domain::notification::{Attempt, AttemptState};
use callout_ports::Record;

/// The most events shown: the page of an alarm that flapped all night must fit into one Lambda response (6 MB).
const NEWEST: usize = 500;
/// The most messages shown, for the same reason.
const MESSAGES: usize = 500;

/// One incident.
#[derive(Template)]
#[template(path = "console/incident.html")]
pub(crate) struct IncidentPage {
    home: String,
    who: String,
    notice: Option<String>,
    header: IncidentHeader,
    state: StatusLine,
    links: Vec<NamedLink>,
    detail: String,
    context: Option<ContextView>,
    timeline: Vec<TimelineEntry>,
    messages: Vec<MessageRow>,
    open: bool,
    actions: Vec<ConsoleAction>,
    /// The people who can take it over or help.
    people: Vec<Person>,
    update: Option<UpdateChoices>,
    seen: u64,
}

struct MessageRow {
    to: String,
    over: String,
    outcome: String,
    at: Moment,
}

/// A person that it can be assigned to.
struct Person {
    value: String,
    name: String,
}

struct ConsoleAction {
    name: &'static str,
    label: &'static str,
    first: bool,
}

/// The options of a status update.
struct UpdateChoices {
    phases: Vec<Choice>,
    impacts: Vec<Choice>,
}

struct Choice {
    value: String,
    label: &'static str,
    chosen: bool,
}

impl IncidentPage {
    pub(crate) fn of(
        incident: &Incident,
        record: &Record,
        reader: &Reader<'_>,
        notice: Option<String>,
    ) -> Self {
        let names = Names(Some(reader.rules));
        let has_page = reader.rules.settings().status_page.is_some();
        Self {
            home: reader.home.to_owned(),
            who: names.of(reader.actor),
            notice,
            header: IncidentHeader::of(incident, reader.now),
            state: StatusLine::of(incident, reader.actor, &names),
            links: links(incident),
            detail: incident.detail.clone(),
            context: record.context.clone().map(context_view),
            timeline: timeline(record.events.iter().rev().take(NEWEST)),
            messages: record.attempts.iter().take(MESSAGES).map(|attempt| message(attempt, &names)).collect(),
            open: incident.is_open(),
            actions: actions(incident, reader.actor),
            people: people(reader),
            update: has_page.then(|| UpdateChoices::of(incident)),
            seen: incident.version,
        }
    }
}

fn message(attempt: &Attempt, names: &Names<'_>) -> MessageRow {
    let outcome = match &attempt.state {
        AttemptState::Claimed => "Sending".to_owned(),
        AttemptState::Queued(until) => {
            format!("Queued until {}, leaves as one summary", until.strftime("%F %H:%M UTC"))
        }
        AttemptState::Delayed(why) => format!("Retrying: {why}"),
        AttemptState::Sent(_) => "Sent".to_owned(),
        AttemptState::Failed(why) => format!("Failed: {why}"),
    };
    let (to, over) = (names.responder(&attempt.responder), attempt.contact.to_string());
    MessageRow { to, over, outcome, at: Moment(attempt.at) }
}

fn actions(incident: &Incident, reader: &Actor) -> Vec<ConsoleAction> {
    let reminded = incident.lapse.is_some_and(|lapse| lapse.reminded && !lapse.snoozed);
    let acknowledge = match &incident.acknowledgement {
        None => Some("Acknowledge"),
        Some(acknowledgement) if !acknowledgement.by.is_person() => Some("Acknowledge"),
        Some(acknowledgement) if acknowledgement.by == *reader && reminded => Some("I still have it"),
        Some(_) => None,
    };
    let acknowledge = acknowledge.map(|label| ("acknowledge", label));
    let actions =
        acknowledge.into_iter().chain([("resolve", "Resolve"), ("escalate", "Page the next level")]);
    actions.enumerate().map(|(at, (name, label))| ConsoleAction { name, label, first: at == 0 }).collect()
}

fn people(reader: &Reader<'_>) -> Vec<Person> {
    let others =
        reader.rules.settings().responders.iter().filter(|(name, _)| name.as_str() != reader.actor.name);
    others.map(|(value, person)| Person { value: value.to_string(), name: person.name.clone() }).collect()
}

impl UpdateChoices {
    fn of(incident: &Incident) -> Self {
        let latest = incident.updates.last();
        let phase = latest.map_or(Phase::Investigating, |update| update.phase);
        let impact = latest.map_or_else(|| incident.severity.into(), |update| update.impact);
        let phases = [Phase::Investigating, Phase::Identified, Phase::Monitoring, Phase::Resolved];
        let impacts = [Impact::None, Impact::Minor, Impact::Major, Impact::Critical];
        Self {
            phases: phases.map(|it| choice(&it, it.title(), it == phase)).into(),
            impacts: impacts.map(|it| choice(&it, title(it), it == impact)).into(),
        }
    }
}

fn choice(value: &impl serde::Serialize, label: &'static str, chosen: bool) -> Choice {
    let value = serde_json::to_value(value).ok();
    let value = value.as_ref().and_then(|value| value.as_str()).unwrap_or_default().to_owned();
    Choice { value, label, chosen }
}

fn title(impact: Impact) -> &'static str {
    match impact {
        Impact::None => "None",
        Impact::Minor => "Minor",
        Impact::Major => "Major",
        Impact::Critical => "Critical",
    }
}

/// Tells the reader why nothing changed.
pub(crate) fn notice(refusal: &Refusal, names: &Names<'_>) -> String {
    match refusal {
        Refusal::AlreadyAcknowledged(acknowledgement) => {
            format!("{} acknowledged it at {}.", names.of(&acknowledgement.by), Moment(acknowledgement.at))
        }
        Refusal::AlreadyResolved(at) => format!("It was resolved at {}.", Moment(*at)),
        other => format!("{other}."),
    }
}
