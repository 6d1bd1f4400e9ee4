//! One address of a responder.

use crate::ids::ContactName;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// One address of a responder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// The contact's name, needed if a person has several of one channel: `work phone`. Default: the channel's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<ContactName>,
    /// The kind of address.
    pub channel: Channel,
    /// A telephone number in E.164 format (`+15550100`), an email address, an https address, the ARN of a function, or
    /// the name of a chat room.
    pub address: String,
}

/// A way to reach a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    /// A text message.
    Sms,
    /// An email.
    Email,
    /// A telephone call.
    Voice,
    /// A POST of JSON to an https address, signed by SNS.
    Https,
    /// A Lambda function in the same account.
    Lambda,
    /// A room in Slack or Teams, through Amazon Q Developer in chat applications: one thread for each incident.
    Chat,
}

impl Channel {
    /// The word used in subscriptions, links and logs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sms => "sms",
            Self::Email => "email",
            Self::Voice => "voice",
            Self::Https => "https",
            Self::Lambda => "lambda",
            Self::Chat => "chat",
        }
    }

    /// Whether it wakes a person by its sound.
    pub fn rings(self) -> bool {
        matches!(self, Self::Sms | Self::Voice)
    }
}

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Contact {
    /// The contact's name in rules, links and logs.
    pub fn name(&self) -> ContactName {
        self.name.clone().unwrap_or_else(|| self.channel.as_str().into())
    }

    /// Describes what is wrong with the address, if anything. Pages to a malformed address would be lost without an
    /// error.
    pub fn problem(&self) -> Option<String> {
        match self.channel {
            Channel::Sms | Channel::Voice if !is_e164(&self.address) => Some(format!(
                "`{}` is not a telephone number in E.164 form; write + and 8 to 15 digits, like +15550100",
                self.address
            )),
            Channel::Email if !is_email(&self.address) => {
                Some(format!("`{}` is not an email address; write it like ana@example.com", self.address))
            }
            Channel::Https if !self.address.starts_with("https://") => {
                Some(format!("`{}` is not an https address", self.address))
            }
            Channel::Lambda if !self.address.starts_with("arn:") || !self.address.contains(":lambda:") => {
                Some(format!("`{}` is not the ARN of a Lambda function", self.address))
            }
            Channel::Chat if !is_room(&self.address) => Some(format!(
                "`{}` becomes part of a topic's name; use a-z, 0-9 and -, at most 64, like payments-room",
                self.address
            )),
            _ => None,
        }
    }
}

fn is_room(address: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    (1..=64).contains(&address.len()) && address.bytes().all(allowed)
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
        let contact = Contact { name: None, channel, address: address.into() };
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
        check(Channel::Voice, "+15550100", true);
        check(Channel::Https, "http://example.com/hook", false);
        check(Channel::Lambda, "arn:aws:lambda:eu-west-1:111122223333:function:pager", true);
        check(Channel::Chat, "payments room", false);
    }
}
