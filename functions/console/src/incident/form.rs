//! The forms of the console. Decides nothing: it turns a form into a command.

use crate::languages::{language_field, take_language};
use crate::submitted::{ConsoleForm, all_typed};
use callout_domain::ids::ComponentName;
use callout_domain::incident::{Command, ComponentStatus, Impact, NewUpdate, Phase, Via};
use callout_domain::severity::Severity;
use callout_web::parts::Reader;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How long an incident can be snoozed: minutes, and words.
pub(super) const SNOOZES: [(u32, &str); 5] =
    [(60, "1 hour"), (30, "30 minutes"), (240, "4 hours"), (480, "8 hours"), (1_440, "1 day")];

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
    /// The status of components, by their names on the page.
    #[serde(skip)]
    states: BTreeMap<ComponentName, ComponentStatus>,
    /// The text in other languages of the page.
    #[serde(skip)]
    translations: BTreeMap<String, String>,
    /// One more component, and its status.
    #[serde(default)]
    other: String,
    /// Empty until it is chosen.
    #[serde(default)]
    other_status: String,
    /// Which update is corrected or withdrawn.
    update: Option<u64>,
    /// That subscribers are to hear nothing of it.
    silent: Option<String>,
    /// That customers are to read it.
    sure: Option<String>,
    /// That customers are not to read it yet: it is shown to whoever wrote it.
    preview: Option<String>,
    /// Whether customers are to read that a resolved incident goes on.
    #[serde(default)]
    over: Option<String>,
}

impl ConsoleForm for SubmittedForm {
    fn csrf(&self) -> &str {
        &self.csrf
    }

    fn typed(&self) -> String {
        all_typed([&self.text].into_iter().chain(self.translations.values()))
    }

    fn take(&mut self, name: &str, value: &str) {
        take_language(&mut self.translations, name, value);
        let Some(component) = name.strip_prefix(COMPONENT).filter(|name| !name.is_empty()) else { return };
        if let Some(status) = status_of(value) {
            self.states.insert(component.into(), status);
        }
    }
}

/// A status by its word.
fn status_of(word: &str) -> Option<ComponentStatus> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).ok()
}

/// What the name of a component's field begins with.
pub(super) const COMPONENT: &str = "component.";

/// What somebody wanted to tell customers.
pub(super) struct TypedUpdate {
    /// Untrusted text.
    pub(super) text: String,
    pub(super) phase: Option<Phase>,
    pub(super) impact: Option<Impact>,
    pub(super) states: BTreeMap<ComponentName, ComponentStatus>,
    /// Untrusted text, by language.
    pub(super) translations: BTreeMap<String, String>,
    /// Another component without a status yet.
    pub(super) other: String,
    /// Whether subscribers are to hear nothing of it.
    pub(super) silent: bool,
}

#[derive(Clone, Copy, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
enum ConsoleAction {
    Acknowledge,
    TakeOver,
    Resolve,
    Escalate,
    Note,
    PublishUpdate,
    PublishDraft,
    DiscardDraft,
    CorrectUpdate,
    WithdrawUpdate,
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
            ConsoleAction::TakeOver => Command::TakeOver { via: Via::Console },
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
                self.sure.as_ref().or(self.preview.as_ref())?;
                // The impact is that of the worst component, where any is named.
                let impact = self.impact.filter(|_| self.all_states().is_empty());
                let (states, after_end) = (self.all_states(), self.over.is_some());
                let (words, silent) = (NewUpdate::saying(self.phase?, &text), self.silent.is_some());
                let translations = self.translations.clone();
                Command::PublishUpdate(NewUpdate { impact, states, after_end, silent, translations, ..words })
            }
            ConsoleAction::PublishDraft => Command::PublishDraft,
            ConsoleAction::DiscardDraft => Command::DiscardDraft,
            ConsoleAction::CorrectUpdate => {
                Command::ChangeUpdate { seq: Some(self.update?), text: Some(text) }
            }
            ConsoleAction::WithdrawUpdate => Command::ChangeUpdate { seq: Some(self.update?), text: None },
        })
    }

    /// The status of each component; resolving makes all of them operational.
    fn all_states(&self) -> BTreeMap<ComponentName, ComponentStatus> {
        if self.phase.is_some_and(Phase::is_over) {
            return BTreeMap::new();
        }
        let other = status_of(&self.other_status).filter(|_| !self.other.is_empty());
        let other = other.map(|status| (self.other.as_str().into(), status));
        self.states.clone().into_iter().chain(other).collect()
    }

    /// Why customers cannot be told this: of a component that is named without a status nobody knows how it is.
    pub(super) fn is_incomplete(&self) -> Option<&'static str> {
        let is_update = matches!(self.r#do, ConsoleAction::PublishUpdate);
        let is_over = self.phase.is_some_and(Phase::is_over);
        let is_named = is_update && !is_over && !self.other.is_empty();
        (is_named && status_of(&self.other_status).is_none())
            .then_some("Choose the status of the other component, or name none.")
    }

    /// Whether what customers would read is only shown.
    pub(super) fn is_preview(&self) -> bool {
        self.update().is_some() && self.sure.is_none() && self.preview.is_some()
    }

    /// What it tells customers, if it does.
    pub(super) fn update(&self) -> Option<TypedUpdate> {
        let is_update = matches!(self.r#do, ConsoleAction::PublishUpdate);
        is_update.then(|| TypedUpdate {
            text: self.text.clone(),
            phase: self.phase,
            impact: self.impact,
            states: self.all_states(),
            translations: self.translations.clone(),
            other: self.other.clone(),
            silent: self.silent.is_some(),
        })
    }

    /// What it asks for, as a button says it.
    pub(super) fn asks(&self, reader: &Reader<'_>) -> String {
        let who = || reader.responder(&self.who.as_str().into());
        match self.r#do {
            ConsoleAction::Acknowledge => "Acknowledge it".to_owned(),
            ConsoleAction::TakeOver => "Take it over".to_owned(),
            ConsoleAction::Resolve => "Resolve it".to_owned(),
            ConsoleAction::Reopen => "Reopen it".to_owned(),
            ConsoleAction::Escalate => "Page the next level".to_owned(),
            ConsoleAction::Note => "Note it".to_owned(),
            ConsoleAction::Snooze => format!("Snooze it for {}", snooze(self.minutes.unwrap_or_default())),
            ConsoleAction::Reassign => format!("Reassign it to {}", who()),
            ConsoleAction::Ask => format!("Page {}", who()),
            ConsoleAction::Severity => format!("Make it {}", self.severity),
            ConsoleAction::PublishUpdate => "Publish it".to_owned(),
            ConsoleAction::PublishDraft => "Publish the draft".to_owned(),
            ConsoleAction::DiscardDraft => "Discard the draft".to_owned(),
            ConsoleAction::CorrectUpdate => "Correct it".to_owned(),
            ConsoleAction::WithdrawUpdate => "Withdraw it".to_owned(),
        }
    }

    /// Its fields, to send it once more.
    pub(super) fn fields(&self) -> Vec<(String, String)> {
        let fields = [
            ("do", word(&self.r#do)),
            ("minutes", self.minutes.map(|minutes| minutes.to_string()).unwrap_or_default()),
            ("severity", self.severity.clone()),
            ("who", self.who.clone()),
            ("text", self.text.clone()),
            ("phase", word(&self.phase)),
            ("impact", word(&self.impact)),
            ("sure", self.sure.clone().unwrap_or_default()),
            ("over", self.over.clone().unwrap_or_default()),
            ("silent", self.silent.clone().unwrap_or_default()),
            ("update", self.update.map(|update| update.to_string()).unwrap_or_default()),
        ];
        let fields = fields.into_iter().map(|(name, value)| (name.to_owned(), value));
        let all = self.all_states();
        let states = all.iter().map(|(name, status)| (format!("{COMPONENT}{name}"), word(status)));
        let texts = self.translations.iter().map(|(code, text)| (language_field(code), text.clone()));
        fields.chain(states).chain(texts).filter(|(_, value)| !value.is_empty()).collect()
    }
}

/// How long, as its own choice says it.
fn snooze(minutes: u32) -> String {
    let choice = SNOOZES.into_iter().find(|(choice, _)| *choice == minutes);
    choice.map_or_else(|| format!("{minutes} minutes"), |(_, words)| words.to_owned())
}

/// A choice as the form sends it; empty where there is none.
pub(super) fn word(of: &impl Serialize) -> String {
    let value = serde_json::to_value(of).ok();
    value.as_ref().and_then(|value| value.as_str()).unwrap_or_default().to_owned()
}
