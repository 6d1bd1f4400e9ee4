//! The queue of a contact: whether a message may be sent now, and when what waits is looked at again.

use crate::bundle::Receiver;
use crate::deps::{Deps, QueueDelivery, Store};
use anyhow::{Context, Result, bail};
use callout_domain::ids::{ContactName, ResponderName};
use callout_domain::incident::{Event, EventRecord, Incident};
use callout_domain::notification::throttle::{
    Admission, Bundle, ContactQueue, Limits, PendingMessage, Release, limits,
};
use callout_domain::notification::{Message, NoticeMessage};
use callout_domain::settings::Rules;
use callout_lambda::{Postponed, after_conflict};
use callout_ports::{
    CLAIM_LEASE, Clock, CommitError, ContactQueueTimer, ContactQueueTimers, ContactQueues, LinkKeySource,
    Messenger, StoredContactQueue,
};
use jiff::{SignedDuration, Timestamp};

/// Leases have a resolution of one second.
const A_SECOND: SignedDuration = SignedDuration::from_secs(1);

/// How often saving a queue is retried on a conflict; after that the message is redelivered.
const TRIES: usize = 8;

impl<T: Store, M: Messenger, K: LinkKeySource, L: ContactQueueTimers, C: Clock> Deps<'_, T, M, K, L, C> {
    /// Whether a message may be sent now. If it must wait, it is in the queue and has a timer before this returns.
    ///
    /// # Errors
    /// The store failed; or the message was put off: it comes again when the pace of its channel allows it.
    pub(crate) async fn admit(
        &self,
        message: &Message,
        record: &EventRecord,
        incident: &Incident,
    ) -> Result<Admission> {
        let limits = limits(message.channel);
        if !message.kind.is_page() && limits.per_second.is_none() {
            return Ok(Admission::Now);
        }
        let pending = PendingMessage {
            id: message.id.clone(),
            incident: incident.id.clone(),
            service: incident.service.clone(),
            fresh: is_fresh(message, record, incident),
            kind: message.kind,
        };
        let Message { responder, contact, .. } = message;
        let decide = |queue: &mut ContactQueue, now| queue.admit(&pending, limits, now);
        let (admission, now) = change_queue(self.table, responder, contact, self.clock, decide).await?;
        match admission {
            Admission::Queued { until } => {
                let (responder, contact) = (responder.clone(), contact.clone());
                let timer = ContactQueueTimer { responder, contact, contact_queue_due_at: until };
                self.wake_at(&timer, until, now).await?;
            }
            Admission::Throttled { retry_at: at } => {
                return Err(Postponed { by: at.duration_since(now) }.into());
            }
            Admission::Now | Admission::Bundled => {}
        }
        Ok(admission)
    }

    /// Handles a queue's timer: sends the waiting messages as one, or looks again later. Pages first; whatever becomes
    /// of them, the others follow.
    ///
    /// # Errors
    /// The store or the carrier failed; the timer is delivered again with the same bundle.
    pub(crate) async fn release(&self, timer: &ContactQueueTimer, tried: QueueDelivery<'_>) -> Result<()> {
        let rules = self.table.rules().await.context("read the settings")?;
        let ContactQueueTimer { responder, contact, .. } = timer;
        let Some(to) = Receiver::of(timer, &rules, self.clock.now()) else {
            bail!("nobody can receive the messages that wait for {responder}'s {contact}");
        };
        let pages = self.release_by(timer, &to, &rules, tried, ContactQueue::release).await;
        let others = self.release_by(timer, &to, &rules, tried, ContactQueue::release_others).await;
        pages.and(others)
    }

    async fn release_by(
        &self,
        timer: &ContactQueueTimer,
        to: &Receiver,
        rules: &Rules,
        tried: QueueDelivery<'_>,
        release: impl Fn(&mut ContactQueue, Limits<'_>, Timestamp) -> Release,
    ) -> Result<()> {
        let limits = limits(to.channel);
        let decide = |queue: &mut ContactQueue, now| release(queue, limits, now);
        let ContactQueueTimer { responder, contact, .. } = timer;
        match change_queue(self.table, responder, contact, self.clock, decide).await? {
            (Release::Nothing, _) => Ok(()),
            (Release::Wait { until }, now) => self.wake_at(timer, until, now).await,
            (Release::Bundle(bundle), now) => {
                match self.send_bundle(timer, to, &bundle, rules, tried).await? {
                    true => settle(self.table, timer, self.clock, &bundle).await,
                    // The holder may die: look again when its lease ends.
                    false => self.wake_at(timer, now.checked_add(CLAIM_LEASE + A_SECOND)?, now).await,
                }
            }
        }
    }

    async fn wake_at(&self, timer: &ContactQueueTimer, at: Timestamp, now: Timestamp) -> Result<()> {
        let later = ContactQueueTimer { contact_queue_due_at: at, ..timer.clone() };
        self.timers.arm_contact_queue(&later, now).await.context("arm the timer of a contact's queue")
    }
}

/// Takes a place in the pace of a notice's channel.
///
/// # Errors
/// The store failed; or there is none yet: the notice is put off.
pub(crate) async fn take_slot(
    message: &NoticeMessage,
    table: &impl ContactQueues,
    clock: &impl Clock,
) -> Result<()> {
    let pace = limits(message.channel).per_second;
    if pace.is_none() {
        return Ok(());
    }
    let decide = |queue: &mut ContactQueue, now| queue.take_slot(pace, now);
    match change_queue(table, &message.responder, &message.contact, clock, decide).await? {
        (Ok(()), _) => Ok(()),
        (Err(at), now) => Err(Postponed { by: at.duration_since(now) }.into()),
    }
}

/// Whether this is the receiver's first message since the incident was last (re-)triggered.
fn is_fresh(message: &Message, record: &EventRecord, incident: &Incident) -> bool {
    let engagements =
        incident.engagements.iter().filter(|engagement| engagement.responder == message.responder).count();
    matches!(record.event, Event::Paged { .. }) && engagements <= 1
}

/// Changes a queue under its version; returns the decision and its time.
async fn change_queue<D>(
    table: &impl ContactQueues,
    responder: &ResponderName,
    contact: &ContactName,
    clock: &impl Clock,
    decide: impl Fn(&mut ContactQueue, Timestamp) -> D,
) -> Result<(D, Timestamp)> {
    for attempt in 0..TRIES {
        let before = table.contact_queue(responder, contact).await.context("read the queue of a contact")?;
        let (mut queue, now) = (before.queue.clone(), clock.now());
        let decision = decide(&mut queue, now);
        if saved(table, responder, contact, &before, queue).await? {
            return Ok((decision, now));
        }
        after_conflict(attempt).await;
    }
    bail!("every one of {TRIES} tries to save the queue of {responder}'s {contact} met a conflict")
}

/// Saves a queue if it changed; returns `false` on a conflict.
async fn saved(
    table: &impl ContactQueues,
    responder: &ResponderName,
    contact: &ContactName,
    before: &StoredContactQueue,
    queue: ContactQueue,
) -> Result<bool> {
    if queue == before.queue {
        return Ok(true);
    }
    let next = StoredContactQueue { queue, version: before.version + 1 };
    match table.save_contact_queue(responder, contact, &next).await {
        Ok(()) => Ok(true),
        Err(CommitError::Conflict) => Ok(false),
        Err(CommitError::Port(error)) => Err(error).context("save the queue of a contact"),
    }
}

async fn settle(
    table: &impl ContactQueues,
    timer: &ContactQueueTimer,
    clock: &impl Clock,
    bundle: &Bundle,
) -> Result<()> {
    let decide = |queue: &mut ContactQueue, _| queue.settle(&bundle.id);
    change_queue(table, &timer.responder, &timer.contact, clock, decide).await.map(|_| ())
}
