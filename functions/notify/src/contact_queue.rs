//! The queue of a contact: whether a message may be sent now, and when the waiting ones are released.

use crate::bundle::Receiver;
use crate::deps::{Deps, QueueDelivery, Store};
use anyhow::{Context, Result, anyhow};
use callout_domain::ids::{ContactName, IncidentId, ResponderName};
use callout_domain::incident::{Event, EventRecord, Incident};
use callout_domain::notification::throttle::{
    Admission, Bundle, ContactQueue, Limits, PendingMessage, Release, limits,
};
use callout_domain::notification::{Message, NoticeMessage};
use callout_domain::settings::Rules;
use callout_lambda::{Postponed, after_conflict};
use callout_ports::{
    CLAIM_LEASE, Clock, CommitError, ContactQueueTimer, ContactQueueTimers, ContactQueues, LinkKeySource,
    Messenger, PortError, StoredContactQueue,
};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// Claims expire with a resolution of one second.
const A_SECOND: SignedDuration = SignedDuration::from_secs(1);

/// How long a page waits whose incident cannot be read.
const A_MINUTE: SignedDuration = SignedDuration::from_mins(1);

/// How often saving a queue for a page is tried: for about a second. After that the page is sent without being counted
/// there: it may be one message too many, but is neither lost nor late.
const TRIES_FOR_A_PAGE: usize = 12;

/// How often it is tried for a non-page message, which gives way to pages and is delivered again.
const TRIES_FOR_NON_PAGES: usize = 4;

impl<T: Store, M: Messenger, K: LinkKeySource, L: ContactQueueTimers, C: Clock> Deps<'_, T, M, K, L, C> {
    /// Whether a message may be sent now. If it must wait, it is in the queue and has a timer before this returns.
    ///
    /// # Errors
    /// The store failed; or the message was put off: it is delivered again once its channel's rate limit per second allows it.
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
            urgent: incident.needs_somebody(),
            by_integration: incident.is_by_integrations(),
            kind: message.kind,
        };
        let decide = |queue: &mut ContactQueue, now| {
            let admission = queue.admit(&pending, limits, now);
            (admission, queue.next_release(limits, now))
        };
        let (is_page, contact) = (message.kind.is_page(), (&message.responder, &message.contact));
        let changed = match change_queue(self.table, contact, self.clock, is_page, decide).await {
            // What waits in it waits for whoever can read it; a page that comes now does not.
            Err(error) if is_page && is_unreadable(&error) => {
                let error = format!("{error:#}");
                tracing::error!(error, "the queue of a contact cannot be read: the page is sent past it");
                return Ok(Admission::Now);
            }
            changed => changed?,
        };
        let Some(((admission, next_release), now)) = changed else {
            if !is_page {
                return Err(Postponed { by: several_seconds(&message.id) }.into());
            }
            tracing::warn!(
                notification.id = message.id,
                "too many writers of its contact's queue; a page is sent past it"
            );
            return Ok(Admission::Now);
        };
        match admission {
            Admission::Queued { until } => {
                let (responder, contact) = (message.responder.clone(), message.contact.clone());
                let at = next_release.map_or(until, |at| at.min(until));
                let timer = ContactQueueTimer { responder, contact, contact_queue_due_at: at };
                self.wake_at(&timer, at, now).await?;
            }
            Admission::Throttled { retry_at } if is_page => {
                return Err(Postponed { by: retry_at.duration_since(now) }.into());
            }
            Admission::Throttled { .. } => {
                return Err(Postponed { by: several_seconds(&message.id) }.into());
            }
            Admission::Now | Admission::Bundled => {}
        }
        Ok(admission)
    }

    /// Handles a queue's timer: sends the waiting messages as one, or arms the timer again. Pages first, then the
    /// non-pages, even if the pages fail.
    ///
    /// # Errors
    /// The store or the carrier failed; the timer is delivered again with the same bundle.
    pub(crate) async fn release(&self, timer: &ContactQueueTimer, tried: QueueDelivery<'_>) -> Result<()> {
        let rules = self.table.rules_with_contacts().await.context("read the settings")?;
        let pages = match Receiver::of_pages(timer, &rules, self.clock.now()) {
            Some(to) => self.release_by(timer, &to, &rules, tried, true).await,
            None => Err(anyhow!("nobody can receive the pages that wait for {}", timer.responder)),
        };
        let non_pages = match Receiver::of_non_pages(timer, &rules) {
            Some(to) => self.release_by(timer, &to, &rules, tried, false).await,
            None => self.drop_non_pages(timer).await,
        };
        pages.and(non_pages)
    }

    async fn release_by(
        &self,
        timer: &ContactQueueTimer,
        to: &Receiver,
        rules: &Rules,
        tried: QueueDelivery<'_>,
        is_page: bool,
    ) -> Result<()> {
        let limits = limits(to.channel);
        let decide = |queue: &mut ContactQueue, now| match is_page {
            true => queue.release(limits, now),
            false => queue.release_non_pages(limits, now),
        };
        let (bundle, now, again) = match self.change(timer, is_page, decide).await? {
            (Release::Nothing, _) => return Ok(()),
            (Release::Wait { until }, now) => return self.wake_at(timer, until, now).await,
            (Release::Bundle(bundle), now) => (bundle, now, false),
            (Release::Again(bundle), now) => (bundle, now, true),
        };
        let take_slot = async || {
            let per_second = limits.per_second.filter(|_| again);
            if per_second.is_none() {
                return Ok(());
            }
            let decide = |queue: &mut ContactQueue, now| queue.take_slot(is_page, per_second, now);
            match self.change(timer, is_page, decide).await? {
                (Ok(()), _) => Ok(()),
                (Err(at), now) => Err(Postponed { by: at.duration_since(now) }.into()),
            }
        };
        match self.send_bundle(timer, to, &bundle, rules, tried, take_slot).await? {
            Some(unread) => self.settle(timer, is_page, limits, (&bundle, &unread)).await,
            // That process may die: try again when its claim expires.
            None => self.wake_at(timer, now.checked_add(CLAIM_LEASE + A_SECOND)?, now).await,
        }
    }

    /// Drops non-page messages: the only remaining contact would ring.
    async fn drop_non_pages(&self, timer: &ContactQueueTimer) -> Result<()> {
        let unlimited = Limits { repeats: &[], per_second: None };
        let decide = |queue: &mut ContactQueue, now| queue.release_non_pages(unlimited, now);
        if let (Release::Bundle(bundle) | Release::Again(bundle), _) =
            self.change(timer, false, decide).await?
        {
            let (responder, messages) = (timer.responder.as_str(), bundle.queued.len());
            tracing::warn!(responder, messages, "dropped: the contact is gone, and every other one rings");
            self.settle(timer, false, unlimited, (&bundle, &BTreeSet::new())).await?;
        }
        Ok(())
    }

    /// Settles a bundle, and arms a timer for what came to wait while it was being sent. Pages about incidents that cannot be
    /// read wait for a version that can, and are looked at each minute.
    async fn settle(
        &self,
        timer: &ContactQueueTimer,
        is_page: bool,
        limits: Limits<'_>,
        (bundle, unread): (&Bundle, &BTreeSet<IncidentId>),
    ) -> Result<()> {
        let decide = |queue: &mut ContactQueue, now| {
            queue.settle_without(&bundle.id, unread);
            queue.next_after_bundle(limits, now)
        };
        let wait = if unread.is_empty() { SignedDuration::ZERO } else { A_MINUTE };
        match self.change(timer, is_page, decide).await? {
            (Some(next), now) => self.wake_at(timer, next.max(now.checked_add(wait)?), now).await,
            (None, _) => Ok(()),
        }
    }

    /// Changes the queue of a timer. With too many other writers, the timer comes again.
    async fn change<D>(
        &self,
        timer: &ContactQueueTimer,
        is_page: bool,
        decide: impl Fn(&mut ContactQueue, Timestamp) -> D,
    ) -> Result<(D, Timestamp)> {
        let contact = (&timer.responder, &timer.contact);
        let changed = change_queue(self.table, contact, self.clock, is_page, decide).await?;
        changed.ok_or_else(|| Postponed { by: A_SECOND }.into())
    }

    async fn wake_at(&self, timer: &ContactQueueTimer, at: Timestamp, now: Timestamp) -> Result<()> {
        let later = ContactQueueTimer { contact_queue_due_at: at, ..timer.clone() };
        self.timers.arm_contact_queue(&later, now).await.context("arm the timer of a contact's queue")
    }
}

/// Takes a slot in the rate limit per second of a notice's channel.
///
/// # Errors
/// The store failed; or no slot is free yet: the notice is put off.
pub(crate) async fn take_slot(
    message: &NoticeMessage,
    table: &impl ContactQueues,
    clock: &impl Clock,
) -> Result<()> {
    let per_second = limits(message.channel).per_second;
    if per_second.is_none() {
        return Ok(());
    }
    let decide = |queue: &mut ContactQueue, now| queue.take_slot(false, per_second, now);
    match change_queue(table, (&message.responder, &message.contact), clock, false, decide).await? {
        Some((Ok(()), _)) => Ok(()),
        Some((Err(_), _)) | None => Err(Postponed { by: several_seconds(&message.id) }.into()),
    }
}

/// How long a non-page message is put off: from 5 to 14 seconds. SQS gives a message up after a hundred deliveries, so it
/// must not come each second; and those put off together must not come together, so the message's identity decides.
fn several_seconds(id: &str) -> SignedDuration {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    SignedDuration::from_secs(5 + i64::try_from(hasher.finish() % 10).unwrap_or_default())
}

/// Whether this is the receiver's first message since the incident was last (re-)triggered; or what a person asked for; or
/// something new.
fn is_fresh(message: &Message, record: &EventRecord, incident: &Incident) -> bool {
    let engagements =
        incident.engagements.iter().filter(|engagement| engagement.responder == message.responder).count();
    match &record.event {
        Event::Paged { reason, .. } => engagements <= 1 || reason.is_news(),
        Event::ResponderAdded { .. } => true,
        _ => false,
    }
}

fn is_unreadable(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref(), Some(PortError::Corrupt { .. }))
}

/// Changes a queue under its version; returns the decision and its time, or `None` if every try met another writer.
async fn change_queue<D>(
    table: &impl ContactQueues,
    (responder, contact): (&ResponderName, &ContactName),
    clock: &impl Clock,
    is_page: bool,
    decide: impl Fn(&mut ContactQueue, Timestamp) -> D,
) -> Result<Option<(D, Timestamp)>> {
    let tries = if is_page { TRIES_FOR_A_PAGE } else { TRIES_FOR_NON_PAGES };
    for attempt in 0..tries {
        let before = table.contact_queue(responder, contact).await.context("read the queue of a contact")?;
        let (mut queue, now) = (before.queue.clone(), clock.now());
        let decision = decide(&mut queue, now);
        if saved(table, responder, contact, &before, queue).await? {
            return Ok(Some((decision, now)));
        }
        after_conflict(attempt).await;
    }
    Ok(None)
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
