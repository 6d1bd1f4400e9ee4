//! All carriers behind one port: each message goes to the one for its channel.
//!
//! Tries no second carrier: another way to the same person is the incident's decision.

use crate::messenger::SnsMessenger;
use crate::phone_numbers::PhoneNumbers;
use callout_domain::responder::Channel;
use callout_ports::{Delivery, Messenger, SendError};

/// Topics, and numbers of our own.
#[derive(Debug, Clone)]
pub struct Carriers {
    /// Carries everything but calls, and text messages too where no number of our own does.
    pub topics: SnsMessenger,
    /// Carries calls, and text messages if there is a number for them.
    pub numbers: PhoneNumbers,
}

impl Messenger for Carriers {
    async fn send(&self, delivery: &Delivery) -> Result<String, SendError> {
        match delivery.channel {
            Channel::Voice => self.numbers.send(delivery).await,
            // Whom only a topic knows, the fallback contact, is texted by the topic.
            Channel::Sms if self.numbers.has_text() && delivery.address.is_some() => {
                self.numbers.send(delivery).await
            }
            _ => self.topics.send(delivery).await,
        }
    }

    fn hears_from(&self, channel: Channel) -> bool {
        self.numbers.hears_from(channel)
    }
}
