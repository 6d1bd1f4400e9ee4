//! The view of one incident in the console, prepared for the template.

use super::form::SubmittedForm;
use crate::session::Session;
use askama::Template;
use callout_domain::incident::{
    Actor, Command, CommandInfo, Event, EventRecord, Impact, Incident, Phase, Refusal, decide,
};
use callout_domain::notification::{Attempt, AttemptState};
use callout_ports::Record;
use callout_web::parts::{
    ContextView, IncidentHeader, NamedLink, Names, StatusLine, TimelineEntry, context_view, links, timeline,
};
use callout_web::words::Moment;
use jiff::Timestamp;

/// The most events shown: the page of an alarm that flapped all night must fit into one Lambda response (6 MB).
const NEWEST: usize = 500;
/// The most messages shown, for the same reason.
const MESSAGES: usize = 500;

/// One incident.
#[derive(Template)]
#[template(path = "incident.html")]
pub(crate) struct IncidentPage {
    who: String,
    csrf: String,
    not_done: Option<NotDone>,
    header: IncidentHeader,
    state: StatusLine,
    links: Vec<NamedLink>,
    detail: String,
    context: Option<ContextView>,
    timeline: Vec<TimelineEntry>,
    messages: Vec<MessageRow>,
    open: bool,
    /// What its button says, where it can be acknowledged.
    acknowledge: Option<&'static str>,
    /// Whom paging the next level wakes.
    escalates: String,
    /// What was typed into a form that changed nothing.
    typed: String,
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
        session: &Session,
        now: Timestamp,
        not_done: Option<NotDone>,
    ) -> Self {
        let names = Names(Some(&session.rules));
        let has_page = session.rules.settings().status_page.is_some();
        Self {
            who: names.of(&session.actor),
            csrf: session.csrf.clone(),
            typed: not_done.as_ref().map(|it| it.text.clone()).unwrap_or_default(),
            not_done,
            header: IncidentHeader::of(incident, now),
            state: StatusLine::of(incident, &session.actor, &names),
            links: links(incident),
            detail: incident.detail.clone(),
            context: record.context.clone().map(context_view),
            timeline: timeline(record.events.iter().rev().take(NEWEST)),
            messages: record.attempts.iter().take(MESSAGES).map(|attempt| message(attempt, &names)).collect(),
            open: incident.is_open(),
            acknowledge: acknowledge(incident, &session.actor),
            escalates: escalates(incident, session, &names, now),
            people: people(session),
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

fn acknowledge(incident: &Incident, reader: &Actor) -> Option<&'static str> {
    let reminded = incident.lapse.is_some_and(|lapse| lapse.reminded && !lapse.snoozed);
    match &incident.acknowledgement {
        None => Some("Acknowledge"),
        Some(acknowledgement) if !acknowledgement.by.is_person() => Some("Acknowledge"),
        Some(acknowledgement) if acknowledgement.by == *reader && reminded => Some("I still have it"),
        Some(_) => None,
    }
}

/// What would happen, by deciding it: nothing is committed.
fn escalates(incident: &Incident, session: &Session, names: &Names<'_>, now: Timestamp) -> String {
    let info = CommandInfo { by: session.actor.clone(), now };
    let decided = match decide(incident, &Command::Escalate, &session.rules, &info) {
        Ok(decided) => decided,
        Err(refusal) => return format!("Not possible now: {refusal}."),
    };
    let paged = decided.events.iter().find_map(|record| match &record.event {
        Event::Paged { responders, .. } => Some(responders),
        _ => None,
    });
    match paged.map(|people| people.iter().map(|name| names.responder(name)).collect::<Vec<_>>()) {
        Some(people) if !people.is_empty() => format!("This pages {} now.", people.join(", ")),
        _ => "This pages nobody now.".to_owned(),
    }
}

fn people(session: &Session) -> Vec<Person> {
    let all = session.rules.settings().responders.iter();
    let others = all.filter(|(name, _)| name.as_str() != session.actor.name);
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

/// Why nothing was changed, with what was typed.
pub(crate) struct NotDone {
    why: String,
    text: String,
    /// What asks for the same from the state as it is now: the fields of the form, without its words.
    again: Option<Vec<(&'static str, String)>>,
}

impl NotDone {
    pub(crate) fn of(refusal: &Refusal, names: &Names<'_>, form: &SubmittedForm) -> Self {
        let why = match refusal {
            Refusal::Overtaken(record) => return Self::overtaken(record, names, form),
            Refusal::AlreadyAcknowledged(acknowledgement) => {
                let (who, at) = (names.of(&acknowledgement.by), Moment(acknowledgement.at));
                format!("{who} acknowledged it at {at}.")
            }
            Refusal::AlreadyResolved(at) => format!("It was resolved at {}.", Moment(*at)),
            other => format!("{other}."),
        };
        Self { why, text: String::new(), again: None }
    }

    /// Somebody else did something meanwhile that this would undo. Until it is resolved, whoever has read that may ask for it
    /// all the same.
    fn overtaken(record: &EventRecord, names: &Names<'_>, form: &SubmittedForm) -> Self {
        let did = match record.event {
            Event::Resolved { .. } => "resolved it",
            Event::Snoozed { .. } => "acknowledged and snoozed it",
            Event::Paged { .. } => "reassigned it",
            _ => "acknowledged it",
        };
        let why =
            format!("{} {did} at {}, after this page was made.", names.of(&record.actor), Moment(record.at));
        let is_over = matches!(record.event, Event::Resolved { .. });
        Self { why, text: String::new(), again: (!is_over).then(|| form.fields()) }
    }

    pub(crate) fn keeping(self, text: &str) -> Self {
        Self { text: text.to_owned(), ..self }
    }
}
