//! Handles one event: plans its messages, claims each, sends it and records the result.

use crate::attempts::{report_failures, try_all};
use crate::deps::{Deps, QueueDelivery, Store};
use crate::{nightly, notice, person, sign_in};
use anyhow::{Context, Result};
use callout_domain::drill::is_drill;
use callout_domain::incident::{EventRecord, Incident};
use callout_domain::link::LinkKeys;
use callout_domain::notification::throttle::Admission;
use callout_domain::notification::{Attempt, AttemptState, Message, Subject, plan};
use callout_domain::person::PersonEvent;
use callout_domain::settings::Rules;
use callout_domain::sign_in::SignInRequest;
use callout_lambda::event_of;
use callout_ports::{
    Attempts, Claimed, Clock, ContactQueueTimer, ContactQueueTimers, LinkKeySource, Messenger,
};

/// Handles one message of the notify queue: a committed event, a notice, or the timer of a contact queue.
///
/// # Errors
/// The store failed, or the carrier could not take a message now; the queue delivers it again, and what was sent is
/// not sent again. A message that the carrier rejects is no error: it is recorded, and the others continue.
pub async fn handle<T, M, K, L, C>(
    body: &str,
    tried: QueueDelivery<'_>,
    deps: &Deps<'_, T, M, K, L, C>,
) -> Result<()>
where
    T: Store,
    M: Messenger,
    K: LinkKeySource,
    L: ContactQueueTimers,
    C: Clock,
{
    if let Ok(timer) = serde_json::from_str::<ContactQueueTimer>(body) {
        return deps.release(&timer, tried).await;
    }
    if let Ok(request) = serde_json::from_str::<SignInRequest>(body) {
        return sign_in::handle(&request, tried, deps).await;
    }
    if let Ok(event) = serde_json::from_str::<PersonEvent>(body) {
        return person::handle(&event, deps).await;
    }
    let Some(record) = event_of(body, deps.table).await? else {
        return notice::handle(body, tried, deps).await;
    };
    let incident = deps.table.incident(&record.incident_id).await.context("load the incident")?;
    let incident = incident.with_context(|| format!("there is no incident {}", record.incident_id))?;
    let rules = deps.table.rules_with_contacts().await.context("read the settings")?;
    let messages = plan(&record, &incident, &rules);
    if messages.is_empty() {
        return Ok(());
    }
    let keys = deps.link_keys().await;
    let dispatch = Dispatch { tried, record: &record, incident: &incident, rules: &rules, keys, deps };
    let (attempts, again) =
        try_all(&messages, tried.deadline, async |message| dispatch.send(message).await).await;
    Attempts::record(deps.table, &attempts).await.context("record what was sent")?;
    report_failures(&incident, &attempts, deps.table, deps.clock).await?;
    if let Some(namespace) = deps.metrics {
        nightly::report(deps.table, &incident, &attempts, namespace).await;
    }
    again
}

/// The context for sending one event's messages.
struct Dispatch<'a, T, M, K, L, C> {
    tried: QueueDelivery<'a>,
    record: &'a EventRecord,
    incident: &'a Incident,
    rules: &'a Rules,
    keys: Option<LinkKeys>,
    deps: &'a Deps<'a, T, M, K, L, C>,
}

impl<T: Store, M: Messenger, K: LinkKeySource, L: ContactQueueTimers, C: Clock> Dispatch<'_, T, M, K, L, C> {
    /// Tries one message; returns the attempt, or `None` if another process sends it.
    async fn send(&self, message: &Message) -> Result<Option<Attempt>> {
        let mut attempt = self.attempt(message);
        let Claimed::Mine { failures, again } =
            self.deps.table.claim(&attempt).await.context("claim a message")?
        else {
            tracing::info!(notification.id = message.id, "already sent or being sent");
            return Ok(None);
        };
        attempt.failures = failures;
        // A drill neither waits in a contact's queue nor takes a place there.
        if !is_drill(&self.incident.service) {
            match self.deps.admit(message, self.record, self.incident).await? {
                Admission::Now => {}
                Admission::Queued { until } | Admission::Throttled { retry_at: until } => {
                    return Ok(Some(attempt.ended(self.deps.clock.now(), AttemptState::Queued(until))));
                }
                Admission::Bundled => return Ok(None),
            }
            if again && self.left_meanwhile(&attempt).await? {
                return Ok(None);
            }
        }
        let delivery = self.deps.delivery(message, self.incident, self.rules, self.keys.as_ref());
        let state = self.deps.hand_over(&delivery).await;
        let sent = matches!(state, AttemptState::Sent(_));
        tracing::info!(
            incident.id = self.incident.id.as_str(),
            notification.id = message.id,
            sent,
            "message tried"
        );
        Ok(Some(attempt.ended(self.deps.clock.now(), state)))
    }

    /// Whether a message that waited before left in a bundle between its claim and its admission: then its queue forgot it, and it
    /// would leave a second time.
    async fn left_meanwhile(&self, attempt: &Attempt) -> Result<bool> {
        let claimed = self.deps.table.claim(attempt).await.context("look whether it left in a bundle")?;
        Ok(!matches!(claimed, Claimed::Mine { .. }))
    }

    fn attempt(&self, message: &Message) -> Attempt {
        Attempt {
            id: message.id.clone(),
            about: Subject::incident(&self.incident.id, message.kind),
            responder: message.responder.clone(),
            contact: message.contact.clone(),
            claimed_by: self.tried.message_id.to_owned(),
            at: self.deps.clock.now(),
            failures: 0,
            summary_of: 0,
            state: AttemptState::Claimed,
        }
    }
}
