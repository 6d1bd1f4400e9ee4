//! The dependencies of the functions, as traits.
//!
//! Must not depend on AWS. Each trait has one real adapter (`callout-aws`) and one in-memory fake (feature
//! `fakes`); the same contract tests run on both.

mod alarm_budgets;
mod audit;
mod changes;
mod clock;
mod contact_queues;
mod context;
mod error;
mod heartbeats;
mod key_uses;
mod live;
mod messages;
mod notices;
mod outbound;
mod own_topics;
mod pages;
mod persons;
mod places;
mod queues;
mod receipts;
mod sessions;
mod sign_ins;
mod store;
mod subscribers;
mod verifications;
mod web;

#[cfg(feature = "fakes")]
pub mod fakes;

pub use alarm_budgets::AlarmBudgets;
pub use audit::{AuditLog, AuditPart};
pub use changes::Changes;
pub use clock::Clock;
pub use contact_queues::{ContactQueueTimer, ContactQueueTimers, ContactQueues, StoredContactQueue};
pub use context::{ContextStore, Metrics};
pub use error::{CommitError, PortError, SendError};
pub use heartbeats::Heartbeats;
pub use key_uses::KeyUses;
pub use live::LiveStore;
pub use messages::{Address, Attempts, CLAIM_LEASE, Claimed, Delivery, LinkKeySource, Messenger};
pub use notices::{Notices, Posted};
pub use outbound::{DeliveryQueue, DeliveryTask, Mail, MailError, Mailer, Post, Receivers};
pub use own_topics::{AddressedTopic, AddressedTopics, OwnTopic, OwnTopics, SubscriptionStatus};
pub use pages::{Drafts, PageDocuments, PageObject, PublishedPage, StatusBucket};
pub use persons::{OwnAddresses, PersonStore};
pub use places::PlacesStore;
pub use queues::{AlertQueue, Announcement, EventTopic, Timer, Timers};
pub use receipts::{Receipts, ReportState};
pub use sessions::{EndedSessions, Sessions};
pub use sign_ins::SignIns;
pub use store::{
    Change, Commit, ContactSource, Counting, Explained, Found, IncidentStore, Lookup, OpenIncidents,
    OpeningWrites, Record, SettingsSource,
};
pub use subscribers::{Listed, Mailboxes, Subscribers};
pub use verifications::Verifications;
pub use web::Web;
