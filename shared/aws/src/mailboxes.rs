//! What subscribers still have to be told, on DynamoDB: an item beside each subscription, in the due index while anything waits.

use crate::condition::Condition;
use crate::error;
use crate::items::{Item, due_second, from_attributes, json};
use crate::keys::{DUE_INDEX, FORMER_SHARD, Key, MAILBOX_SHARD, OPEN_INDEX, SUBSCRIBER_SHARD};
use crate::readable::readable;
use crate::table::{Attributes, Table};
use aws_sdk_dynamodb::types::AttributeValue;
use callout_domain::ids::SubscriberId;
use callout_domain::subscriber::{Announced, Mailbox, Subscriber};
use callout_ports::{CommitError, Listed, Mailboxes, PortError};
use jiff::Timestamp;
use std::collections::BTreeSet;

const READING: &str = "read a subscription and what it waits for";

impl Mailboxes for Table {
    async fn listed_subscribers(
        &self,
        which: Listed,
        after: Option<&SubscriberId>,
        most: usize,
    ) -> Result<Vec<Subscriber>, PortError> {
        let shard = match which {
            Listed::Active => SUBSCRIBER_SHARD,
            Listed::Former => FORMER_SHARD,
        };
        let after = after.map_or(" ", SubscriberId::as_str);
        let query = self
            .client
            .query()
            .index_name(OPEN_INDEX)
            .key_condition_expression("open_shard = :shard AND opened_at > :after")
            .expression_attribute_values(":shard", AttributeValue::S(shard.to_owned()))
            .expression_attribute_values(":after", AttributeValue::S(after.to_owned()));
        let found = self.query_some(query, most, "find subscribers").await?;
        let keys: BTreeSet<Key> = found.iter().map(Item::key).collect();
        let items: Vec<Item> = self.get_all(keys, "read subscribers").await?;
        let mut all: Vec<Subscriber> = items.iter().filter_map(readable).collect();
        all.sort_by(|one, other| one.id.cmp(&other.id));
        Ok(all)
    }

    async fn subscriber_and_mailbox(
        &self,
        id: &SubscriberId,
    ) -> Result<Option<(Subscriber, Mailbox)>, PortError> {
        let keys = (Key::subscriber(id), Key::mailbox(id));
        let [subscriber, mailbox] = self.get_each([&keys.0, &keys.1], READING).await?;
        let read = |found: Option<Attributes>| found.map(from_attributes::<Item>).transpose();
        let Some(subscriber) = read(subscriber)? else { return Ok(None) };
        let mailbox = read(mailbox)?.map(|item| item.read()).transpose()?;
        Ok(Some((subscriber.read()?, mailbox.unwrap_or_default())))
    }

    async fn save_mailbox(&self, of: &SubscriberId, mailbox: &Mailbox) -> Result<(), CommitError> {
        let due_at = mailbox.due_at();
        let item = Item {
            version: Some(mailbox.version),
            data: Some(json(mailbox)?),
            due_shard: due_at.map(|_| MAILBOX_SHARD.to_owned()),
            due_at: due_at.map(due_second),
            expires_at: mailbox.expires_at().map(|at| at.as_second()),
            ..Item::at(Key::mailbox(of))
        };
        self.put_if(&item, &Condition::version(mailbox.version.saturating_sub(1))).await
    }

    async fn announced(&self) -> Result<Announced, PortError> {
        let item: Option<Item> =
            self.get(&Key::announced(), "read how far maintenance was announced").await?;
        item.map_or_else(|| Ok(Announced::default()), |item| item.read())
    }

    async fn save_announced(&self, announced: &Announced) -> Result<(), CommitError> {
        let item = Item {
            version: Some(announced.version),
            data: Some(json(announced)?),
            ..Item::at(Key::announced())
        };
        self.put_if(&item, &Condition::version(announced.version.saturating_sub(1))).await
    }

    async fn due_mailboxes(&self, at: Timestamp, most: usize) -> Result<Vec<SubscriberId>, PortError> {
        let request = self
            .client
            .query()
            .table_name(&self.name)
            .index_name(DUE_INDEX)
            .key_condition_expression("due_shard = :shard AND due_at <= :at")
            .expression_attribute_values(":shard", AttributeValue::S(MAILBOX_SHARD.to_owned()))
            .expression_attribute_values(":at", AttributeValue::N(at.as_second().to_string()))
            .limit(i32::try_from(most.max(1)).unwrap_or(i32::MAX));
        let answer = request.send().await.map_err(error::unavailable("find who waits for a message"))?;
        let keys = answer.items.unwrap_or_default().into_iter().map(from_attributes::<Item>);
        keys.map(|item| item.map(|item| item.key().subscriber_id())).filter_map(Result::transpose).collect()
    }
}
