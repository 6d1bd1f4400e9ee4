//! Sends what waited in a contact's queue as one message, and records the result for each of its parts.
//!
//! Does not decide when: the queue does.

use crate::attempts::{NotTaken, report_failures};
use crate::deps::{Deps, QueueDelivery, Store, address};
use anyhow::{Context, Result};
use callout_domain::ids::{ContactName, IncidentId, ResponderName};
use callout_domain::incident::{Incident, Status};
use callout_domain::link::mine_path;
use callout_domain::notification::throttle::{Bundle, QueuedMessage};
use callout_domain::notification::{
    Attempt, AttemptState, Message, MessageKind, Subject, bundle_of_non_pages_words, bundle_words,
};
use callout_domain::responder::{BUILT_IN_FALLBACK, Channel, Urgency};
use callout_domain::settings::Rules;
use callout_ports::{
    Attempts, Claimed, Clock, ContactQueueTimer, ContactQueueTimers, Delivery, IncidentStore, LinkKeySource,
    Messenger, PortError,
};
use jiff::Timestamp;
use std::collections::BTreeSet;

/// The parts of a bundle that are still wanted: each incident once for each purpose.
type Wanted = Vec<(MessageKind, Incident)>;

/// Incidents that this version cannot read. They must hold up no page about another.
type Unread = BTreeSet<IncidentId>;

impl<T: Store, M: Messenger, K: LinkKeySource, L: ContactQueueTimers, C: Clock> Deps<'_, T, M, K, L, C> {
    /// Sends a bundle, without the messages that no longer matter to its receiver. Returns the incidents that could
    /// not be read, or `None` if the bundle is not finished, because another process may be sending it. `take_slot` runs only after the claim, so that a timer that fires twice
    /// takes one slot.
    pub(crate) async fn send_bundle(
        &self,
        timer: &ContactQueueTimer,
        to: &Receiver,
        bundle: &Bundle,
        rules: &Rules,
        tried: QueueDelivery<'_>,
        take_slot: impl AsyncFn() -> Result<()>,
    ) -> Result<Option<Unread>> {
        let (wanted, unread) = still_wanted(self.table, timer, rules, bundle).await?;
        // The claim keeps its identity, whichever of the messages are still wanted.
        let Some(first) = bundle.queued.first().filter(|_| !wanted.is_empty()) else {
            return Ok(Some(unread));
        };
        let attempt = |of: &QueuedMessage, id: &str, failures| Attempt {
            id: id.to_owned(),
            about: Subject::incident(&of.incident, of.kind),
            responder: to.responder.clone(),
            contact: to.contact.clone(),
            claimed_by: tried.message_id.to_owned(),
            at: self.clock.now(),
            failures,
            summary_of: u32::try_from(wanted.len()).ok().filter(|listed| *listed > 1).unwrap_or_default(),
            state: AttemptState::Claimed,
        };
        let claim = attempt(first, &bundle.id, 0);
        let failures = match self.table.claim(&claim).await.context("claim a message")? {
            Claimed::Mine { failures, .. } => failures,
            Claimed::Sent => return Ok(Some(unread)),
            Claimed::Busy => return Ok(None),
        };
        take_slot().await?;
        let delivery = self.bundle_delivery(to, &wanted, rules).await;
        let state = self.hand_over(&delivery).await;
        let ended_at = self.clock.now();
        let is_wanted = |queued: &&QueuedMessage| {
            wanted.iter().any(|(kind, incident)| same(*kind, queued.kind) && incident.id == queued.incident)
        };
        let members = bundle.queued.iter().filter(is_wanted).map(|queued| (queued, queued.id.as_str()));
        let attempts: Vec<Attempt> = members
            .chain([(first, bundle.id.as_str())])
            .map(|(of, id)| attempt(of, id, failures).ended(ended_at, state.clone()))
            .collect();
        Attempts::record(self.table, &attempts).await.context("record what was sent")?;
        for (kind, incident) in &wanted {
            let is_own = |it: &&Attempt| match &it.about {
                Subject::Incident { incident: id, kind: of } => *id == incident.id && same(*kind, *of),
                Subject::Notice { .. } => false,
            };
            let own: Vec<Attempt> = attempts.iter().filter(is_own).cloned().collect();
            report_failures(incident, &own, self.table, self.clock).await?;
        }
        attempts.last().and_then(NotTaken::of).map_or(Ok(Some(unread)), |not_taken| Err(not_taken.into()))
    }

    /// A single message is sent as it would have been by itself; several are listed, with one link to all of them.
    async fn bundle_delivery(&self, to: &Receiver, wanted: &Wanted, rules: &Rules) -> Delivery {
        let Receiver { responder, contact, channel } = to.clone();
        let keys = self.link_keys().await;
        if let [(kind, incident)] = wanted.as_slice() {
            let message = Message { id: String::new(), responder, contact, channel, kind: *kind, level: 0 };
            return self.delivery(&message, incident, rules, keys.as_ref());
        }
        let mine = keys.map(|keys| self.url(&mine_path(&keys, &responder, self.clock.now())));
        let all: Vec<(MessageKind, &Incident)> =
            wanted.iter().map(|(kind, incident)| (*kind, incident)).collect();
        let words = match all.iter().all(|(kind, _)| kind.is_page()) {
            true => {
                let incidents: Vec<&Incident> = all.into_iter().map(|(_, incident)| incident).collect();
                bundle_words(channel, &incidents, mine.as_deref())
            }
            false => bundle_of_non_pages_words(channel, &all, mine.as_deref()),
        };
        let address = address(rules, &responder, &contact);
        Delivery { responder, contact, channel, address, words }
    }
}

/// The contact that receives a queue's messages now.
#[derive(Clone)]
pub(crate) struct Receiver {
    pub(crate) responder: ResponderName,
    pub(crate) contact: ContactName,
    pub(crate) channel: Channel,
}

impl Receiver {
    /// The queue's own contact; if it is gone, the first contact of its owner or of their replacement.
    pub(crate) fn of_pages(timer: &ContactQueueTimer, rules: &Rules, now: Timestamp) -> Option<Self> {
        Self::own(timer, rules).or_else(|| {
            let (responder, notification_rules) = rules.reach(&timer.responder);
            let contact = notification_rules.due(Urgency::High, now).into_iter().next()?.1;
            let channel = notification_rules.channel(&contact)?;
            Some(Self { responder, contact, channel })
        })
    }

    /// The queue's own contact; if it is gone, one of its owner or of their replacement that does not ring.
    pub(crate) fn of_non_pages(timer: &ContactQueueTimer, rules: &Rules) -> Option<Self> {
        Self::own(timer, rules).or_else(|| {
            let (responder, notification_rules) = rules.reach(&timer.responder);
            let contact = notification_rules.quietest()?.clone();
            let channel = notification_rules.channel(&contact).filter(|channel| !channel.rings())?;
            Some(Self { responder, contact, channel })
        })
    }

    fn own(timer: &ContactQueueTimer, rules: &Rules) -> Option<Self> {
        let (responder, notification_rules) = rules.reach(&timer.responder);
        let channel = notification_rules.channel(&timer.contact).filter(|_| responder == timer.responder)?;
        Some(Self { responder, contact: timer.contact.clone(), channel })
    }
}

/// The parts of a bundle that still matter to the owner of the queue, or to their replacement.
async fn still_wanted(
    table: &impl IncidentStore,
    timer: &ContactQueueTimer,
    rules: &Rules,
    bundle: &Bundle,
) -> Result<(Wanted, Unread)> {
    // Whoever was replaced by the fallback contact when the message was queued may be known again: what waits there is theirs.
    let is_of_all = timer.responder.as_str() == BUILT_IN_FALLBACK;
    let is_owner = |name: &ResponderName| {
        is_of_all || *name == timer.responder || rules.reach(name).0 == timer.responder
    };
    let (mut wanted, mut unread) = (Wanted::new(), Unread::new());
    for queued in &bundle.queued {
        if wanted.iter().any(|(kind, incident)| same(*kind, queued.kind) && incident.id == queued.incident) {
            continue;
        }
        let incident = match table.incident(&queued.incident).await {
            Err(error @ PortError::Corrupt { .. }) => {
                tracing::error!(%error, "a page waits for a version that can read its incident");
                unread.insert(queued.incident.clone());
                continue;
            }
            other => other.context("load an incident")?,
        };
        wanted.extend(incident.filter(|it| is_news(queued.kind, it, is_owner)).map(|it| (queued.kind, it)));
    }
    Ok((wanted, unread))
}

/// Whether messages about one incident are the same news: a page and a request for help are.
fn same(one: MessageKind, other: MessageKind) -> bool {
    one == other || (one.is_page() && other.is_page())
}

/// Whether a message that waited is still true.
fn is_news(kind: MessageKind, incident: &Incident, is_owner: impl Fn(&ResponderName) -> bool) -> bool {
    match kind {
        MessageKind::Page | MessageKind::Help => {
            incident.engagements.iter().any(|engagement| is_owner(&engagement.responder))
        }
        MessageKind::Resolved => !incident.is_open(),
        MessageKind::AckReminder => incident.status == Status::Acknowledged,
        MessageKind::Informed => incident.status == Status::Triggered,
        MessageKind::Report | MessageKind::OpenReminder | MessageKind::Reopened => incident.is_open(),
        MessageKind::TakenOver => {
            let by = incident.acknowledgement.as_ref().map(|it| &it.by).filter(|by| by.is_person());
            let has_it_back = by.and_then(|by| by.in_the_name_of()).is_some_and(|by| is_owner(&by));
            incident.status == Status::Acknowledged && by.is_some() && !has_it_back
        }
        MessageKind::UpdateReminder => incident.owes_an_update(),
        MessageKind::PostmortemReminder => true,
    }
}
