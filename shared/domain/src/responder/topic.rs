//! The name of the topic that carries messages to one address of a responder.
//!
//! Must not depend on a contact's name: renaming a contact changes no topic and no subscription.

use super::contact::Channel;
use crate::ids::{ResponderName, digest, hex};

/// How much of the digest tells the addresses of one responder apart: nobody has so many that twelve digits collide.
const DIGITS: usize = 12;

/// One topic of a responder: whose it is, and a digest of channel and address. `Display` writes what follows
/// `STACK-responder-` in its name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResponderTopic {
    /// The responder.
    pub responder: ResponderName,
    /// The first digits of the digest.
    pub digest: String,
}

impl ResponderTopic {
    /// The topic for an address.
    pub fn of(responder: &ResponderName, channel: Channel, address: &str) -> Self {
        let mut digest = hex(&digest(&["responder topic", channel.as_str(), address]));
        digest.truncate(DIGITS);
        Self { responder: responder.clone(), digest }
    }

    /// Reads what follows `STACK-responder-`.
    pub fn parse(text: &str) -> Option<Self> {
        let (responder, digest) = text.rsplit_once('-')?;
        let is_digit = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        let sound = !responder.is_empty() && digest.len() == DIGITS && digest.bytes().all(is_digit);
        sound.then(|| Self { responder: responder.into(), digest: digest.to_owned() })
    }
}

impl std::fmt::Display for ResponderTopic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.responder, self.digest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ana(channel: Channel, address: &str) -> ResponderTopic {
        ResponderTopic::of(&"ana".into(), channel, address)
    }

    #[test]
    fn each_address_has_a_topic_that_stays() {
        let sms = ana(Channel::Sms, "+15550100");
        assert_eq!(sms.to_string(), "ana-baccdf451c9c");
        assert_ne!(sms, ana(Channel::Sms, "+15550101"));
        assert_ne!(sms, ana(Channel::Voice, "+15550100"));
    }

    #[test]
    fn a_name_of_any_address_is_one_that_sns_takes() {
        let topic = ResponderTopic::of(&"r".repeat(64).as_str().into(), Channel::Email, "ä b@example.com");
        let name = format!("{}-responder-{topic}", "s".repeat(128));
        assert!(name.len() <= 256, "SNS API reference, CreateTopic: {}", name.len());
        assert!(name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'), "{name}");
    }

    #[test]
    fn a_topic_survives_its_name_and_others_are_no_responders() {
        let topic = ResponderTopic::of(&"ana-maria".into(), Channel::Sms, "+15550100");
        assert_eq!(ResponderTopic::parse(&topic.to_string()), Some(topic));
        for other in ["ana", "-0123456789ab", "ana-0123456789AB", "ana-0123", "ana-maria"] {
            assert_eq!(ResponderTopic::parse(other), None, "{other}");
        }
    }
}
