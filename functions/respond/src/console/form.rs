//! The forms of the console. Decides nothing: it turns a form into a command.

use callout_domain::incident::{Command, Impact, Phase, Via};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

/// A form as the browser sends it.
#[derive(Deserialize)]
pub(crate) struct SubmittedForm {
    r#do: ConsoleAction,
    /// The version of the incident that the form was rendered from.
    pub(crate) seen: u64,
    #[serde(default)]
    text: String,
    /// A responder's name.
    #[serde(default)]
    who: String,
    /// Minutes to snooze.
    minutes: Option<u32>,
    phase: Option<Phase>,
    impact: Option<Impact>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum ConsoleAction {
    Acknowledge,
    Resolve,
    Escalate,
    Note,
    PublishUpdate,
    Snooze,
    Reassign,
    Ask,
}

impl SubmittedForm {
    /// The command that the form requests at `now`; `None` if a field is missing.
    pub(crate) fn command(self, now: Timestamp) -> Option<Command> {
        // Browsers end the lines of a text area with `\r\n`.
        let text = self.text.replace("\r\n", "\n");
        Some(match self.r#do {
            ConsoleAction::Acknowledge => Command::Acknowledge { via: Via::Console },
            ConsoleAction::Resolve => Command::Resolve { via: Via::Console },
            ConsoleAction::Escalate => Command::Escalate,
            ConsoleAction::Note => Command::Note { text },
            ConsoleAction::Snooze => {
                let minutes = SignedDuration::from_mins(i64::from(self.minutes?));
                Command::Snooze { until: now.checked_add(minutes).ok()? }
            }
            ConsoleAction::Reassign => Command::Reassign { to: vec![self.who.as_str().into()] },
            ConsoleAction::Ask => Command::AddResponder { who: self.who.as_str().into() },
            ConsoleAction::PublishUpdate => {
                Command::PublishUpdate { phase: self.phase?, text, impact: Some(self.impact?) }
            }
        })
    }
}
