//! The forms of the console. Decides nothing: it turns a form into a command.

use crate::submitted::ConsoleForm;
use callout_domain::incident::{Command, Impact, Phase, Via};
use callout_domain::severity::Severity;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// A form as the browser sends it.
#[derive(Deserialize)]
pub(crate) struct SubmittedForm {
    r#do: ConsoleAction,
    /// What shows that the form is ours.
    pub(crate) csrf: String,
    /// The version of the incident that the form was rendered from.
    pub(crate) seen: u64,
    #[serde(default)]
    pub(crate) text: String,
    /// A responder's name.
    #[serde(default)]
    who: String,
    /// A severity's name.
    #[serde(default)]
    severity: String,
    /// Minutes to snooze.
    minutes: Option<u32>,
    phase: Option<Phase>,
    impact: Option<Impact>,
    /// That customers are to read it.
    sure: Option<String>,
}

impl ConsoleForm for SubmittedForm {
    fn csrf(&self) -> &str {
        &self.csrf
    }

    fn typed(&self) -> &str {
        &self.text
    }
}

#[derive(Clone, Copy, Deserialize, Serialize)]
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
    Severity,
    Reopen,
}

impl SubmittedForm {
    /// The command that the form requests at `now`; `None` if a field is missing.
    pub(crate) fn command(&self, now: Timestamp) -> Option<Command> {
        // Browsers end the lines of a text area with `\r\n`.
        let text = self.text.replace("\r\n", "\n");
        Some(match self.r#do {
            ConsoleAction::Acknowledge => Command::Acknowledge { via: Via::Console },
            ConsoleAction::Resolve => Command::Resolve { via: Via::Console, note: Some(text) },
            ConsoleAction::Reopen => Command::Reopen,
            ConsoleAction::Escalate => Command::Escalate,
            ConsoleAction::Note => Command::Note { text },
            ConsoleAction::Snooze => {
                let minutes = SignedDuration::from_mins(i64::from(self.minutes?));
                Command::Snooze { until: now.checked_add(minutes).ok()? }
            }
            ConsoleAction::Reassign => Command::Reassign { to: vec![self.who.as_str().into()] },
            ConsoleAction::Ask => Command::AddResponder { who: self.who.as_str().into() },
            ConsoleAction::Severity => Command::SetSeverity { to: Severity::from_word(&self.severity)? },
            ConsoleAction::PublishUpdate => {
                self.sure.as_ref()?;
                Command::PublishUpdate { phase: self.phase?, text, impact: Some(self.impact?) }
            }
        })
    }

    /// Its fields, to send it once more.
    pub(crate) fn fields(&self) -> Vec<(&'static str, String)> {
        let name = serde_json::to_value(self.r#do).ok().and_then(|name| name.as_str().map(str::to_owned));
        let minutes = self.minutes.map(|minutes| ("minutes", minutes.to_string()));
        let severity = (!self.severity.is_empty()).then(|| ("severity", self.severity.clone()));
        let who = (!self.who.is_empty()).then(|| ("who", self.who.clone()));
        let text = (!self.text.is_empty()).then(|| ("text", self.text.clone()));
        [("do", name.unwrap_or_default())]
            .into_iter()
            .chain(minutes)
            .chain(severity)
            .chain(who)
            .chain(text)
            .collect()
    }
}
