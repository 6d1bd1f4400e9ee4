//! The form that puts somebody on call. Decides nothing: it turns the form into a decision.

use crate::local_time::beginning;
use crate::session::Session;
use crate::submitted::ConsoleForm;
use callout_domain::ids::{ResponderName, ScheduleName};
use callout_domain::live::{LiveChange, LiveEntry, LiveOverride, Made};
use callout_domain::oncall::settings::Names;
use callout_lambda::LiveCommand;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

/// The schedule that an address names.
#[derive(Deserialize)]
pub(crate) struct WantedSchedule {
    pub(super) schedule: ScheduleName,
}

/// The form as the browser sends it.
#[derive(Deserialize)]
pub(crate) struct SubmittedForm {
    csrf: String,
    pub(super) schedule: ScheduleName,
    /// Whoever is on call and steps back.
    #[serde(default)]
    pub(super) from: String,
    /// Whoever stands in, by their name in the settings or the one that people read.
    #[serde(default)]
    pub(super) to: String,
    pub(super) minutes: u32,
    /// When it begins, by the reader's clock; empty for now.
    #[serde(default)]
    pub(super) begins: String,
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

impl SubmittedForm {
    /// When it begins.
    ///
    /// # Errors
    /// The time cannot be read.
    pub(super) fn begins_at(&self, session: &Session, now: Timestamp) -> Result<Timestamp, String> {
        beginning(&self.begins, session.reader().zone(), now)
    }

    /// The decision; in words why it is none.
    pub(super) fn command(&self, session: &Session, now: Timestamp) -> Result<LiveCommand, String> {
        let begins = self.begins_at(session, now)?;
        let when = if begins > now { "then" } else { "now" };
        let from = ResponderName::from(self.from.as_str());
        let to = session.rules.settings().person_called(&self.to).ok_or("Choose who stands in.")?;
        let on_call = session.rules.schedule(&self.schedule).map(|it| it.on_call(begins)).unwrap_or_default();
        let name = |who: &ResponderName| session.reader().responder(who);
        if !on_call.contains(&from) {
            return Err(format!(
                "{} is not on call for {} {when}: choose whoever is.",
                name(&from),
                self.schedule
            ));
        }
        if on_call.contains(to) {
            return Err(format!("{} is already on call for {} {when}.", name(to), self.schedule));
        }
        let change = LiveOverride {
            replace: Some(from),
            by: Names(vec![to.clone()]),
            hands_over: true,
            ..LiveOverride::default()
        };
        let until = begins.checked_add(SignedDuration::from_mins(i64::from(self.minutes)));
        let made = Made { by: session.reader().name_of(&session.actor), at: now, incident: None };
        Ok(LiveCommand::Make(Box::new(LiveEntry {
            what: LiveChange::Override { schedule: self.schedule.clone(), change },
            from: begins,
            until: until.map_err(|_| "Choose for how long.".to_owned())?,
            reason: self.text.trim().to_owned(),
            made,
        })))
    }
}
