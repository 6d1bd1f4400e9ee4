//! The forms of a page's link. Decides nothing: it turns a form into a command.
//!
//! Must not ask for what a link does not allow: telling customers, lowering a severity, silencing, running anything.

use callout_domain::incident::{Command, Via};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use std::num::ParseIntError;

/// The longest snooze that a link allows.
pub(crate) const LONGEST_SNOOZE: u32 = 4 * 60;

/// A form as the browser sends it. The big button sends nothing: it acknowledges.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct SubmittedForm {
    #[serde(default)]
    r#do: LinkAction,
    /// The version of the incident that the form was rendered from.
    pub(crate) seen: Option<Seen>,
    #[serde(default)]
    pub(crate) text: String,
    /// A responder's name.
    #[serde(default)]
    who: String,
    /// Minutes to snooze.
    minutes: Option<u32>,
}

/// What the page showed: `34`, or `12.34` if that was not the incident of its link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Seen {
    /// The number of the incident that the link's one was merged into.
    pub(crate) number: Option<u64>,
    /// The version.
    pub(crate) version: u64,
}

impl TryFrom<String> for Seen {
    type Error = ParseIntError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Ok(match text.split_once('.') {
            Some((number, version)) => Self { number: Some(number.parse()?), version: version.parse()? },
            None => Self { number: None, version: text.parse()? },
        })
    }
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum LinkAction {
    #[default]
    Acknowledge,
    TakeOver,
    Decline,
    Escalate,
    Resolve,
    Reopen,
    Note,
    Snooze,
    Reassign,
    Ask,
}

impl SubmittedForm {
    /// Whether it is the big button, which must work while the settings cannot be read.
    pub(crate) fn acknowledges(&self) -> bool {
        self.r#do == LinkAction::Acknowledge
    }

    /// The command that the form requests at `now`; `None` if a field is missing or a link does not allow it.
    pub(crate) fn command(&self, now: Timestamp) -> Option<Command> {
        Some(match self.r#do {
            LinkAction::Acknowledge => Command::Acknowledge { via: Via::Link },
            LinkAction::TakeOver => Command::TakeOver { via: Via::Link },
            LinkAction::Decline => Command::Decline,
            LinkAction::Escalate => Command::Escalate,
            LinkAction::Resolve => Command::Resolve { via: Via::Link, note: Some(self.words()) },
            LinkAction::Reopen => Command::Reopen,
            LinkAction::Note => Command::Note { text: self.words() },
            LinkAction::Snooze => {
                let minutes = self.minutes.filter(|minutes| (1..=LONGEST_SNOOZE).contains(minutes))?;
                let until = now.checked_add(SignedDuration::from_mins(i64::from(minutes))).ok()?;
                Command::Snooze { until }
            }
            LinkAction::Reassign => Command::Reassign { to: vec![self.who.as_str().into()] },
            LinkAction::Ask => Command::AddResponder { who: self.who.as_str().into() },
        })
    }

    /// Browsers end the lines of a text area with `\r\n`.
    fn words(&self) -> String {
        self.text.replace("\r\n", "\n")
    }
}
