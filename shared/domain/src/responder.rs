//! People who can be paged, and how they are reached.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The name that stands for the last-resort contact given to the template; it works with no settings at all.
pub const BUILT_IN_FALLBACK: &str = "fallback";

/// A person who can be paged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Responder {
    /// How messages and pages call this person, e.g. "Ana Silva".
    pub name: String,
    /// IANA time zone in which this person reads times, e.g. "Europe/Lisbon".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// Where a page goes, in this order.
    pub contacts: Vec<Contact>,
}

/// One address of a responder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// What kind of address this is.
    pub channel: Channel,
    /// A telephone number in E.164 form (`+15550100`) or an email address.
    pub address: String,
}

/// A way to reach a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    /// Text message.
    Sms,
    /// Email.
    Email,
}

impl Channel {
    /// The word used in topic filters, links and logs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sms => "sms",
            Self::Email => "email",
        }
    }
}

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Contact {
    /// Says what is wrong with the address, if anything: a page to a malformed address would be lost in silence.
    pub fn problem(&self) -> Option<String> {
        match self.channel {
            Channel::Sms if !is_e164(&self.address) => Some(format!(
                "`{}` is not a telephone number in E.164 form; write + and 8 to 15 digits, like +15550100",
                self.address
            )),
            Channel::Email if !is_email(&self.address) => {
                Some(format!("`{}` is not an email address; write it like ana@example.com", self.address))
            }
            _ => None,
        }
    }
}

fn is_e164(address: &str) -> bool {
    address.strip_prefix('+').is_some_and(|digits| {
        (7..=15).contains(&digits.len())
            && !digits.starts_with('0')
            && digits.bytes().all(|b| b.is_ascii_digit())
    })
}

fn is_email(address: &str) -> bool {
    address.split_once('@').is_some_and(|(user, host)| {
        !user.is_empty()
            && host.contains('.')
            && !host.starts_with('.')
            && !host.ends_with('.')
            && !host.contains('@')
            && !address.contains(char::is_whitespace)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(channel: Channel, address: &str, sound: bool) {
        let contact = Contact { channel, address: address.into() };
        assert_eq!(contact.problem().is_none(), sound, "{address}");
    }

    #[test]
    fn addresses_that_cannot_be_reached_are_named() {
        check(Channel::Sms, "+15550100", true);
        check(Channel::Sms, "15550100", false);
        check(Channel::Sms, "+1 555 0100", false);
        check(Channel::Sms, "+0155501000", false);
        check(Channel::Email, "ana@example.com", true);
        check(Channel::Email, "ana@localhost", false);
        check(Channel::Email, "ana example.com", false);
    }
}
