//! People who can be paged, and how to reach them.

mod access;
mod contact;
mod notification_rules;
mod notify;
mod sample_number;
mod topic;
mod urgency;
pub mod verification;

pub use access::Access;
pub use contact::{Channel, Contact};
pub use notification_rules::NotificationRules;
pub use notify::{Notify, NotifyRule};
pub use sample_number::is_sample_number;
pub use topic::ResponderTopic;
pub use urgency::Urgency;

use crate::ids::ContactName;
use crate::oncall::settings::RestrictionSettings;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The name of the fallback contact given to the template. It works without settings.
pub const BUILT_IN_FALLBACK: &str = "fallback";

/// A person who can be paged.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Responder {
    /// The person's name in messages, e.g. "Ana Silva".
    pub name: String,
    /// The person's IANA time zone, for times in messages and for quiet hours, e.g. "Europe/Lisbon".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// The addresses for pages.
    pub contacts: Vec<Contact>,
    /// When each contact is used. Default: all at once; for low urgency, the first that does not ring.
    #[serde(default, skip_serializing_if = "Notify::is_default")]
    pub notify: Notify,
    /// What the person may do in the console: `observer`, `responder`, or `operator`.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub access: Access,
    /// Hours in which low-urgency messages wait: `[{ from = "22:00", to = "07:00" }]`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quiet: Vec<RestrictionSettings>,
}

fn is_usual(access: &Access) -> bool {
    *access == Access::default()
}

impl Responder {
    /// The contact with this name. The first one, if several have it.
    pub fn contact(&self, name: &ContactName) -> Option<&Contact> {
        self.contacts.iter().find(|contact| contact.name() == *name)
    }
}
