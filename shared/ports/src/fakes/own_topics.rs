//! The fake of the template's topics.

use super::world::Fakes;
use crate::{OwnTopic, OwnTopics, PortError, SubscriptionStatus};
use callout_domain::notification::Words;

impl OwnTopics for Fakes {
    fn with_address(&self) -> Vec<OwnTopic> {
        self.state().own_topics.keys().copied().collect()
    }

    async fn subscription_status(&self, topic: OwnTopic) -> Result<SubscriptionStatus, PortError> {
        self.call(|state| Ok(state.own_topics.get(&topic).copied().unwrap_or(SubscriptionStatus::Missing)))
    }

    async fn publish(&self, topic: OwnTopic, words: &Words) -> Result<(), PortError> {
        self.call(|state| {
            state.published_to_own_topics.push((topic, words.clone()));
            Ok(())
        })
    }
}

impl Fakes {
    /// Gives a topic of the template an address with this status.
    pub fn set_subscription_status(&self, topic: OwnTopic, status: SubscriptionStatus) {
        self.state().own_topics.insert(topic, status);
    }

    /// Takes what was published to these topics since the last call, in order.
    pub fn take_published_to_own_topics(&self) -> Vec<(OwnTopic, Words)> {
        std::mem::take(&mut self.state().published_to_own_topics)
    }
}
