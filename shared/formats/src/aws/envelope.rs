//! Metadata of the envelope around an event: sender, time, account and region.
//!
//! Never reads the event itself.

use super::arn::Arn;
use crate::origin::Origin;
use crate::{json, time};
use jiff::Timestamp;
use serde_json::Value;
use std::collections::BTreeMap;

/// The origin of a payload without an envelope.
const INVOCATION: &str = "a direct invocation";

/// What is known about an event before it is parsed.
#[derive(Debug, Clone)]
pub(crate) struct Envelope {
    /// Its origin, for people: `SNS topic alarms`.
    pub(super) from: String,
    /// The subject line of an SNS message.
    pub(super) subject: Option<String>,
    /// The topic or queue that delivered it.
    pub(super) arn: Option<Arn>,
    /// The attributes of an SNS message.
    pub(super) attributes: BTreeMap<String, String>,
    sent_at: Option<Timestamp>,
    received_at: Timestamp,
}

impl Envelope {
    /// No envelope.
    pub(crate) fn none(received_at: Timestamp) -> Self {
        Self {
            from: INVOCATION.to_owned(),
            subject: None,
            arn: None,
            attributes: BTreeMap::new(),
            sent_at: None,
            received_at,
        }
    }

    /// Inside an SNS notification, as a Lambda record or as an HTTPS or SQS body.
    pub(crate) fn of_topic(&self, sns: &Value) -> Self {
        let arn = json::text(sns, &["/TopicArn"]).and_then(Arn::parse);
        let from = arn.as_ref().map_or_else(|| "SNS".to_owned(), |arn| format!("SNS topic {}", arn.resource));
        Self {
            from,
            subject: json::text(sns, &["/Subject"]).map(str::to_owned).or_else(|| self.subject.clone()),
            arn: arn.or_else(|| self.arn.clone()),
            attributes: attributes(sns),
            sent_at: json::text(sns, &["/Timestamp"]).and_then(time::instant).or(self.sent_at),
            received_at: self.received_at,
        }
    }

    /// Inside a message of an SQS queue.
    pub(crate) fn of_queue(&self, queue_arn: &str, sent_at: Option<Timestamp>) -> Self {
        let arn = Arn::parse(queue_arn);
        let from = arn.as_ref().map_or_else(|| "SQS".to_owned(), |arn| format!("SQS queue {}", arn.resource));
        Self {
            from,
            subject: None,
            arn: arn.or_else(|| self.arn.clone()),
            attributes: BTreeMap::new(),
            sent_at: sent_at.or(self.sent_at),
            received_at: self.received_at,
        }
    }

    /// Inside Lambda's record of an invocation that failed.
    pub(crate) fn of_invocation(&self) -> Self {
        Self { from: INVOCATION.to_owned(), ..self.clone() }
    }

    /// Whether a topic or a queue delivered the content.
    pub(crate) fn was_delivered(&self) -> bool {
        self.arn.is_some()
    }

    /// The best time so far: when it was sent, else when it arrived.
    pub(crate) fn time(&self) -> Timestamp {
        self.sent_at.unwrap_or(self.received_at)
    }

    /// A name that is unique in an account and a region, with both before it.
    pub(super) fn placed(&self, name: &str) -> String {
        match &self.arn {
            Some(arn) => format!("{}#{}#{name}", arn.account, arn.region),
            None => name.to_owned(),
        }
    }

    /// The origin of the content.
    pub(crate) fn origin(&self) -> Origin {
        let mut labels = BTreeMap::new();
        if let Some(arn) = &self.arn {
            labels.insert("account".to_owned(), arn.account.clone());
            labels.insert("region".to_owned(), arn.region.clone());
        }
        Origin { from: self.from.clone(), subject: self.subject.clone(), labels, sent_at: self.time() }
    }
}

fn attributes(sns: &Value) -> BTreeMap<String, String> {
    let all = sns.get("MessageAttributes").and_then(Value::as_object).into_iter().flatten();
    all.filter_map(|(name, one)| {
        Some((name.clone(), json::text(one, &["/Value", "/StringValue"])?.to_owned()))
    })
    .collect()
}
