//! The forms about shifts. Decides nothing: it turns a form into what somebody asks or answers.

use crate::submitted::ConsoleForm;
use callout_domain::ids::{IncidentId, ResponderName, ScheduleName};
use callout_domain::oncall::{ShiftOf, ShiftRequest, find_zone, read_instant};
use callout_domain::settings::Settings;
use callout_lambda::{ShiftAnswer, ShiftCommand};
use jiff::Timestamp;
use serde::Deserialize;

/// The shift that an address names.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct WantedShift {
    pub(super) schedule: ScheduleName,
    /// Whose.
    pub(super) person: ResponderName,
    /// A time within it.
    pub(super) at: Timestamp,
}

/// A form as the browser sends it.
#[derive(Deserialize)]
pub(crate) struct SubmittedForm {
    r#do: ShiftAction,
    /// What shows that the form is ours.
    pub(super) csrf: String,
    /// The request that is answered.
    #[serde(default)]
    request: String,
    #[serde(default)]
    pub(super) schedule: String,
    /// Whose shift it is.
    #[serde(default)]
    pub(super) person: String,
    /// By the clock of the zone.
    #[serde(default)]
    pub(super) from: String,
    #[serde(default)]
    pub(super) until: String,
    #[serde(default)]
    zone: String,
    /// Who takes it.
    #[serde(default)]
    pub(super) to: String,
    /// Which shift is given in return, as the form listed it.
    #[serde(default)]
    pub(super) back: String,
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ShiftAction {
    /// Ask somebody to take one's own shift.
    Give,
    /// Ask somebody for theirs.
    Take,
    /// Answers.
    Accept,
    Refuse,
    Withdraw,
}

impl SubmittedForm {
    /// What it asks for; in words what is missing.
    pub(super) fn command(&self, me: &ResponderName, settings: &Settings) -> Result<ShiftCommand, String> {
        let answer = match self.r#do {
            ShiftAction::Give | ShiftAction::Take => {
                let reason = self.text.trim().to_owned();
                return Ok(ShiftCommand::Ask { request: self.request(me, settings)?, reason });
            }
            ShiftAction::Accept => ShiftAnswer::Take,
            ShiftAction::Refuse => ShiftAnswer::Refuse,
            ShiftAction::Withdraw => ShiftAnswer::Withdraw,
        };
        let mark = IncidentId::from(self.request.as_str());
        Ok(ShiftCommand::Answer { mark, who: me.clone(), answer })
    }

    fn request(&self, me: &ResponderName, settings: &Settings) -> Result<ShiftRequest, String> {
        let (start, end) = (self.instant(&self.from)?, self.instant(&self.until)?);
        let (schedule, person) = (self.schedule.as_str().into(), self.person.as_str().into());
        let shift = |responder| ShiftOf { schedule: &schedule, responder, start, end };
        if self.r#do == ShiftAction::Give {
            let to = settings.person_called(&self.to).ok_or("Choose who takes it.")?;
            return Ok(ShiftRequest::give(to.clone(), shift(me)));
        }
        if self.back.is_empty() {
            return Ok(ShiftRequest::take(me.clone(), shift(&person)));
        }
        let (start, end, schedule) = listed(&self.back).ok_or("Choose the shift in return again.")?;
        let mine = ShiftOf { schedule: &schedule, responder: me, start, end };
        Ok(ShiftRequest::swap(mine, shift(&person)))
    }

    fn instant(&self, text: &str) -> Result<Timestamp, String> {
        let zone = find_zone(&self.zone).map_err(|why| format!("{why}."))?;
        read_instant(text, &zone).map_err(|why| format!("{why}."))
    }
}

/// A shift as the form lists it: `START END SCHEDULE`.
fn listed(text: &str) -> Option<(Timestamp, Timestamp, ScheduleName)> {
    let mut words = text.splitn(3, ' ');
    let (start, end) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
    Some((start, end, words.next()?.into()))
}
