//! One subscription: pending, then active, then unsubscribed, bounced or disabled.
//!
//! Must not keep an address longer than mail may go there.

use super::address::SubscriberAddress;
use super::event::{SubscriberEvent, SubscriberEventKind};
use super::sign_up::{Asked, MOST_ASKS_A_DAY, SignUp};
use super::wanted::Wanted;
use crate::ids::SubscriberId;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How long the key before the newest one signs, too: a receiver has a week to learn the new one.
const OLD_KEY_LIFE: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Where a subscription stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Somebody asked; nobody confirmed yet.
    Pending,
    /// Confirmed.
    Active,
    /// Its holder left.
    Unsubscribed,
    /// Its mailbox does not exist, or its holder complained.
    Bounced,
    /// Its receiver failed for a week.
    Disabled,
}

/// A key that signs what a receiver of webhooks gets.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SigningKey {
    /// The secret, as text.
    pub secret: String,
    /// Until when it signs; without an end the newest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SigningKey(until {:?})", self.until)
    }
}

/// A subscription.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscriber {
    /// The version for optimistic locking.
    pub version: u64,
    /// Whose.
    pub id: SubscriberId,
    /// Where messages go; nowhere once it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<SubscriberAddress>,
    /// Where it stands.
    pub standing: Standing,
    /// What its links carry: whoever has it reads what is sent to the address.
    pub token: String,
    /// What is wanted.
    pub wanted: Wanted,
    /// The language of messages.
    pub language: String,
    /// Updates before this are no news.
    pub since: Timestamp,
    /// When it changed last.
    pub changed_at: Timestamp,
    /// What waits for a confirmation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<Asked>,
    /// How often somebody asked on a day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_on: Option<(Date, u32)>,
    /// The keys that sign, newest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<SigningKey>,
    /// Who is told if a receiver fails for long.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<SubscriberAddress>,
}

impl std::fmt::Debug for Subscriber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Subscriber({} {:?} version {})", self.id, self.standing, self.version)
    }
}

impl Subscriber {
    /// A subscription that nobody asked for yet. `token` and `key` are random.
    pub fn new(address: &SubscriberAddress, token: String, key: String, now: Timestamp) -> Self {
        let keys = match address {
            SubscriberAddress::Email(_) => Vec::new(),
            SubscriberAddress::Webhook(_) => vec![SigningKey { secret: key, until: None }],
        };
        Self {
            version: 0,
            id: address.id(),
            address: None,
            standing: Standing::Pending,
            token,
            wanted: Wanted::default(),
            language: String::new(),
            since: now,
            changed_at: now,
            asked: None,
            asked_on: None,
            keys,
            contact: None,
        }
    }

    /// Somebody asks. Returns what makes the mail due, or `None` if too many asked for this address today. Nothing changes for
    /// its holder before they confirm.
    pub fn ask(&mut self, sign_up: &SignUp, now: Timestamp) -> Option<SubscriberEvent> {
        let today = now.to_zoned(TimeZone::UTC).date();
        let before = self.asked_on.filter(|(day, _)| *day == today).map_or(0, |(_, count)| count);
        if before >= MOST_ASKS_A_DAY {
            return None;
        }
        self.asked_on = Some((today, before + 1));
        if !self.is_active() {
            self.address = Some(sign_up.address.clone());
        }
        self.asked = Some(Asked {
            wanted: sign_up.wanted.clone(),
            language: sign_up.language.clone(),
            contact: sign_up.contact.clone(),
            at: now,
        });
        self.change(now);
        Some(self.event(SubscriberEventKind::Requested, now))
    }

    /// Its holder confirms what was asked. Returns `false` if there is nothing to confirm any more.
    pub fn confirm(&mut self, now: Timestamp) -> bool {
        let Some(asked) = self.asked.take().filter(|asked| !asked.is_over(now)) else { return false };
        match self.is_active() {
            true => self.wanted.join(&asked.wanted),
            false => {
                self.wanted = asked.wanted;
                self.since = now;
            }
        }
        self.standing = Standing::Active;
        self.language = asked.language;
        self.contact = asked.contact.or(self.contact.take());
        self.change(now);
        true
    }

    /// An operator adds somebody who confirmed elsewhere.
    pub fn admit(&mut self, sign_up: &SignUp, now: Timestamp) {
        self.address = Some(sign_up.address.clone());
        self.asked = Some(Asked {
            wanted: sign_up.wanted.clone(),
            language: sign_up.language.clone(),
            contact: sign_up.contact.clone(),
            at: now,
        });
        self.confirm(now);
    }

    /// Its holder chooses anew. Nothing wanted means to leave.
    pub fn choose(&mut self, wanted: Wanted, language: String, now: Timestamp) {
        if wanted.is_nothing() {
            return self.end(Standing::Unsubscribed, now);
        }
        (self.wanted, self.language) = (wanted, language);
        self.change(now);
    }

    /// It ends: nothing is sent there any more, and the address is forgotten. What remains says that it must not be added anew by a list.
    pub fn end(&mut self, standing: Standing, now: Timestamp) {
        self.standing = standing;
        (self.address, self.asked, self.wanted) = (None, None, Wanted::default());
        self.change(now);
    }

    /// Its receiver failed for a week. The contact stays, to be told once.
    pub fn disable(&mut self, now: Timestamp) -> SubscriberEvent {
        self.standing = Standing::Disabled;
        self.change(now);
        self.event(SubscriberEventKind::Disabled, now)
    }

    /// Its holder takes a new key; the one before signs, too, for a week.
    pub fn rotate_key(&mut self, secret: String, now: Timestamp) {
        let until = now.saturating_add(OLD_KEY_LIFE).unwrap_or(Timestamp::MAX);
        self.keys.truncate(1);
        self.keys.iter_mut().for_each(|key| key.until = Some(until));
        self.keys.insert(0, SigningKey { secret, until: None });
        self.change(now);
    }

    /// The secrets that sign at a time, the newest first.
    pub fn secrets(&self, now: Timestamp) -> Vec<&str> {
        let signs = |key: &&SigningKey| key.until.is_none_or(|until| now < until);
        self.keys.iter().filter(signs).map(|key| key.secret.as_str()).collect()
    }

    /// Whether messages go there.
    pub fn is_active(&self) -> bool {
        self.standing == Standing::Active && self.address.is_some()
    }

    /// Whether a link's token is its own.
    pub fn has_token(&self, token: &str) -> bool {
        // Digests: whoever measures how long this takes learns nothing of the token.
        let digest = |text: &str| crate::ids::digest(&["token", text]);
        digest(&self.token) == digest(token)
    }

    /// When the whole item may be deleted: of one that nobody ever confirmed.
    pub fn expires_at(&self) -> Option<Timestamp> {
        let asked = self.asked.as_ref().filter(|_| self.standing == Standing::Pending)?;
        asked.at.checked_add(super::sign_up::CONFIRM_WITHIN).ok()
    }

    fn change(&mut self, now: Timestamp) {
        self.version += 1;
        self.changed_at = now;
    }

    fn event(&self, kind: SubscriberEventKind, at: Timestamp) -> SubscriberEvent {
        SubscriberEvent { kind, subscriber: self.id.clone(), version: self.version, at }
    }
}
