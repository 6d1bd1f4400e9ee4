//! Subscriptions on DynamoDB: an item each, under its version, with the event that it makes.
//!
//! The domain decides what changes; nothing here reads an address.

use crate::condition::Condition;
use crate::error;
use crate::items::{Item, expiry, json};
use crate::keys::{FORMER_SHARD, Key, SUBSCRIBER_SHARD};
use crate::table::Table;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue};
use callout_domain::ids::SubscriberId;
use callout_domain::subscriber::{SignUpCounts, Standing, Subscriber, SubscriberEvent};
use callout_ports::{CommitError, PortError, Subscribers};
use jiff::{SignedDuration, Timestamp};

/// How long counts of sign-ups and events of subscriptions are kept: their day, and one to look at it.
const LIFE: SignedDuration = SignedDuration::from_hours(48);
const COUNTING: &str = "count the sign-ups";

impl Subscribers for Table {
    async fn subscriber(&self, id: &SubscriberId) -> Result<Option<Subscriber>, PortError> {
        let item: Option<Item> = self.get(&Key::subscriber(id), "read a subscription").await?;
        item.map(|item| item.read()).transpose()
    }

    async fn save_subscriber(
        &self,
        subscriber: &Subscriber,
        event: Option<&SubscriberEvent>,
    ) -> Result<(), CommitError> {
        let unchanged = Condition::version(subscriber.version.saturating_sub(1));
        let item = item_of(subscriber)?;
        let Some(event) = event else { return self.put_if(&item, &unchanged).await };
        let happened = Item {
            data: Some(json(event)?),
            event: Some(event.kind.name().to_owned()),
            expires_at: Some(expiry(event.at, LIFE)),
            ..Item::at(Key::subscriber_event(&event.subscriber, event.version))
        };
        let actions = vec![
            self.put_action(&item, &unchanged)?,
            // One that expired left its events, whose versions come again.
            self.put_action(&happened, &Condition::any())?,
        ];
        let request = self.client.transact_write_items().set_transact_items(Some(actions));
        request.send().await.map_err(error::transaction)?;
        Ok(())
    }

    async fn count_sign_up(&self, source: &str, at: Timestamp) -> Result<SignUpCounts, PortError> {
        let of_source = self.count_one(&Key::sign_ups_of(source, at), at).await?;
        let of_day = self.count_one(&Key::sign_ups_of_day(at), at).await?;
        Ok(SignUpCounts { of_source, of_day })
    }
}

/// A subscription as it is stored, in the list that it belongs to.
fn item_of(subscriber: &Subscriber) -> Result<Item, PortError> {
    let shard = match subscriber.standing {
        Standing::Active => Some(SUBSCRIBER_SHARD),
        Standing::Pending => None,
        Standing::Unsubscribed | Standing::Bounced | Standing::Disabled => Some(FORMER_SHARD),
    };
    Ok(Item {
        version: Some(subscriber.version),
        data: Some(json(subscriber)?),
        open_shard: shard.map(str::to_owned),
        opened_at: shard.map(|_| subscriber.id.to_string()),
        expires_at: subscriber.expires_at().map(|at| at.as_second()),
        ..Item::at(Key::subscriber(&subscriber.id))
    })
}

impl Table {
    async fn count_one(&self, key: &Key, at: Timestamp) -> Result<u64, PortError> {
        let request = self
            .client
            .update_item()
            .table_name(&self.name)
            .set_key(Some(key.attributes()))
            .update_expression("ADD requests :one SET expires_at = :expires_at")
            .expression_attribute_values(":one", AttributeValue::N("1".to_owned()))
            .expression_attribute_values(":expires_at", AttributeValue::N(expiry(at, LIFE).to_string()))
            .return_values(ReturnValue::AllNew);
        let answer = request.send().await.map_err(error::unavailable(COUNTING))?;
        let counted = answer.attributes.and_then(|mut all| all.remove("requests"));
        let counted = counted.and_then(|count| count.as_n().ok().and_then(|text| text.parse().ok()));
        counted.ok_or_else(|| PortError::corrupt(COUNTING, "nothing was counted"))
    }
}
