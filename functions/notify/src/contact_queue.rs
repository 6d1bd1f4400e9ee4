//! The queue of a contact: whether a page may be sent now, and which pages are bundled into one later message.

use crate::attempts::{attempt_state, report_failures};
use crate::deps::{Deps, Store, Try, address};
use anyhow::{Context, Result, bail};
use callout_domain::ids::{ContactName, IncidentId, ResponderName};
use callout_domain::incident::{Event, EventRecord, Incident};
use callout_domain::link::console_path;
use callout_domain::notification::throttle::{
    self, Admission, Bundle, ContactQueue, PendingMessage, Release, limits,
};
use callout_domain::notification::{Attempt, AttemptState, Message, MessageKind, Subject, bundle_words};
use callout_domain::responder::{Channel, Urgency};
use callout_domain::settings::Rules;
use callout_lambda::after_conflict;
use callout_ports::{
    Attempts, CLAIM_LEASE, Claimed, Clock, CommitError, ContactQueueTimer, ContactQueueTimers, ContactQueues,
    Delivery, IncidentStore, LinkKeySource, Messenger, StoredContactQueue,
};
use jiff::{SignedDuration, Timestamp};

/// Leases have a resolution of one second.
const A_SECOND: SignedDuration = SignedDuration::from_secs(1);

/// How often saving a queue is retried on a conflict; after that the message is redelivered.
const TRIES: usize = 8;

impl<T: Store, M: Messenger, K: LinkKeySource, L: ContactQueueTimers, C: Clock> Deps<'_, T, M, K, L, C> {
    /// Whether a message may be sent now. If it must wait, it is in the queue and has a timer before this returns.
    pub(crate) async fn admit(
        &self,
        message: &Message,
        record: &EventRecord,
        incident: &Incident,
    ) -> Result<Admission> {
        let pending = PendingMessage {
            id: message.id.clone(),
            incident: incident.id.clone(),
            service: incident.service.clone(),
            fresh: is_fresh(message, record, incident),
        };
        let Message { responder, contact, channel, .. } = message;
        for attempt in 0..TRIES {
            let before =
                self.table.contact_queue(responder, contact).await.context("read the queue of a contact")?;
            let (mut queue, now) = (before.queue.clone(), self.clock.now());
            let admission = queue.admit(&pending, limits(*channel), now);
            if !saved(self.table, responder, contact, &before, queue).await? {
                after_conflict(attempt).await;
                continue;
            }
            if let Admission::Hold { until } = admission {
                let wake = ContactQueueTimer {
                    responder: responder.clone(),
                    contact: contact.clone(),
                    contact_queue_due_at: until,
                };
                self.timers
                    .arm_contact_queue(&wake, now)
                    .await
                    .context("arm the timer of a contact's queue")?;
            }
            return Ok(admission);
        }
        bail!("every one of {TRIES} tries to save the queue of {responder}'s {contact} met a conflict")
    }

    /// Handles a queue's timer: sends the waiting messages as one, or looks again later.
    ///
    /// # Errors
    /// The store or the carrier failed; the timer is delivered again with the same bundle.
    pub(crate) async fn release(&self, wake: &ContactQueueTimer, tried: Try<'_>) -> Result<()> {
        let rules = self.table.rules().await.context("read the settings")?;
        let ContactQueueTimer { responder, contact, .. } = wake;
        let Some(to) = Receiver::of(wake, &rules, self.clock.now()) else {
            bail!("nobody can receive the messages that wait for {responder}'s {contact}");
        };
        for attempt in 0..TRIES {
            let before =
                self.table.contact_queue(responder, contact).await.context("read the queue of a contact")?;
            let (mut queue, now) = (before.queue.clone(), self.clock.now());
            let release = queue.release(limits(to.channel), now);
            if !saved(self.table, responder, contact, &before, queue).await? {
                after_conflict(attempt).await;
                continue;
            }
            return match release {
                Release::Nothing => Ok(()),
                Release::Wait { until } => {
                    let later = ContactQueueTimer { contact_queue_due_at: until, ..wake.clone() };
                    self.timers
                        .arm_contact_queue(&later, now)
                        .await
                        .context("arm the timer of a contact's queue")
                }
                Release::Bundle(bundle) => match self.send_bundle(wake, &to, &bundle, &rules, tried).await? {
                    true => settle(self.table, wake, &bundle).await,
                    // The holder may die: look again when its lease ends.
                    false => {
                        let later = ContactQueueTimer {
                            contact_queue_due_at: now.checked_add(CLAIM_LEASE + A_SECOND)?,
                            ..wake.clone()
                        };
                        self.timers
                            .arm_contact_queue(&later, now)
                            .await
                            .context("arm the timer of a bundle that another process is sending")
                    }
                },
            };
        }
        bail!("every one of {TRIES} tries to save the queue of {responder}'s {contact} met a conflict")
    }

    /// Sends a bundle, without incidents that its receiver is no longer notified about. Returns whether the bundle is
    /// finished; it is not while another process may be sending it.
    async fn send_bundle(
        &self,
        wake: &ContactQueueTimer,
        to: &Receiver,
        bundle: &Bundle,
        rules: &Rules,
        tried: Try<'_>,
    ) -> Result<bool> {
        let incidents = still_wanted(self.table, wake, rules, bundle).await?;
        // The claim keeps its identity, whichever of the incidents are still wanted.
        let Some(first) = bundle.held.first().filter(|_| !incidents.is_empty()) else { return Ok(true) };
        let attempt = |incident: &IncidentId, id: &str, state| Attempt {
            id: id.to_owned(),
            about: Subject::incident(incident, MessageKind::Page),
            responder: to.responder.clone(),
            contact: to.contact.clone(),
            holder: tried.holder.to_owned(),
            at: self.clock.now(),
            state,
        };
        let claim = attempt(&first.incident, &bundle.id, AttemptState::Claimed);
        match self.table.claim(&claim).await.context("claim a message")? {
            Claimed::Mine => {}
            Claimed::Sent => return Ok(true),
            Claimed::Busy => return Ok(false),
        }
        let delivery = self.bundle_delivery(to, &incidents, rules).await;
        let state = attempt_state(self.messenger.send(&delivery).await);
        let is_wanted =
            |held: &&throttle::QueuedMessage| incidents.iter().any(|incident| incident.id == held.incident);
        let members = bundle.held.iter().filter(is_wanted).map(|held| (&held.incident, held.id.as_str()));
        let attempts: Vec<Attempt> = members
            .chain([(&first.incident, bundle.id.as_str())])
            .map(|(incident, id)| attempt(incident, id, state.clone()))
            .collect();
        Attempts::record(self.table, &attempts).await.context("record what was sent")?;
        for incident in &incidents {
            let about = Subject::incident(&incident.id, MessageKind::Page);
            let own: Vec<Attempt> = attempts.iter().filter(|it| it.about == about).cloned().collect();
            report_failures(&incident.id, &own, tried, self.table, self.clock).await?;
        }
        match state {
            AttemptState::Delayed(why) => bail!("send a message: {why}"),
            _ => Ok(true),
        }
    }

    /// One incident is sent like a page of its own; several are counted, with one link to all of them.
    async fn bundle_delivery(&self, to: &Receiver, incidents: &[Incident], rules: &Rules) -> Delivery {
        let Receiver { responder, contact, channel } = to.clone();
        let keys = self.link_keys().await;
        if let [one] = incidents {
            let (id, kind) = (String::new(), MessageKind::Page);
            let message = Message { id, responder, contact, channel, kind, level: 0 };
            return self.delivery(&message, one, rules, keys.as_ref());
        }
        let console = keys.map(|keys| self.url(&console_path(&keys, &responder, self.clock.now())));
        let all: Vec<&Incident> = incidents.iter().collect();
        let words = bundle_words(channel, &all, console.as_deref());
        let address = address(rules, &responder, &contact);
        Delivery { responder, contact, channel, address, words }
    }
}

/// The contact that receives a queue's messages now.
#[derive(Clone)]
struct Receiver {
    responder: ResponderName,
    contact: ContactName,
    channel: Channel,
}

impl Receiver {
    /// The queue's own contact; if it is gone, the first contact of its owner or of their replacement.
    fn of(wake: &ContactQueueTimer, rules: &Rules, now: Timestamp) -> Option<Self> {
        let (responder, notification_rules) = rules.reach(&wake.responder);
        let own = notification_rules.channel(&wake.contact).filter(|_| responder == wake.responder);
        let contact = match own {
            Some(_) => wake.contact.clone(),
            None => notification_rules.due(Urgency::High, now).into_iter().next()?.1,
        };
        let channel = notification_rules.channel(&contact)?;
        Some(Self { responder, contact, channel })
    }
}

/// Whether this is the receiver's first message since the incident was last (re-)triggered.
fn is_fresh(message: &Message, record: &EventRecord, incident: &Incident) -> bool {
    let engagements =
        incident.engagements.iter().filter(|engagement| engagement.responder == message.responder).count();
    matches!(record.event, Event::Paged { .. }) && engagements <= 1
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

async fn settle(table: &impl ContactQueues, wake: &ContactQueueTimer, bundle: &Bundle) -> Result<()> {
    for attempt in 0..TRIES {
        let before = table
            .contact_queue(&wake.responder, &wake.contact)
            .await
            .context("read the queue of a contact")?;
        let mut queue = before.queue.clone();
        queue.settle(&bundle.id);
        if saved(table, &wake.responder, &wake.contact, &before, queue).await? {
            return Ok(());
        }
        after_conflict(attempt).await;
    }
    bail!("every one of {TRIES} tries to save the queue met a conflict")
}

/// The incidents of a bundle that the owner of the queue, or their replacement, is still notified about.
async fn still_wanted(
    table: &impl IncidentStore,
    wake: &ContactQueueTimer,
    rules: &Rules,
    bundle: &Bundle,
) -> Result<Vec<Incident>> {
    let is_owner = |name: &ResponderName| *name == wake.responder || rules.reach(name).0 == wake.responder;
    let mut wanted: Vec<Incident> = Vec::new();
    for held in &bundle.held {
        if wanted.iter().any(|incident| incident.id == held.incident) {
            continue;
        }
        let incident = table.incident(&held.incident).await.context("load an incident")?;
        let notifies_owner = |incident: &Incident| {
            incident.engagements.iter().any(|engagement| is_owner(&engagement.responder))
        };
        wanted.extend(incident.filter(notifies_owner));
    }
    Ok(wanted)
}
