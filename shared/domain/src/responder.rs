//! People who can be paged, and how they are reached.

mod contact;
mod notification_rules;
mod notify;
mod urgency;
pub mod verification;

pub use contact::{Channel, Contact};
pub use notification_rules::NotificationRules;
pub use notify::{Notify, NotifyRule};
pub use urgency::Urgency;

use crate::ids::ContactName;
use crate::oncall::settings::RestrictionSettings;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The name that stands for the fallback contact given to the template; it works with no settings at all.
pub const BUILT_IN_FALLBACK: &str = "fallback";

/// A person who can be paged.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Responder {
    /// How messages and pages call this person, e.g. "Ana Silva".
    pub name: String,
    /// IANA time zone in which this person reads times and keeps quiet hours, e.g. "Europe/Lisbon".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// Where a page goes.
    pub contacts: Vec<Contact>,
    /// Which contact is used when; left out: all at once, and for low urgency the first that does not ring.
    #[serde(default, skip_serializing_if = "Notify::is_default")]
    pub notify: Notify,
    /// Hours in which messages of low urgency wait: `[{ from = "22:00", to = "07:00" }]`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quiet: Vec<RestrictionSettings>,
}

impl Responder {
    /// The contact of a name; the first, where two have the same.
    pub fn contact(&self, name: &ContactName) -> Option<&Contact> {
        self.contacts.iter().find(|contact| contact.name() == *name)
    }
}
