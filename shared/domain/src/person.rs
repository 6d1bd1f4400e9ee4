//! What people change for themselves, beside the settings files: their own contacts, the order of these, their quiet hours.
//!
//! Must not know who stores it, nor send anything: a change says which messages follow from it.

mod change;
mod code;
mod event;
mod merge;
mod quiet;
mod refusal;
#[cfg(test)]
mod tests;

pub use change::{Change, Deciding, PersonCommand};
pub use event::{PersonEvent, PersonMessage, Told};
pub use merge::People;
pub use quiet::{read_hours, written_hours};
pub use refusal::{MOST_ASKED, PersonRefusal};

use crate::ids::ContactName;
use crate::oncall::settings::RestrictionSettings;
use crate::responder::Channel;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What one person changed for themselves.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Counts the changes.
    #[serde(default)]
    pub version: u64,
    /// Contacts of their own. One that has the name of another takes its place once it is verified.
    #[serde(default)]
    pub contacts: Vec<OwnContact>,
    /// The contacts of the settings that are not used.
    #[serde(default)]
    pub removed: Vec<ContactName>,
    /// In which order contacts are used; those that are not named follow.
    #[serde(default)]
    pub order: Vec<ContactName>,
    /// Quiet hours; those of the settings if none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quiet: Option<Vec<RestrictionSettings>>,
    /// The code that was sent last and not said back yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<SentCode>,
    /// When codes and tests were asked for within a day.
    #[serde(default)]
    pub asked: Vec<Timestamp>,
    /// Who changed something last, and when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed: Option<Changed>,
}

/// A contact that a person added for themselves.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnContact {
    /// Its name: that of its channel, or one of its own.
    pub name: ContactName,
    /// The kind of address.
    pub channel: Channel,
    /// Names the address, which lies apart; nothing of it can be read off.
    pub mark: String,
    /// When its owner last entered a code that was sent to it. It is used from then on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified_at: Option<Timestamp>,
    /// The address, for those who may read it.
    #[serde(skip)]
    pub address: String,
}

impl std::fmt::Debug for OwnContact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "OwnContact({} by {}, {}, {:?})", self.name, self.channel, self.mark, self.verified_at)
    }
}

/// A code on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentCode {
    /// The mark of the contact's address.
    pub mark: String,
    /// When it was asked for.
    pub at: Timestamp,
    /// How many wrong codes were entered.
    #[serde(default)]
    pub tries: u8,
}

/// Who changed something, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// Who, for people.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

impl Person {
    /// Whether anything differs from the settings.
    pub fn is_changed(&self) -> bool {
        let Self { contacts, removed, order, quiet, .. } = self;
        !(contacts.is_empty() && removed.is_empty() && order.is_empty() && quiet.is_none())
    }

    /// What differs from the settings, in words.
    pub fn summary(&self) -> Vec<String> {
        let own = |contact: &OwnContact| match contact.verified_at {
            Some(_) => format!("`{}` is their own", contact.name),
            None => format!("`{}` waits for its code", contact.name),
        };
        let mut all: Vec<String> = self.contacts.iter().map(own).collect();
        all.extend(self.removed.iter().map(|name| format!("`{name}` is not used")));
        if !self.order.is_empty() {
            let names: Vec<&str> = self.order.iter().map(ContactName::as_str).collect();
            all.push(format!("used in the order {}", names.join(", ")));
        }
        all.extend(self.quiet.as_ref().map(|quiet| match quiet.is_empty() {
            true => "no quiet hours".to_owned(),
            false => format!("quiet hours {}", written_hours(quiet)),
        }));
        all
    }

    /// The contacts of their own that wait for their code.
    pub fn waiting(&self) -> impl Iterator<Item = &OwnContact> {
        self.contacts.iter().filter(|contact| contact.verified_at.is_none())
    }

    /// The contact of their own that is used under a name.
    pub fn verified(&self, name: &ContactName) -> Option<&OwnContact> {
        self.contacts.iter().find(|contact| contact.name == *name && contact.verified_at.is_some())
    }
}
