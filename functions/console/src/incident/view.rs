//! The view of one incident in the console, prepared for the template.

use super::alerts::AlertTable;
use super::choice::Choice;
use super::filter::TimelineFilter;
use super::form::{SNOOZES, TypedUpdate};
use super::merged::MergedView;
use super::messages::MessageTable;
use super::not_done::NotDone;
use super::preview::Preview;
use super::public::StatusPageCard;
use super::record::Shown;
use super::silenced::{Silenced, silenced, silences};
use super::timeline::TimelineView;
use crate::session::Session;
use crate::top::{Place, Top};
use askama::Template;
use callout_domain::access::{Act, may};
use callout_domain::incident::{Command, Incident, may_reopen};
use callout_domain::severity::Severity;
use callout_web::parts::{
    ContextView, IncidentHeader, NamedLink, Person, StatusLine, answer, context_view, links, people, reason,
    reopening, resolving, taking, taking_over, whom,
};
use callout_web::words::Moment;
use jiff::Timestamp;

/// One incident.
#[derive(Template)]
#[template(path = "incident.html")]
pub(crate) struct IncidentPage {
    top: Top,
    csrf: String,
    not_done: Option<NotDone>,
    header: IncidentHeader,
    state: StatusLine,
    links: Vec<NamedLink>,
    detail: String,
    merged: MergedView,
    alerts: AlertTable,
    context: Option<ContextView>,
    timeline: TimelineView,
    messages: MessageTable,
    open: bool,
    /// Whether it is on the status page only, so that nothing pages again.
    public_only: bool,
    /// Whether the reader may work on it, publish updates, silence its alarms.
    acts: bool,
    /// Why it shows no button to whoever only looks.
    looks: Option<String>,
    /// Silences that were made in it and hold.
    /// What, whose and why, until when.
    silences: Vec<(String, String, Moment)>,
    /// What a silence made in it holds back; none where it must be made elsewhere.
    silenced: Option<Silenced>,
    number: u64,
    /// What its button says, where it can be acknowledged.
    acknowledge: Option<&'static str>,
    /// Whom paging the next level wakes, or why it is not possible now.
    escalates: Result<String, String>,
    /// What resolving it does besides.
    resolves: Vec<String>,
    /// From whom a snooze takes it.
    takes: String,
    /// From whom the reader can take it over.
    takes_over: Option<String>,
    /// The note that was typed into a form that changed nothing.
    typed: String,
    /// The people who can take it over or help.
    people: Vec<Person>,
    /// How long it can be snoozed.
    snoozes: [(u32, &'static str); 5],
    severities: Vec<Choice>,
    /// Whether it ended so lately that it can go on.
    reopens: bool,
    /// What customers read then.
    reopening: Option<String>,
    /// What customers read, and the forms that tell them more.
    public: Option<StatusPageCard>,
    seen: u64,
}

impl IncidentPage {
    pub(super) fn of(
        incident: &Incident,
        shown: Shown,
        filter: TimelineFilter,
        session: &Session,
        now: Timestamp,
    ) -> Self {
        let (reader, silenced) = (session.reader(), silenced(incident, &shown));
        Self {
            top: Top::below(session, Place::Incidents),
            csrf: session.csrf.clone(),
            typed: String::new(),
            not_done: None,
            header: IncidentHeader::of(incident, &reader, now),
            state: StatusLine::of(incident, &reader),
            links: links(incident),
            detail: reason(incident),
            merged: MergedView::of(incident, &shown, session, now),
            alerts: AlertTable::of(incident, shown.alerts, &reader),
            context: shown
                .context
                .map(|found| context_view(found, incident.opened_at, &reader, |it| Some(it.to_string()))),
            timeline: TimelineView::of(incident, &shown.events, filter, &reader),
            messages: MessageTable::of(&shown.messages, shown.more_messages, &reader),
            open: incident.is_open() && !incident.is_merged(),
            public_only: incident.public_only,
            acts: may(&session.actor, Act::Respond, &session.rules).is_ok(),
            looks: looks(incident, session),
            silences: silences(incident, session, now),
            silenced,
            number: incident.number,
            acknowledge: answer(incident, &session.actor).map(|it| it.label),
            escalates: whom(incident, &Command::Escalate, &session.actor, &session.rules, now),
            resolves: resolving(incident, &session.actor, &session.rules, now),
            takes: taking(incident, &reader),
            takes_over: taking_over(incident, &reader),
            people: people(&session.actor, &session.rules),
            snoozes: SNOOZES,
            severities: severities(incident),
            reopens: may_reopen(incident, now).is_ok(),
            reopening: reopening(incident, &session.actor, &session.rules, now),
            public: StatusPageCard::of(incident, session),
            seen: incident.version,
        }
    }

    /// The same, with why nothing was changed.
    pub(super) fn saying(self, not_done: NotDone) -> Self {
        let public = self.public.map(|card| card.with(not_done.update.as_ref()));
        Self { typed: not_done.note.clone(), public, not_done: Some(not_done), ..self }
    }

    /// The same, with what customers would read; nothing is published.
    pub(super) fn previewing(self, preview: Preview, typed: Option<&TypedUpdate>) -> Self {
        let public = self.public.map(|card| card.with(typed).previewing(preview));
        Self { public, ..self }
    }
}

/// Why somebody may do nothing here, as long as there is something to do; and that the link of their page works.
fn looks(incident: &Incident, session: &Session) -> Option<String> {
    let why = may(&session.actor, Act::Respond, &session.rules).err().filter(|_| incident.is_open())?;
    let is_paged = incident.paged.iter().any(|name| session.actor.is_responder(name));
    let link = if is_paged { "The link in the message that paged you works all the same. " } else { "" };
    Some(format!("{link}{why}"))
}

fn severities(incident: &Incident) -> Vec<Choice> {
    let chosen = |severity: Severity| incident.severity == severity;
    let all = Severity::ALL.into_iter();
    all.map(|it| Choice { value: it.to_string(), label: "", chosen: chosen(it) }).collect()
}
