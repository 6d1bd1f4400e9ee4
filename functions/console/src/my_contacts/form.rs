//! The forms of a person's own contacts. Decides nothing: it turns a form into a command.

use crate::submitted::ConsoleForm;
use callout_domain::ids::ContactName;
use callout_domain::person::{PersonCommand, PersonRefusal};
use callout_domain::responder::Channel;
use callout_domain::responder::verification::Code;
use serde::Deserialize;

/// A form as the browser sends it.
#[derive(Deserialize)]
pub(crate) struct SubmittedForm {
    r#do: ContactAction,
    /// What shows that the form is ours.
    pub(super) csrf: String,
    /// The version that its page showed.
    pub(super) seen: u64,
    /// The contact.
    #[serde(default)]
    pub(super) name: String,
    pub(super) channel: Option<Channel>,
    /// A new one's address.
    #[serde(default)]
    pub(super) address: String,
    /// A code, or quiet hours.
    #[serde(default)]
    text: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ContactAction {
    Add,
    SendCode,
    Enter,
    Remove,
    Raise,
    Quiet,
    Reset,
    Test,
}

/// What the page is shown after.
#[derive(Deserialize)]
pub(crate) struct ShownAfter {
    /// What was sent by the form before.
    pub(super) sent: Option<Sent>,
}

/// What a form sends.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Sent {
    /// A message marked TEST.
    Test,
    /// A code.
    Code,
}

impl ConsoleForm for SubmittedForm {
    fn csrf(&self) -> &str {
        &self.csrf
    }

    fn typed(&self) -> String {
        if self.r#do == ContactAction::Add { self.address.clone() } else { self.text.clone() }
    }
}

impl SubmittedForm {
    /// The command, or why the code is none; `None` if a field is missing.
    pub(super) fn command(&self) -> Option<Result<PersonCommand, PersonRefusal>> {
        let name = ContactName::from(self.name.trim());
        Some(Ok(match self.r#do {
            ContactAction::Add => {
                let name = Some(name).filter(|name| !name.as_str().is_empty());
                PersonCommand::Add { name, channel: self.channel?, address: self.address.trim().to_owned() }
            }
            ContactAction::SendCode => PersonCommand::SendCode(name),
            ContactAction::Enter => match Code::parse(&self.text) {
                Some(code) => PersonCommand::Enter(name, code),
                None => return Some(Err(PersonRefusal::NotACode)),
            },
            ContactAction::Remove => PersonCommand::Remove(name),
            ContactAction::Raise => PersonCommand::Raise(name),
            ContactAction::Quiet => PersonCommand::Quiet(self.text.clone()),
            ContactAction::Reset => PersonCommand::Reset,
            ContactAction::Test => PersonCommand::Test(name),
        }))
    }

    /// Where it is shown what was done.
    pub(super) fn shown_after(&self) -> &'static str {
        match self.r#do {
            ContactAction::Test => "contacts?sent=test",
            ContactAction::Add | ContactAction::SendCode => "contacts?sent=code",
            _ => "contacts",
        }
    }

    /// The quiet hours that were typed, if it is about them.
    pub(super) fn hours(&self) -> Option<&str> {
        (self.r#do == ContactAction::Quiet).then_some(self.text.as_str())
    }

    /// Whether a contact was to be added.
    pub(super) fn adds(&self) -> bool {
        self.r#do == ContactAction::Add
    }
}
