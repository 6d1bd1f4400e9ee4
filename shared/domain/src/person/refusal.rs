//! Why somebody's contacts and quiet hours were not changed.

use super::Changed;
use crate::ids::ContactName;
use crate::responder::verification::MOST_TRIES;

/// How many codes and tests one person may ask for in a day: each costs money, and rings.
pub const MOST_ASKED: usize = 10;
/// How many contacts of their own a person may have.
pub(super) const MOST_CONTACTS: usize = 8;

/// Why nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PersonRefusal {
    /// Somebody changed something since the form was shown.
    #[error("{} changed something meanwhile; look at it, then do it again", .0.as_ref().map_or("somebody", |changed| changed.by.as_str()))]
    Overtaken(Option<Changed>),
    /// No contact has this name.
    #[error("there is no contact `{0}`")]
    Unknown(ContactName),
    /// The contact is not one that was added here.
    #[error(
        "`{0}` is a contact of the settings: `callout verify` sends a code to it; here, add it anew under the same name"
    )]
    OfSettings(ContactName),
    /// A channel that people cannot set up for themselves.
    #[error("contacts over {0} are set up in the settings; here you can add sms, voice and email")]
    Channel(&'static str),
    /// The name is taken, by a contact over another channel.
    #[error("`{0}` is the name of a contact over {1} already; choose another name")]
    NameTaken(ContactName, &'static str),
    /// The name cannot be used.
    #[error("a contact's name has at most 40 letters, digits, spaces, - and _")]
    Name,
    /// The address cannot be reached.
    #[error("{0}")]
    Address(String),
    /// Nothing that rings would be left.
    #[error(
        "nothing that rings would be left to page you with; add a telephone (sms or voice) and verify it first"
    )]
    NothingRings,
    /// No contact would be left.
    #[error("no contact would be left to page you with; add another and verify it first")]
    NothingLeft,
    /// Too many contacts.
    #[error("{MOST_CONTACTS} contacts of your own are the most; remove one first")]
    Full,
    /// Too many codes and tests.
    #[error("{MOST_ASKED} codes and test pages in a day are the most; try again tomorrow")]
    AskedOften,
    /// No code waits for an answer.
    #[error("no code is waiting for an answer; send a new one")]
    NoCode,
    /// What was entered is no code.
    #[error("a code is six digits, like 123456")]
    NotACode,
    /// The code is over.
    #[error("the code works no more; send a new one")]
    CodeOver,
    /// The code is another.
    #[error("that is not the code; {} of {MOST_TRIES} tries are left", .0)]
    WrongCode(u8),
    /// Quiet hours need a clock.
    #[error(
        "quiet hours need a time zone, and the settings give you none; ask whoever keeps them to write zone = \"Europe/Lisbon\""
    )]
    NoZone,
    /// The hours cannot be read.
    #[error("{0}")]
    Hours(String),
    /// The settings have no such person.
    #[error("the settings have no such person")]
    Nobody,
}
