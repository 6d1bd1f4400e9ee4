//! What one subscriber still has to be told, and the message that is on its way: one at a time, so that all arrive in order.
//!
//! Must not delay anybody else: each subscriber has a mailbox of their own.

use super::news::News;
use super::shown::ShownId;
use crate::ids::{SubscriberId, digest, hex};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// How long a message that nobody reported as sent belongs to whoever claimed it: longer than a live process can take.
pub const CLAIM_LEASE: SignedDuration = SignedDuration::from_mins(3);
/// What changes again within this time after a mail waits for its end and leaves in one mail.
const DIGEST: SignedDuration = SignedDuration::from_mins(5);
/// How often a message whose result is unknown is sent: a crash between sending and recording sends twice, never more.
const MOST_UNKNOWN: u32 = 2;
/// How long a message that is refused or not answered is tried.
const TRIED_FOR: SignedDuration = SignedDuration::from_hours(48);
/// How long a receiver may fail before nothing is sent there any more.
const DISABLED_AFTER: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Minutes before the nth next try; the last one repeats.
const BACK_OFF: [i64; 7] = [1, 5, 15, 60, 180, 360, 720];
/// The most incidents, and the most windows, of which it is known how far they were told: as many as a page lists.
const MOST_TOLD: usize = 100;
/// How long a mailbox is kept that never told any news: longer than a sign-up waits, and its mail may come again.
const QUIET_LIFE: SignedDuration = SignedDuration::from_hours(3 * 24);
/// The most messages besides news that are remembered.
const MOST_ASIDE: usize = 12;

/// How far something was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Told {
    /// The position of the latest change.
    upto: u64,
    /// When.
    at: Timestamp,
}

/// A message that is on its way, or waits to be tried again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sending {
    /// Its identity: the same at each try.
    pub id: String,
    /// How far it tells each incident and window.
    pub tells: BTreeMap<ShownId, u64>,
    /// Its text, if each try must have the same bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// When it was tried first.
    pub first_at: Timestamp,
    /// Who tries now; nobody while it waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    claim: Option<Claim>,
}

/// Who tries to send, without a result so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Claim {
    by: String,
    at: Timestamp,
    /// How many tries had no result, with this one.
    unknown: u32,
}

/// What came of a try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was taken.
    Sent,
    /// It was not taken, or there was no answer: again later, by the back-off.
    Failed,
    /// Nobody may send so much now: again at this time, and nobody is to blame.
    Held(Timestamp),
    /// It will never be taken: go on with what comes next.
    Dropped,
}

/// What a try to begin a message came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claimed {
    /// It is ours to send, once the mailbox is saved.
    Send(Sending),
    /// Not before this time.
    Later(Timestamp),
    /// A message ended without being sent now; begin again with what is left.
    Ended,
}

/// A subscriber's mailbox.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Mailbox {
    /// The version for optimistic locking.
    pub version: u64,
    /// Incidents and windows that may have news.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub waiting: BTreeSet<ShownId>,
    /// How far each was told.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    told: BTreeMap<ShownId, Told>,
    /// The message on its way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sending: Option<Sending>,
    /// Nothing leaves before this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    next_at: Option<Timestamp>,
    /// Since when each try has failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    failing_since: Option<Timestamp>,
    /// How many tries in a row have failed.
    #[serde(default)]
    failures: usize,
    /// Messages besides news, like the one to confirm: who claimed them, or nobody once they are done.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    aside: BTreeMap<String, Aside>,
}

/// A message besides news.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Aside {
    /// When it was tried last.
    at: Timestamp,
    /// Who tries; nobody once it is done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    claim: Option<Claim>,
}

impl Mailbox {
    /// How far something was told.
    pub fn told(&self, shown: &ShownId) -> Option<u64> {
        self.told.get(shown).map(|told| told.upto)
    }

    /// Takes out what turned out to have nothing to tell.
    pub fn settle(&mut self, news: &[News<'_>], now: Timestamp) {
        for nothing in news.iter().filter(|news| news.is_nothing()) {
            let id = nothing.id();
            self.waiting.remove(&id);
            if self.told.contains_key(&id) {
                self.tell(id, nothing.upto(), now);
            }
        }
    }

    /// Begins the next message: the one that waits, else one of all news, of which there must be some.
    pub fn claim(&mut self, whose: &SubscriberId, news: &[News<'_>], by: &str, now: Timestamp) -> Claimed {
        if let Some(mut sending) = self.sending.take() {
            let unknown = match &sending.claim {
                Some(claim) if claim.by != by && now.duration_since(claim.at) < CLAIM_LEASE => {
                    let until = claim.at.saturating_add(CLAIM_LEASE).unwrap_or(now);
                    self.sending = Some(sending);
                    return Claimed::Later(until);
                }
                Some(claim) => claim.unknown,
                None => 0,
            };
            if unknown >= MOST_UNKNOWN || now.duration_since(sending.first_at) >= TRIED_FOR {
                self.end(sending, now);
                return Claimed::Ended;
            }
            if let Some(at) = self.next_at.filter(|at| unknown == 0 && *at > now) {
                self.sending = Some(sending);
                return Claimed::Later(at);
            }
            sending.claim = Some(Claim { by: by.to_owned(), at: now, unknown: unknown + 1 });
            self.sending = Some(sending.clone());
            return Claimed::Send(sending);
        }
        if let Some(at) = self.next_at.filter(|at| *at > now) {
            return Claimed::Later(at);
        }
        let told = news.iter().filter(|news| !news.is_nothing());
        let tells: BTreeMap<ShownId, u64> = told.map(|news| (news.id(), news.upto())).collect();
        // What changes while this is on its way waits anew.
        self.waiting.retain(|shown| !tells.contains_key(shown));
        let claim = Some(Claim { by: by.to_owned(), at: now, unknown: 1 });
        let sending = Sending { id: identity(whose, &tells), tells, body: None, first_at: now, claim };
        self.sending = Some(sending.clone());
        Claimed::Send(sending)
    }

    /// Records what came of the try that claimed a message. Returns `false` if it is no longer this one that is on its way.
    pub fn record(&mut self, id: &str, by: &str, outcome: Outcome, is_mail: bool, now: Timestamp) -> bool {
        let is_it = |sending: &Sending| {
            sending.id == id && sending.claim.as_ref().is_some_and(|claim| claim.by == by)
        };
        let Some(mut sending) = self.sending.take_if(|sending| is_it(sending)) else { return false };
        match outcome {
            Outcome::Sent => {
                (self.failing_since, self.failures) = (None, 0);
                self.end(sending, now);
                self.next_at = is_mail.then(|| now.saturating_add(DIGEST).unwrap_or(now));
            }
            Outcome::Dropped => {
                self.fail(now);
                self.next_at = None;
                self.end(sending, now);
            }
            Outcome::Held(until) => {
                self.next_at = Some(until);
                self.keep(sending, is_mail);
            }
            Outcome::Failed => {
                self.fail(now);
                sending.claim = None;
                if is_mail && self.has_failed_for(TRIED_FOR, now) {
                    self.end(sending, now);
                } else {
                    self.keep(sending, is_mail);
                }
            }
        }
        true
    }

    /// Whether each try of a week failed.
    pub fn is_to_be_disabled(&self, now: Timestamp) -> bool {
        self.has_failed_for(DISABLED_AFTER, now)
    }

    /// Claims a message besides news, like the one to confirm. `false` if it was sent, is being sent, or was tried twice without a result.
    pub fn claim_aside(&mut self, message: &str, by: &str, now: Timestamp) -> bool {
        let unknown = match self.aside.get(message).map(|aside| &aside.claim) {
            None => 0,
            Some(None) => return false,
            Some(Some(claim)) if claim.by != by && now.duration_since(claim.at) < CLAIM_LEASE => {
                return false;
            }
            Some(Some(claim)) => claim.unknown,
        };
        if unknown >= MOST_UNKNOWN {
            return false;
        }
        let claim = Some(Claim { by: by.to_owned(), at: now, unknown: unknown + 1 });
        self.aside.insert(message.to_owned(), Aside { at: now, claim });
        while self.aside.len() > MOST_ASIDE {
            let oldest = self.aside.iter().min_by_key(|(_, aside)| aside.at).map(|(id, _)| id.clone());
            let Some(oldest) = oldest else { break };
            self.aside.remove(&oldest);
        }
        true
    }

    /// Records that a message besides news is done, or, if it could not leave now, that nobody has it.
    pub fn record_aside(&mut self, message: &str, is_done: bool, now: Timestamp) {
        match is_done {
            true => drop(self.aside.insert(message.to_owned(), Aside { at: now, claim: None })),
            false => drop(self.aside.remove(message)),
        }
    }

    /// When it may be deleted: one that never told any news, some days after its last message.
    pub fn expires_at(&self) -> Option<Timestamp> {
        let is_quiet = self.told.is_empty() && self.waiting.is_empty() && self.sending.is_none();
        let last = self.aside.values().map(|aside| aside.at).max().filter(|_| is_quiet)?;
        last.checked_add(QUIET_LIFE).ok()
    }

    /// Forgets what waits: whoever left is told nothing.
    pub fn clear(&mut self) {
        self.waiting.clear();
        (self.sending, self.next_at, self.failing_since, self.failures) = (None, None, None, 0);
    }

    /// When somebody must look at it again.
    pub fn due_at(&self) -> Option<Timestamp> {
        let lease = |claim: &Claim| claim.at.saturating_add(CLAIM_LEASE).unwrap_or(Timestamp::MAX);
        match &self.sending {
            Some(Sending { claim: Some(claim), .. }) => Some(lease(claim)),
            None if self.waiting.is_empty() => None,
            _ => Some(self.next_at.unwrap_or(Timestamp::UNIX_EPOCH)),
        }
    }

    /// What is on its way ends: its news are told, or never will be.
    fn end(&mut self, sending: Sending, now: Timestamp) {
        for (shown, upto) in sending.tells {
            self.tell(shown, upto, now);
        }
    }

    fn keep(&mut self, mut sending: Sending, is_mail: bool) {
        sending.claim = None;
        // A mail is written anew, with all that happened since; what a receiver gets must be the same bytes at each try.
        match is_mail {
            true => self.waiting.extend(sending.tells.into_keys()),
            false => self.sending = Some(sending),
        }
    }

    fn fail(&mut self, now: Timestamp) {
        self.failing_since.get_or_insert(now);
        let minutes = BACK_OFF.get(self.failures).or(BACK_OFF.last()).copied().unwrap_or_default();
        self.failures += 1;
        self.next_at = now.checked_add(SignedDuration::from_mins(minutes)).ok();
    }

    fn has_failed_for(&self, long: SignedDuration, now: Timestamp) -> bool {
        self.failing_since.is_some_and(|since| now.duration_since(since) >= long)
    }

    fn tell(&mut self, shown: ShownId, upto: u64, at: Timestamp) {
        let known = self.told(&shown).unwrap_or_default();
        self.told.insert(shown.clone(), Told { upto: upto.max(known), at });
        // Each kind by itself: windows that recur each night must not make an incident of last week news again.
        let is_incident = shown.incident().is_some();
        let alike = |(id, _): &(&ShownId, &Told)| id.incident().is_some() == is_incident;
        while self.told.iter().filter(alike).count() > MOST_TOLD {
            let oldest = self.told.iter().filter(alike).min_by_key(|(_, told)| told.at);
            let Some(oldest) = oldest.map(|(id, _)| id.clone()) else { break };
            self.told.remove(&oldest);
        }
    }
}

/// The identity of a message: who is told what.
fn identity(whose: &SubscriberId, tells: &BTreeMap<ShownId, u64>) -> String {
    let told: Vec<String> = tells.iter().map(|(shown, upto)| format!("{shown}:{upto}")).collect();
    let parts: Vec<&str> =
        ["message", whose.as_str()].into_iter().chain(told.iter().map(String::as_str)).collect();
    format!("msg_{}", hex(&digest(&parts)[..12]))
}
