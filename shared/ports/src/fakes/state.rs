//! The shared state of the fakes.
//!
//! Implements no port: the fakes do.

use super::subscriptions::Subscriptions;
use crate::{
    Announcement, ContactQueueTimer, Delivery, OwnTopic, PageObject, PublishedPage, StoredContactQueue,
    SubscriptionStatus, Timer,
};
use callout_domain::alarm::AlarmEvent;
use callout_domain::audit::AuditEntry;
use callout_domain::change::Change;
use callout_domain::context::{Graph, IncidentContext};
use callout_domain::heartbeat::HeartbeatState;
use callout_domain::ids::{
    AlertKey, ContactName, HeartbeatName, IncidentId, NoticeId, PolicyName, ResponderName,
};
use callout_domain::incident::{Alert, EventRecord, Incident};
use callout_domain::live::{LiveRecord, LiveVersion};
use callout_domain::notification::{Attempt, Words};
use callout_domain::oncall::Notice;
use callout_domain::person::{People, PersonEvent};
use callout_domain::responder::verification::Verification;
use callout_domain::settings::{Rules, Settings, SettingsPlaces};
use callout_domain::sign_in::SignInRequest;
use callout_domain::status::{Month, MonthDocument, PageDocument};
use callout_domain::triage::{Cause, CauseName, GroupKey, PolicyHistory, Shard};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A fault to inject: the call fails before or after its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The call does nothing and fails.
    Before,
    /// The call does its work, but its result is lost.
    After,
}

/// A message that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// The message.
    pub delivery: Delivery,
    /// When it was sent.
    pub at: Timestamp,
}

/// Everything that was written, sent and requested.
#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) incidents: BTreeMap<IncidentId, Incident>,
    /// Those that no version here can read.
    pub(super) hidden: BTreeSet<IncidentId>,
    /// Whether no contact's queue can be read.
    pub(super) hides_contact_queues: bool,
    pub(super) events: BTreeMap<IncidentId, Vec<EventRecord>>,
    pub(super) alerts: BTreeMap<AlertKey, Alert>,
    pub(super) groups: BTreeMap<GroupKey, IncidentId>,
    pub(super) policy_histories: BTreeMap<PolicyName, PolicyHistory>,
    pub(super) causes: BTreeMap<CauseName, Cause>,
    pub(super) explained: BTreeMap<(IncidentId, AlertKey), AlarmEvent>,
    pub(super) shards: BTreeMap<(IncidentId, u8), StoredShard>,
    /// Every applied commit: repeating it changes nothing.
    pub(super) counted: BTreeSet<String>,
    pub(super) contact_queues: BTreeMap<(ResponderName, ContactName), StoredContactQueue>,
    /// How many more savings of a contact's queue meet another writer.
    pub(super) contact_queue_conflicts: u32,
    pub(super) contact_queue_timers: Vec<ContactQueueTimer>,
    pub(super) stream: Vec<EventRecord>,
    pub(super) key_uses: BTreeMap<String, Timestamp>,
    pub(super) heartbeat_states: BTreeMap<HeartbeatName, HeartbeatState>,
    /// Topics of the template with an address, and whether that hears them.
    pub(super) own_topics: BTreeMap<OwnTopic, SubscriptionStatus>,
    pub(super) published_to_own_topics: Vec<(OwnTopic, Words)>,
    pub(super) changes: Vec<Change>,
    pub(super) new_alarms: BTreeMap<(String, i64), u64>,
    pub(super) graphs: BTreeMap<String, Graph>,
    pub(super) firing: Vec<String>,
    pub(super) context: BTreeMap<IncidentId, IncidentContext>,
    pub(super) notices: BTreeSet<NoticeId>,
    pub(super) posted: Vec<Notice>,
    pub(super) attempts: BTreeMap<(String, String), Attempt>,
    pub(super) settings: Option<Settings>,
    pub(super) live: LiveVersion,
    pub(super) live_records: Vec<LiveRecord>,
    pub(super) places: SettingsPlaces,
    /// What people did, in the order of places.
    pub(super) audit: Vec<AuditEntry>,
    /// What people changed for themselves, without addresses.
    pub(super) people: People,
    pub(super) own_addresses: BTreeMap<(ResponderName, String), String>,
    pub(super) person_events: Vec<PersonEvent>,
    /// Without addresses, as most functions read them.
    pub(super) rules: Option<Arc<Rules>>,
    pub(super) rules_with_contacts: Option<Arc<Rules>>,
    pub(super) alert_queue: Vec<AlarmEvent>,
    pub(super) seen: BTreeSet<String>,
    pub(super) published: Vec<Announcement>,
    pub(super) longest_event: Option<usize>,
    pub(super) wakes: Vec<Timer>,
    pub(super) sent: Vec<Sent>,
    pub(super) dead_topics: BTreeSet<String>,
    pub(super) hears_texts: bool,
    pub(super) page: PageDocument,
    pub(super) published_pages: BTreeMap<String, PublishedPage>,
    pub(super) months: BTreeMap<Month, MonthDocument>,
    pub(super) verifications: Vec<Verification>,
    /// How many links were asked for in a minute.
    pub(super) sign_in_requests: BTreeMap<i64, u64>,
    pub(super) sign_in_events: Vec<SignInRequest>,
    /// Which requests took one of a person's links of a day.
    pub(super) sign_ins: BTreeMap<(Date, ResponderName), BTreeSet<String>>,
    /// The sessions that were ended, by their marks.
    pub(super) ended_sessions: BTreeSet<String>,
    /// Before which moment all sessions of a person were ended.
    pub(super) ended_before: BTreeMap<ResponderName, Timestamp>,
    pub(super) objects: BTreeMap<String, PageObject>,
    /// The paths of the status page's files in the order in which they were written.
    pub(super) written: Vec<String>,
    pub(super) drafts: BTreeMap<String, String>,
    pub(super) subscriptions: Subscriptions,
    pub(super) calls: u64,
    pub(super) fault: Option<(u64, Fault)>,
}

impl State {
    pub(super) fn attempts_of(&self, incident: &IncidentId) -> Vec<Attempt> {
        let all = self.attempts.iter().filter(|((of, _), _)| of == incident.as_str());
        all.map(|(_, attempt)| attempt.clone()).collect()
    }
}

/// A stored shard.
#[derive(Debug, Default)]
pub(super) struct StoredShard {
    pub(super) shard: Shard,
    pub(super) closed: bool,
}
