//! The dependencies of sending a message: the store, the carriers, the link keys, the clock.

use crate::attempts::attempt_state;
use callout_domain::drill;
use callout_domain::ids::{ContactName, ResponderName};
use callout_domain::incident::Incident;
use callout_domain::link::{Action, Claim, LINK_LIFE, LinkKeys, responder_digest};
use callout_domain::notification::{AttemptState, Message, MessageKind, offer_reply, words};
use callout_domain::responder::Channel;
use callout_domain::settings::Rules;
use callout_lambda::Deadline;
use callout_ports::{
    Address, Attempts, Clock, ContactQueueTimers, ContactQueues, ContactSource, Delivery, IncidentStore,
    LinkKeySource, Messenger, OwnAddresses, PortError, SignIns, Verifications,
};
use jiff::tz::TimeZone;
use std::time::Duration;

/// The storage that notify reads and writes.
pub trait Store:
    IncidentStore + ContactSource + Attempts + ContactQueues + OwnAddresses + SignIns + Verifications
{
}

impl<T> Store for T where
    T: IncidentStore + ContactSource + Attempts + ContactQueues + OwnAddresses + SignIns + Verifications
{
}

/// The dependencies of one run.
#[derive(Debug)]
pub struct Deps<'a, T, M, K, L, C> {
    /// Incidents, settings, attempts and contact queues.
    pub(crate) table: &'a T,
    /// The carriers.
    pub(crate) messenger: &'a M,
    /// The keys that sign links.
    pub(crate) keys: &'a K,
    /// Timers of contact queues.
    pub(crate) timers: &'a L,
    /// The clock.
    pub(crate) clock: &'a C,
    /// The base URL of links, up to and without `a/`.
    pub(crate) link_base: &'a str,
    /// The base URL of the console, if people may sign in there.
    pub(crate) console_base: Option<&'a str>,
    /// The namespace of metrics, if any are written.
    pub(crate) metrics: Option<&'a str>,
    /// How long a carrier may take.
    carrier_budget: Duration,
}

/// How long a carrier may take for one message. Its queue is the retry: a carrier that hangs must not take the time that
/// the messages beside it need.
const CARRIER_BUDGET: Duration = Duration::from_secs(3);

/// One delivery of a queue message.
#[derive(Debug, Clone, Copy)]
pub struct QueueDelivery<'a> {
    /// The queue's message ID: a redelivery continues where the first one was cut short; a copy with another ID sends
    /// nothing again.
    pub message_id: &'a str,
    /// When the invocation ends that works on it.
    pub deadline: Deadline,
}

impl<'a, T: Store, M: Messenger, K: LinkKeySource, L: ContactQueueTimers, C: Clock> Deps<'a, T, M, K, L, C> {
    /// Creates the dependencies from the store, the carriers, the keys and the timers, and the base URL of links.
    pub fn new(parts: (&'a T, &'a M, &'a K, &'a L), clock: &'a C, link_base: &'a str) -> Self {
        let (table, messenger, keys, timers) = parts;
        Self {
            table,
            messenger,
            keys,
            timers,
            clock,
            link_base,
            console_base: None,
            metrics: None,
            carrier_budget: CARRIER_BUDGET,
        }
    }

    /// Sends links to sign in to the console, whose base URL this is.
    pub fn with_console(self, console_base: &'a str) -> Self {
        Self { console_base: Some(console_base), ..self }
    }

    /// Writes metrics, too.
    pub fn with_metrics(self, namespace: &'a str) -> Self {
        Self { metrics: Some(namespace), ..self }
    }

    /// Gives carriers another time than the usual one.
    pub fn with_carrier_budget(self, carrier_budget: Duration) -> Self {
        Self { carrier_budget, ..self }
    }

    /// The link keys. A page without a link is better than no page: `callout ack` and the console still work.
    pub(crate) async fn link_keys(&self) -> Option<LinkKeys> {
        let log = |error: &PortError| {
            tracing::error!(%error, "the keys that sign links cannot be read; messages go out without a link");
        };
        self.keys.link_keys().await.inspect_err(log).ok()
    }

    /// A message about one incident, ready to send.
    pub(crate) fn delivery(
        &self,
        message: &Message,
        incident: &Incident,
        rules: &Rules,
        keys: Option<&LinkKeys>,
    ) -> Delivery {
        let signed = keys.and_then(|keys| self.link(message, incident, keys));
        let link = match console_page(message, incident, rules) {
            // The link of a page never tells customers.
            Some(console) if message.kind == MessageKind::UpdateReminder => Some(console + "#status-page"),
            console => signed.or(console),
        };
        let person = rules.responder(&message.responder);
        let zone = person.and_then(|person| TimeZone::get(person.zone.as_deref()?).ok());
        let mut words = words(message, incident, link.as_deref(), &zone.unwrap_or(TimeZone::UTC));
        let asks = message.kind.wants_answer() && !drill::is_nightly(&incident.service);
        let replies = person.is_some() && asks && self.messenger.receives_replies(message.channel);
        if let Some(keys) = keys.filter(|_| replies) {
            let code = keys.reply_code(&incident.id, &message.responder);
            words.body = offer_reply(&words.body, incident.number, code);
        }
        Delivery {
            responder: message.responder.clone(),
            contact: message.contact.clone(),
            channel: message.channel,
            address: address(rules, &message.responder, &message.contact),
            words,
        }
    }

    fn link(&self, message: &Message, incident: &Incident, keys: &LinkKeys) -> Option<String> {
        if !message.kind.wants_answer() || drill::is_nightly(&incident.service) {
            return None;
        }
        let claim = Claim {
            action: Action::Acknowledge,
            incident: incident.id.clone(),
            responder: responder_digest(&message.responder),
            level: message.level,
            expires_at: self.clock.now().checked_add(LINK_LIFE).ok()?,
        };
        Some(self.url(&format!("a/{}", keys.sign(&claim))))
    }

    /// The full URL of a path.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}/{path}", self.link_base.trim_end_matches('/'))
    }
}

impl<T, M: Messenger, K, L, C> Deps<'_, T, M, K, L, C> {
    /// Hands a message to its carrier; returns the state of the attempt.
    pub(crate) async fn hand_over(&self, delivery: &Delivery) -> AttemptState {
        let answer = tokio::time::timeout(self.carrier_budget, self.messenger.send(delivery)).await;
        answer.map_or_else(
            |_| AttemptState::Delayed("the carrier did not answer in time".to_owned()),
            attempt_state,
        )
    }
}

/// The incident's page in the console, for people who are asked for something; whoever opens it signs in first.
fn console_page(message: &Message, incident: &Incident, rules: &Rules) -> Option<String> {
    let is_for_programs = matches!(message.channel, Channel::Https | Channel::Lambda);
    let asks = message.kind.wants_answer() && !is_for_programs && !drill::is_nightly(&incident.service);
    rules.console().filter(|_| asks).map(|console| console.incident(incident.number))
}

/// The address of a contact, if the settings have it.
pub(crate) fn address(rules: &Rules, responder: &ResponderName, contact: &ContactName) -> Option<Address> {
    rules.address(responder, contact).map(Into::into)
}
