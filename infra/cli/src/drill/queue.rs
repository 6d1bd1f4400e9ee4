//! The queue behind the topic of drills: the real messages, with their links.
//! Must not take another drill's message away.

use anyhow::{Context, Result, bail};
use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::{Message, MessageSystemAttributeName};
use callout_domain::ids::IncidentId;
use jiff::Timestamp;
use serde::Deserialize;
use std::time::Duration;
use tokio::time::Instant;

/// How long one look waits for a message.
const LONG_POLL_SECONDS: i32 = 2;

/// A message as it arrived.
#[derive(Debug, Clone)]
pub(super) struct Arrived {
    /// Its identity among the incident's messages.
    pub(super) id: String,
    /// When the queue had it.
    pub(super) at: Timestamp,
    /// The link that acknowledges.
    pub(super) link: String,
}

/// What the drill needs of a message for programs.
#[derive(Debug, Deserialize)]
struct Body {
    id: String,
    kind: String,
    to: String,
    acknowledge_url: Option<String>,
    incident: About,
}

#[derive(Debug, Deserialize)]
struct About {
    id: IncidentId,
    title: String,
    drill: bool,
}

/// The queue.
#[derive(Debug)]
pub(super) struct DrillQueue {
    client: Client,
    url: String,
}

impl DrillQueue {
    pub(super) fn new(sdk: &aws_config::SdkConfig, url: &str) -> Self {
        Self { client: Client::new(sdk), url: url.to_owned() }
    }

    /// Waits for an incident's page to a built-in responder.
    ///
    /// # Errors
    /// None came in time, it is not marked as a drill, or the queue does not answer.
    pub(super) async fn page(&self, incident: &IncidentId, to: &str, most: Duration) -> Result<Arrived> {
        let give_up = Instant::now() + most;
        loop {
            for message in self.receive().await? {
                let body = message.body().and_then(|body| serde_json::from_str::<Body>(body).ok());
                let Some(body) = body.filter(|body| body.incident.id == *incident) else { continue };
                // What is for another step comes again within seconds.
                if body.kind == "page" && body.to == to {
                    self.delete(&message).await?;
                    return arrived(&message, body);
                }
            }
            if Instant::now() > give_up {
                bail!("no page to `{to}` arrived in the queue within {} s", most.as_secs());
            }
        }
    }

    async fn receive(&self) -> Result<Vec<Message>> {
        let request = self.client.receive_message().queue_url(&self.url).max_number_of_messages(10);
        let request = request.message_system_attribute_names(MessageSystemAttributeName::SentTimestamp);
        let answer = request.wait_time_seconds(LONG_POLL_SECONDS).send().await;
        Ok(answer.context("read the drill's queue")?.messages.unwrap_or_default())
    }

    async fn delete(&self, message: &Message) -> Result<()> {
        let receipt = message.receipt_handle().unwrap_or_default();
        let request = self.client.delete_message().queue_url(&self.url).receipt_handle(receipt);
        request.send().await.context("take the message out of the drill's queue")?;
        Ok(())
    }
}

fn arrived(message: &Message, body: Body) -> Result<Arrived> {
    if !body.incident.drill || !body.incident.title.starts_with("DRILL") {
        bail!("the message does not say that it is a drill: {}", body.incident.title);
    }
    let sent = message.attributes().and_then(|all| all.get(&MessageSystemAttributeName::SentTimestamp));
    let sent = sent.and_then(|at| at.parse().ok()).context("the queue does not say when the message came")?;
    let link = body.acknowledge_url.context("the message has no link: see the log group of notify")?;
    Ok(Arrived { id: body.id, at: Timestamp::from_millisecond(sent)?, link })
}
