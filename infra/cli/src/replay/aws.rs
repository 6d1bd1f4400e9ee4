//! The dead-letter queues, and the queues and the topic that dead letters go back to, in AWS.
//! Must not know what a dead letter means.

use super::committed;
use super::dead_letter::{DeadLetter, DeadQueue};
use super::report::Entry;
use super::work::ReplayQueues;
use crate::deployment::Deployment;
use crate::print;
use anyhow::{Context, Result};
use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::{Message, MessageAttributeValue, MessageSystemAttributeName as System};
use callout_aws::{SnsEventTopic, Table};
use callout_ports::Announcement;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// How long a received letter is hidden: longer than somebody thinks about the question.
const HIDDEN_SECONDS: i32 = 600;
/// How long each request waits, so that SQS asks all of its servers (long polling).
const WAIT_SECONDS: i32 = 1;
/// The most of one receive request (SQS API reference, `ReceiveMessage`).
const BATCH: i32 = 10;
/// The most dead letters of one batch; those behind them come in the next.
const MOST_AT_ONCE: usize = 2_000;

/// The queues and the topic of a deployment.
#[derive(Debug)]
pub(super) struct Queues {
    client: Client,
    dead: Vec<(DeadQueue, String)>,
    topic: SnsEventTopic,
    table: Table,
}

impl Queues {
    /// Finds them by the stack's outputs.
    pub(super) async fn open(deployment: &Deployment) -> Result<Self> {
        let outputs = deployment.outputs().await?;
        let output = |name: &str| {
            let missing =
                || format!("the stack `{}` has no output {name}; deploy it again", deployment.stack);
            outputs.get(name).cloned().with_context(missing)
        };
        let dead = vec![
            (DeadQueue::Standard, output("DeadQueueUrl")?),
            (DeadQueue::Fifo, output("DeadFifoQueueUrl")?),
        ];
        let topic = SnsEventTopic::new(&deployment.sdk, output("IncidentEventsTopicArn")?);
        let client = Client::new(&deployment.sdk);
        Ok(Self { client, dead, topic, table: deployment.table.clone() })
    }

    /// Shows letters to others again at once. If that fails, they are hidden for some minutes longer.
    pub(super) async fn put_back(&self, entries: &[Entry]) {
        for entry in entries {
            let url = self.url(entry.letter.queue);
            let request =
                self.client.change_message_visibility().queue_url(url).receipt_handle(&entry.letter.receipt);
            if request.visibility_timeout(0).send().await.is_err() {
                print::aside(format!("{} can be received again in ten minutes.", entry.letter.id));
            }
        }
    }

    fn url(&self, queue: DeadQueue) -> &str {
        self.dead.iter().find(|(dead, _)| *dead == queue).map_or("", |(_, url)| url)
    }

    async fn receive_from(&self, queue: DeadQueue, url: &str) -> Result<Vec<DeadLetter>> {
        let mut letters = Vec::new();
        while letters.len() < MOST_AT_ONCE {
            let request = self.client.receive_message().queue_url(url).max_number_of_messages(BATCH);
            let request = request.visibility_timeout(HIDDEN_SECONDS).wait_time_seconds(WAIT_SECONDS);
            let request = request.message_system_attribute_names(System::All).message_attribute_names("All");
            let answer = request.send().await.with_context(|| format!("read the queue {url}"))?;
            let messages = answer.messages.unwrap_or_default();
            if messages.is_empty() {
                break;
            }
            letters.extend(messages.into_iter().map(|message| letter(queue, message)));
        }
        Ok(letters)
    }
}

impl ReplayQueues for Queues {
    async fn receive(&self) -> Result<Vec<DeadLetter>> {
        let mut all = Vec::new();
        for (queue, url) in &self.dead {
            all.extend(self.receive_from(*queue, url).await?);
        }
        Ok(all)
    }

    async fn send(&self, letter: &DeadLetter, queue: &str, body: &str) -> Result<()> {
        let doing = || format!("send it to the queue {queue}");
        let url = self.client.get_queue_url().queue_name(queue).send().await.with_context(doing)?;
        let request = self.client.send_message().set_queue_url(url.queue_url).message_body(body);
        let request = match queue.ends_with(".fifo") {
            true => request
                .set_message_group_id(letter.group.clone())
                .set_message_deduplication_id(letter.deduplication.clone()),
            false => request,
        };
        let attributes = carried(letter).map(|(name, value)| {
            let value = MessageAttributeValue::builder().data_type("String").string_value(value).build()?;
            Ok((name.to_owned(), value))
        });
        let attributes =
            attributes.collect::<Result<_, aws_sdk_sqs::error::BuildError>>().with_context(doing)?;
        request.set_message_attributes(Some(attributes)).send().await.with_context(doing)?;
        Ok(())
    }

    async fn publish(&self, events: &[Announcement]) -> Result<()> {
        let answers = callout_lambda::publish(events, &self.topic).await;
        answers.into_iter().collect::<Result<(), _>>().context("publish to the topic of incident events")
    }

    async fn committed(&self, from: Timestamp, until: Timestamp) -> Result<Vec<Announcement>> {
        committed::between(&self.table, from, until).await
    }

    async fn delete(&self, letter: &DeadLetter) -> Result<()> {
        let request = self.client.delete_message().queue_url(self.url(letter.queue));
        request
            .receipt_handle(&letter.receipt)
            .send()
            .await
            .context("delete it from the dead-letter queue")?;
        Ok(())
    }
}

/// The attributes that a letter had before it died; those that say why it died have served.
fn carried(letter: &DeadLetter) -> impl Iterator<Item = (&String, &String)> {
    letter.attributes.iter().filter(|_| letter.source_arn.is_some())
}

fn letter(queue: DeadQueue, message: Message) -> DeadLetter {
    let mut system = message.attributes.unwrap_or_default();
    let since = system.get(&System::SentTimestamp).and_then(|sent| sent.parse().ok());
    let texts = message.message_attributes.unwrap_or_default().into_iter();
    let attributes: BTreeMap<String, String> =
        texts.filter_map(|(name, value)| Some((name, value.string_value?))).collect();
    DeadLetter {
        queue,
        id: message.message_id.unwrap_or_default(),
        receipt: message.receipt_handle.unwrap_or_default(),
        body: message.body.unwrap_or_default(),
        attributes,
        since: since.and_then(|millis| Timestamp::from_millisecond(millis).ok()),
        source_arn: system.remove(&System::DeadLetterQueueSourceArn),
        group: system.remove(&System::MessageGroupId),
        deduplication: system.remove(&System::MessageDeduplicationId),
    }
}
