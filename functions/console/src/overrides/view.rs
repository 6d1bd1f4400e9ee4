//! The form that puts somebody on call, prepared for the template.

use super::form::SubmittedForm;
use crate::choice::MOST_CHOICES;
use crate::session::Session;
use crate::top::{Place, Top};
use askama::Template;
use callout_domain::ids::{ResponderName, ScheduleName};
use callout_web::words::Moment;
use jiff::Timestamp;

/// For how long: minutes, and words. A day is the longest for most.
const LENGTHS: [(u32, &str); 6] = [
    (120, "2 hours"),
    (60, "1 hour"),
    (240, "4 hours"),
    (480, "8 hours"),
    (720, "12 hours"),
    (1_440, "1 day"),
];

#[derive(Template)]
#[template(path = "override.html")]
pub(super) struct OverridePage {
    top: Top,
    why: Option<String>,
    schedule: String,
    /// Who is on call: the name in the settings, and the one that people read.
    on_call: Vec<(String, String)>,
    /// When the shift ends.
    until: Option<Moment>,
    /// Who can stand in; empty where a name is typed.
    people: Vec<(String, String)>,
    from: String,
    to: String,
    /// Minutes, words, and whether they are chosen.
    lengths: [(u32, &'static str, bool); 6],
    typed: String,
    /// When it begins, as it was filled in; and the clock of the form.
    begins: String,
    zone: String,
}

impl OverridePage {
    /// About a schedule; `None` if there is no such one.
    pub(super) fn of(name: &ScheduleName, session: &Session, now: Timestamp) -> Option<Self> {
        let (schedule, reader) = (session.rules.schedule(name)?, session.reader());
        let named = |who: &ResponderName| (who.to_string(), reader.responder(who));
        let on_call = schedule.on_call(now);
        let all = &session.rules.settings().responders;
        let mut others: Vec<&ResponderName> = all.keys().filter(|who| !on_call.contains(who)).collect();
        others.sort_by_key(|who| !schedule.responders().contains(who));
        let people =
            if all.len() > MOST_CHOICES { Vec::new() } else { others.into_iter().map(named).collect() };
        // Whoever opens it is awake.
        let me = session.responder().filter(|me| !on_call.contains(me));
        Some(Self {
            top: Top::of(session, Place::OnCall),
            why: None,
            schedule: name.to_string(),
            until: schedule.next_handoff(now).map(|it| reader.moment(it.at).with_weekday()),
            from: on_call.first().map(ToString::to_string).unwrap_or_default(),
            on_call: on_call.iter().map(named).collect(),
            people,
            to: me.map(|me| me.to_string()).unwrap_or_default(),
            lengths: lengths(LENGTHS[0].0),
            typed: String::new(),
            begins: String::new(),
            zone: reader.zone().iana_name().unwrap_or("UTC").to_owned(),
        })
    }

    /// Whether somebody is on call who can be stood in for.
    pub(super) fn has_form(&self) -> bool {
        !self.on_call.is_empty()
    }

    /// The same with why nothing was changed, and the form as it was filled in.
    pub(super) fn refusing(self, why: String, filled: &SubmittedForm) -> Self {
        let is_there = self.on_call.iter().any(|(name, _)| *name == filled.from);
        let from = if is_there { filled.from.clone() } else { self.from.clone() };
        let (to, typed) = (filled.to.clone(), filled.text.clone());
        let (begins, lengths) = (filled.begins.clone(), lengths(filled.minutes));
        Self { why: Some(why), from, to, lengths, typed, begins, ..self }
    }
}

fn lengths(chosen: u32) -> [(u32, &'static str, bool); 6] {
    LENGTHS.map(|(minutes, words)| (minutes, words, minutes == chosen))
}
