//! All carriers behind one port: each message goes to the carrier of its channel.
//!
//! Tries no second carrier: the incident decides whether to use another contact.

use crate::messenger::SnsMessenger;
use crate::phone_numbers::PhoneNumbers;
use callout_domain::ids::ResponderName;
use callout_domain::responder::Channel;
use callout_ports::{Address, Delivery, Messenger, PortError, SendError};

/// SNS topics and our own phone numbers.
#[derive(Debug, Clone)]
pub struct Carriers {
    /// Sends everything but voice calls; text messages only if we have no number for them.
    pub topics: SnsMessenger,
    /// Makes voice calls, and sends text messages if there is a number for them.
    pub numbers: PhoneNumbers,
}

impl Messenger for Carriers {
    async fn send(&self, delivery: &Delivery) -> Result<String, SendError> {
        match delivery.channel {
            Channel::Voice => self.numbers.send(delivery).await,
            // The address of the fallback contact is only in its topic, so the topic texts it.
            Channel::Sms if self.numbers.has_text() && delivery.address.is_some() => {
                self.numbers.send(delivery).await
            }
            _ => self.topics.send(delivery).await,
        }
    }

    /// Calls need no topic. Texts from a number of our own need none either, until that number is given up.
    async fn connect(
        &self,
        responder: &ResponderName,
        channel: Channel,
        address: &Address,
    ) -> Result<(), PortError> {
        match channel {
            Channel::Voice => Ok(()),
            _ => self.topics.connect(responder, channel, address).await,
        }
    }

    fn receives_replies(&self, channel: Channel) -> bool {
        self.numbers.receives_replies(channel)
    }
}
