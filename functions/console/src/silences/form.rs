//! The forms of silences. Decides nothing: it turns a form into a decision.

use crate::local_time::{beginning, instant};
use crate::session::Session;
use crate::submitted::ConsoleForm;
use callout_domain::ids::ServiceName;
use callout_domain::live::{EndedEarly, LiveChange, LiveEntry, Made, Over, decision_behind, state_of};
use callout_domain::matcher::{Matcher, Matches, Op};
use callout_domain::suppression::SpanState;
use callout_lambda::LiveCommand;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

/// A form as the browser sends it.
#[derive(Deserialize)]
pub(crate) struct SubmittedForm {
    r#do: SilenceAction,
    /// What shows that the form is ours.
    pub(super) csrf: String,
    /// What is ended, or ends later.
    #[serde(default)]
    name: String,
    of: Option<Over>,
    /// When it ended as its page showed it; empty for one of the files.
    #[serde(default)]
    until: String,
    /// A new one's service.
    #[serde(default)]
    pub(super) service: String,
    pub(super) minutes: Option<u32>,
    /// When a new one begins, by the reader's clock; empty for now.
    #[serde(default)]
    pub(super) from: String,
    /// When one ends that is to come, by the reader's clock.
    #[serde(default)]
    ends: String,
    /// Why.
    #[serde(default)]
    pub(super) text: String,
}

impl ConsoleForm for SubmittedForm {
    fn csrf(&self) -> &str {
        &self.csrf
    }

    fn typed(&self) -> String {
        self.text.clone()
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum SilenceAction {
    /// Nothing yet: what a silence of a service would hold back.
    Preview,
    /// A silence of all alarms of a service.
    Silence,
    /// A maintenance window of a service.
    Maintenance,
    /// One of people ends so many minutes from now.
    Extend,
    /// One ends now.
    End,
}

impl SubmittedForm {
    /// When what this ends, or ends later, ends now, if somebody moved that since its page was shown.
    pub(super) fn moved(&self, session: &Session) -> Option<Timestamp> {
        let live = &session.rules.live().live;
        let entry = match self.of {
            Some(of) => {
                decision_behind(session.rules.settings(), live, of, &self.name).map(|(_, entry)| entry)
            }
            None => live.entry(&self.name),
        };
        entry
            .map(|entry| entry.until)
            .filter(|until| !self.until.is_empty() && until.to_string() != self.until)
    }

    /// The service of which only a preview is asked for.
    pub(super) fn previewed(&self, session: &Session) -> Option<ServiceName> {
        self.service(session).filter(|_| self.r#do == SilenceAction::Preview)
    }

    /// Whether it is about a service, and names none that is known.
    pub(super) fn names_no_service(&self, session: &Session) -> bool {
        let is_about_one =
            matches!(self.r#do, SilenceAction::Preview | SilenceAction::Silence | SilenceAction::Maintenance);
        is_about_one && self.service(session).is_none()
    }

    fn service(&self, session: &Session) -> Option<ServiceName> {
        let services = &session.rules.settings().services;
        Some(ServiceName::from(self.service.as_str())).filter(|name| services.contains_key(name))
    }

    /// When a new one begins.
    ///
    /// # Errors
    /// The time cannot be read.
    pub(super) fn begins(&self, session: &Session, now: Timestamp) -> Result<Timestamp, String> {
        beginning(&self.from, session.reader().zone(), now)
    }

    /// The decision about what begins at a time; `None` if a field is missing or means nothing here.
    pub(super) fn command(&self, session: &Session, now: Timestamp, from: Timestamp) -> Option<LiveCommand> {
        let service = || self.service(session);
        match self.r#do {
            SilenceAction::Preview => None,
            SilenceAction::Silence => {
                let (field, op, value) = ("service".to_owned(), Op::Equal, service()?.to_string());
                let matches = Matches::Texts(vec![Matcher { field, op, value }.to_string()]);
                Some(self.make(LiveChange::Silence { matches }, session, (now, from), self.until(from)?))
            }
            SilenceAction::Maintenance => {
                let what = LiveChange::Maintenance { services: vec![service()?], page: None };
                Some(self.make(what, session, (now, from), self.until(from)?))
            }
            SilenceAction::Extend => {
                let live = &session.rules.live().live;
                let behind = decision_behind(session.rules.settings(), live, self.of?, &self.name);
                let name = behind.map_or(self.name.as_str(), |(name, _)| name).to_owned();
                let until = match self.ends.is_empty() {
                    true => self.until(now)?,
                    false => instant(&self.ends, session.reader().zone()).ok()?,
                };
                Some(LiveCommand::Move { name, until })
            }
            SilenceAction::End => self.end(session, now),
        }
    }

    fn until(&self, now: Timestamp) -> Option<Timestamp> {
        now.checked_add(SignedDuration::from_mins(i64::from(self.minutes?))).ok()
    }

    fn make(
        &self,
        what: LiveChange,
        session: &Session,
        (now, from): (Timestamp, Timestamp),
        until: Timestamp,
    ) -> LiveCommand {
        let made = Made { by: session.reader().name_of(&session.actor), at: now, incident: None };
        let reason = self.text.trim().to_owned();
        LiveCommand::Make(Box::new(LiveEntry { what, from, until, reason, made }))
    }

    /// One of people ends for good; one of the files until its next time.
    fn end(&self, session: &Session, now: Timestamp) -> Option<LiveCommand> {
        let (name, live) = (self.name.clone(), &session.rules.live().live);
        let Some(of) = self.of else { return Some(LiveCommand::End { name }) };
        if let Some((name, _)) = decision_behind(session.rules.settings(), live, of, &name) {
            return Some(LiveCommand::End { name: name.to_owned() });
        }
        let Some(state) = state_of(session.rules.settings(), of, &name, now) else {
            return Some(LiveCommand::End { name });
        };
        match state {
            SpanState::Active(until) => {
                Some(self.make(LiveChange::Ended(EndedEarly { of, name }), session, (now, now), until))
            }
            // It ended by itself, or somebody else ended it: that is what was wanted.
            SpanState::Pending(_) | SpanState::Over => Some(LiveCommand::End { name }),
        }
    }
}
