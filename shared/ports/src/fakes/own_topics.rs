//! The fake of the template's topics.

use super::world::Fakes;
use crate::{Heard, OwnTopic, OwnTopics, PortError};
use callout_domain::notification::Words;

impl OwnTopics for Fakes {
    fn with_address(&self) -> Vec<OwnTopic> {
        self.state().own_topics.keys().copied().collect()
    }

    async fn heard(&self, topic: OwnTopic) -> Result<Heard, PortError> {
        self.call(|state| Ok(state.own_topics.get(&topic).copied().unwrap_or(Heard::No)))
    }

    async fn tell(&self, topic: OwnTopic, words: &Words) -> Result<(), PortError> {
        self.call(|state| {
            state.told.push((topic, words.clone()));
            Ok(())
        })
    }
}

impl Fakes {
    /// Gives a topic of the template an address, and says whether that hears it.
    pub fn set_heard(&self, topic: OwnTopic, heard: Heard) {
        self.state().own_topics.insert(topic, heard);
    }

    /// Takes what these topics were told since the last call, in order.
    pub fn take_told(&self) -> Vec<(OwnTopic, Words)> {
        std::mem::take(&mut self.state().told)
    }
}
