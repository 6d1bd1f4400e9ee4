//! The one table: single, batched and conditional reads and writes.
//!
//! Knows DynamoDB's limits, not what the items mean.

use crate::condition::Condition;
use crate::error;
use crate::items::{Item, from_attributes, to_attributes};
use crate::keys::Key;
use crate::rules_cache::RulesCache;
use aws_config::SdkConfig;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::put_item::builders::PutItemFluentBuilder;
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes, PutRequest, ReturnValue, WriteRequest};
use callout_ports::{CommitError, PortError};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

/// The most keys of a `BatchGetItem`.
const MOST_READS: usize = 100;
/// The most items of a `BatchWriteItem`.
const MOST_WRITES: usize = 25;
/// How often unprocessed items are retried; with doubling pauses this takes about a second and a half.
const MOST_PAUSES: u32 = 5;
/// The first of those pauses.
const FIRST_PAUSE: Duration = Duration::from_millis(50);

/// An item as DynamoDB returns it.
pub(crate) type Attributes = HashMap<String, AttributeValue>;

/// The table that holds everything.
///
/// Implements [`callout_ports::IncidentStore`], [`callout_ports::AlarmBudgets`], [`callout_ports::Attempts`], [`callout_ports::Changes`],
/// [`callout_ports::ContactSource`], [`callout_ports::ContextStore`], [`callout_ports::Heartbeats`], [`callout_ports::KeyUses`], [`callout_ports::LiveStore`], [`callout_ports::ContactQueues`],
/// [`callout_ports::Notices`], [`callout_ports::PageDocuments`], [`callout_ports::PersonStore`], [`callout_ports::SettingsSource`] and
/// [`callout_ports::Verifications`]. Clones share the connections and the compiled rules.
#[derive(Debug, Clone)]
pub struct Table {
    pub(crate) client: Client,
    pub(crate) name: String,
    pub(crate) rules: RulesCache,
    /// How long the rules are used before their version is compared with the active one again.
    pub(crate) rules_for: Duration,
}

impl Table {
    /// Creates the table for a name.
    pub fn new(config: &SdkConfig, name: impl Into<String>) -> Self {
        Self {
            client: Client::new(config),
            name: name.into(),
            rules: RulesCache::default(),
            rules_for: Duration::ZERO,
        }
    }

    /// The same table, for a function that strangers ask: the version of the rules is compared only after this long, so that not each
    /// request of a flood costs a read.
    #[must_use]
    pub fn with_rules_for(self, rules_for: Duration) -> Self {
        Self { rules_for, ..self }
    }

    /// One item, as the last write left it.
    pub(crate) async fn get<T: DeserializeOwned>(
        &self,
        key: &Key,
        doing: &str,
    ) -> Result<Option<T>, PortError> {
        let request = self.client.get_item().table_name(&self.name).set_key(Some(key.attributes()));
        let answer = request.consistent_read(true).send().await.map_err(error::unavailable(doing))?;
        answer.item.map(from_attributes).transpose()
    }

    /// A few items, as the last write left them, unread.
    pub(crate) async fn get_each<const COUNT: usize>(
        &self,
        keys: [&Key; COUNT],
        doing: &str,
    ) -> Result<[Option<Attributes>; COUNT], PortError> {
        let mut wanted = keys.map(Key::attributes).to_vec();
        let (mut found, mut pauses) = (Vec::new(), Pauses::default());
        while !wanted.is_empty() {
            let (items, left_over) = self.get_some(wanted, doing).await?;
            found.extend(items);
            pauses.pause_if(!left_over.is_empty(), doing).await?;
            wanted = left_over;
        }
        Ok(keys.map(|key| {
            let is_it = |item: &Attributes| {
                key.attributes().iter().all(|(name, value)| item.get(name) == Some(value))
            };
            found.iter().find(|item| is_it(item)).cloned()
        }))
    }

    /// Many items, as the last write left them, in no order; what does not exist is left out.
    pub(crate) async fn get_all<T: DeserializeOwned>(
        &self,
        keys: BTreeSet<Key>,
        doing: &str,
    ) -> Result<Vec<T>, PortError> {
        let mut wanted: Vec<Attributes> = keys.iter().map(Key::attributes).collect();
        let mut found = Vec::new();
        let mut pauses = Pauses::default();
        while !wanted.is_empty() {
            let later = wanted.split_off(wanted.len().min(MOST_READS));
            let (items, left_over) = self.get_some(wanted, doing).await?;
            found.extend(items);
            pauses.pause_if(!left_over.is_empty(), doing).await?;
            wanted = left_over.into_iter().chain(later).collect();
        }
        found.into_iter().map(from_attributes).collect()
    }

    async fn get_some(
        &self,
        keys: Vec<Attributes>,
        doing: &str,
    ) -> Result<(Vec<Attributes>, Vec<Attributes>), PortError> {
        let wanted = KeysAndAttributes::builder().set_keys(Some(keys)).consistent_read(true).build();
        let wanted = wanted.map_err(error::unavailable(doing))?;
        let request = self.client.batch_get_item().request_items(&self.name, wanted);
        let answer = request.send().await.map_err(error::unavailable(doing))?;
        let left_over = answer.unprocessed_keys.unwrap_or_default().remove(&self.name);
        let found = answer.responses.unwrap_or_default().remove(&self.name);
        Ok((found.unwrap_or_default(), left_over.map(|left| left.keys).unwrap_or_default()))
    }

    /// Puts many items unconditionally; of two with one key the later wins.
    pub(crate) async fn put_all(&self, items: Vec<Item>, doing: &str) -> Result<(), PortError> {
        let items: BTreeMap<Key, Item> = items.into_iter().map(|item| (item.key(), item)).collect();
        let mut waiting = items.values().map(write_request).collect::<Result<Vec<_>, _>>()?;
        let mut pauses = Pauses::default();
        while !waiting.is_empty() {
            let later = waiting.split_off(waiting.len().min(MOST_WRITES));
            let request = self.client.batch_write_item().request_items(&self.name, waiting);
            let answer = request.send().await.map_err(error::unavailable(doing))?;
            let left_over =
                answer.unprocessed_items.unwrap_or_default().remove(&self.name).unwrap_or_default();
            pauses.pause_if(!left_over.is_empty(), doing).await?;
            waiting = left_over.into_iter().chain(later).collect();
        }
        Ok(())
    }

    /// Puts one item if a condition holds.
    pub(crate) async fn put_if<T: Serialize>(
        &self,
        item: &T,
        condition: &Condition,
    ) -> Result<(), CommitError> {
        self.putting(item, condition)?.send().await.map_err(error::put)?;
        Ok(())
    }

    /// Puts an item if the condition holds; returns the item that it replaced. Costs no more than a put.
    pub(crate) async fn replace_if(
        &self,
        item: &Item,
        condition: &Condition,
    ) -> Result<Option<Item>, CommitError> {
        let request = self.putting(item, condition)?.return_values(ReturnValue::AllOld);
        let answer = request.send().await.map_err(error::put)?;
        Ok(answer.attributes.map(from_attributes).transpose()?)
    }

    pub(crate) fn putting<T: Serialize>(
        &self,
        item: &T,
        condition: &Condition,
    ) -> Result<PutItemFluentBuilder, PortError> {
        let request = self.client.put_item().table_name(&self.name).set_item(Some(to_attributes(item)?));
        Ok(request
            .set_condition_expression(condition.some_expression())
            .set_expression_attribute_names(condition.some_names())
            .set_expression_attribute_values(condition.some_values()))
    }

    /// The first items that a query finds, limited to a number; one DynamoDB page can hold fewer.
    pub(crate) async fn query_some(
        &self,
        query: QueryFluentBuilder,
        most: usize,
        doing: &str,
    ) -> Result<Vec<Item>, PortError> {
        let query = query.table_name(&self.name).limit(i32::try_from(most.max(1)).unwrap_or(i32::MAX));
        let mut pages = query.into_paginator().items().send();
        let mut found = Vec::new();
        while found.len() < most {
            let Some(item) = pages.next().await else { break };
            found.push(from_attributes(item.map_err(error::unavailable(doing))?)?);
        }
        Ok(found)
    }

    /// All items of a query, page after page.
    pub(crate) async fn query_all(
        &self,
        query: QueryFluentBuilder,
        doing: &str,
    ) -> Result<Vec<Item>, PortError> {
        let pages = query.table_name(&self.name).into_paginator().items().send();
        let found = pages.try_collect().await.map_err(error::unavailable(doing))?;
        found.into_iter().map(from_attributes).collect()
    }
}

fn write_request(item: &Item) -> Result<WriteRequest, PortError> {
    let put = PutRequest::builder().set_item(Some(to_attributes(item)?)).build();
    let put = put.map_err(error::unavailable("write to the table"))?;
    Ok(WriteRequest::builder().put_request(put).build())
}

/// Growing pauses, limited in number.
#[derive(Debug, Default)]
struct Pauses(u32);

impl Pauses {
    /// DynamoDB leaves items unprocessed when it lacks capacity.
    async fn pause_if(&mut self, left_over: bool, doing: &str) -> Result<(), PortError> {
        if !left_over {
            return Ok(());
        }
        if self.0 == MOST_PAUSES {
            return Err(PortError::unavailable(
                doing,
                "DynamoDB is throttling and left some items over; try again",
            ));
        }
        tokio::time::sleep(FIRST_PAUSE * 2_u32.pow(self.0)).await;
        self.0 += 1;
        Ok(())
    }
}
