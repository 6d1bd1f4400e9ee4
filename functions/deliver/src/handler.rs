//! Handles one message of the queue: what was published, what happened to a subscription, or the task of one subscriber.

use crate::deps::Ports;
use crate::{aside, bounces, due, fan_out, maintenance, tell};
use anyhow::{Context as _, Result};
use callout_domain::ids::IncidentId;
use callout_lambda::Received;
use callout_ports::DeliveryTask;
use futures::future::join_all;
use serde::Deserialize;

/// What tells the messages of the queue apart; everything else in them is for whoever handles them.
#[derive(Debug, Deserialize)]
struct Shape {
    /// Of ours.
    #[serde(default, rename = "type")]
    kind: String,
    /// Of SES.
    #[serde(default, rename = "eventType")]
    of_mail: Option<String>,
    #[serde(default)]
    incident_id: Option<IncidentId>,
    /// Of an update that nobody is told.
    #[serde(default)]
    silent: bool,
}

/// Handles messages at once: a receiver that is slow delays none of the others. One result for each, in order.
#[expect(private_bounds, reason = "the ports of whatever types Deps has")]
pub async fn handle_all(messages: &[Received], deps: &impl Ports) -> Vec<Result<()>> {
    join_all(messages.iter().map(|message| handle(message, deps))).await
}

/// Handles one message. Duplicates and any order are harmless: a subscriber is told what the page shows now and they were not told.
///
/// # Errors
/// A dependency failed, or the text is no message; it comes again, then it is moved to the dead-letter queue.
#[expect(private_bounds, reason = "the ports of whatever types Deps has")]
pub async fn handle(message: &Received, deps: &impl Ports) -> Result<()> {
    let body = message.body.as_str();
    let shape: Shape =
        serde_json::from_str(body).context("read the message; it goes to the dead-letter queue")?;
    if shape.of_mail.is_some() {
        return bounces::take(body, deps).await;
    }
    match (shape.kind.as_str(), shape.incident_id) {
        ("status_updated" | "status_update_changed", Some(incident)) if !shape.silent => {
            fan_out::to_subscribers(&incident.into(), None, deps).await
        }
        ("subscription_requested" | "subscription_disabled", _) => {
            let event = serde_json::from_str(body).context("read what happened to a subscription")?;
            aside::send(&event, &message.id, deps).await
        }
        ("tell_subscriber" | "tell_subscribers" | "deliver_check", _) => {
            run(serde_json::from_str(body).context("read the task")?, &message.id, deps).await
        }
        _ => Ok(()),
    }
}

async fn run(task: DeliveryTask, by: &str, deps: &impl Ports) -> Result<()> {
    match task {
        DeliveryTask::TellSubscribers { about, after } => {
            fan_out::to_subscribers(&about, after.as_ref(), deps).await
        }
        DeliveryTask::TellSubscriber { subscriber, about } => {
            tell::tell(&subscriber, about.as_ref(), by, deps).await
        }
        DeliveryTask::DeliverCheck => {
            due::look(deps).await?;
            maintenance::look(deps).await
        }
    }
}
