//! Every name in the table: keys, and the attributes and indexes that requests use.
//!
//! Reads and writes nothing.

mod read;
mod subscribers;

use aws_sdk_dynamodb::types::AttributeValue;
use callout_domain::change::Change;
use callout_domain::ids::{
    AlertKey, ContactName, HeartbeatName, IncidentId, NoticeId, PolicyName, ResponderName, ServiceName,
};
use callout_domain::notification::Subject;
use callout_domain::status::Month;
use callout_domain::triage::{CauseName, GroupKey};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::HashMap;

/// Attributes that requests use; all others are fields of [`crate::items::Item`].
pub(crate) const PK: &str = "pk";
pub(crate) const SK: &str = "sk";

/// The index of what has a next step: `due_shard`, `due_at`; keys only.
pub(crate) const DUE_INDEX: &str = "due";
/// The only partition of the due index: open incidents are few, and the sweep reads them in one order.
pub(crate) const DUE_SHARD: &str = "DUE";
/// The partition of the due index for heartbeats, which have a sweep of their own.
pub(crate) const BEAT_SHARD: &str = "BEAT";
/// The partition of the due index for what waits for subscribers.
pub(crate) const MAILBOX_SHARD: &str = "MAILBOX";
/// The index of open incidents: `open_shard`, `opened_at`; keys only. What is over is not in it.
pub(crate) const OPEN_INDEX: &str = "open";
/// The only partition of the open index: an incident is written there when it opens and when it ends.
pub(crate) const OPEN_SHARD: &str = "OPEN";
/// The partitions of the open index for subscribers, sorted by ID: those who get messages, and those who do not any more.
pub(crate) const SUBSCRIBER_SHARD: &str = "SUBSCRIBER";
pub(crate) const FORMER_SHARD: &str = "FORMER_SUBSCRIBER";
/// The index of incidents by month: `opened_month`, `opened_at`; all attributes.
pub(crate) const OPENED_INDEX: &str = "opened";
/// The index of what people did: `audit_shard`, `audit_place`; their events.
pub(crate) const AUDIT_INDEX: &str = "audit";
/// The only partition of the audit index: what people do by hand is a few writes a minute, where one takes a thousand a second.
pub(crate) const AUDIT_SHARD: &str = "AUDIT";

const STATE: &str = "STATE";
const INCIDENT: &str = "INC#";
/// The prefix of event keys.
pub(crate) const EVENT: &str = "EV#";
const CONTEXT: &str = "CONTEXT";
/// The prefix of message keys.
pub(crate) const MESSAGE: &str = "MSG#";
/// Alarms that alerts of an incident explain.
pub(crate) const EXPLAINED: &str = "EXPLAINED#";
const NOTICE: &str = "NOTICE#";
const HEARTBEAT: &str = "HEARTBEAT#";
const CHANGE: &str = "CHANGE#";
/// The months of the status page.
const STATUS_MONTH: &str = "STATUS#";
const KEY_USE: &str = "KEY_USE#";
const NEW_ALARMS: &str = "NEW_ALARMS#";
const ALERT: &str = "ALERT#";
const GROUP: &str = "GROUP#";
const POLICY: &str = "POLICY#";
const CAUSE: &str = "CAUSE#";
const ALERT_COUNTER: &str = "ALERT_COUNTER#";
const NUMBER: &str = "NUMBER#";
const RESPONDER: &str = "RESPONDER#";
const QUEUE: &str = "QUEUE#";
const CONTACT: &str = "CONTACT#";
const VERIFIED: &str = "VERIFIED#";
const SETTINGS: &str = "SETTINGS";
const LIVE: &str = "LIVE";
const SIGN_IN: &str = "SIGN_IN#";
const SIGN_OUT: &str = "SIGN_OUT#";
const CONSOLE_LINK: &str = "CONSOLE_LINK#";
const SESSION: &str = "SESSION#";
const PERSON: &str = "PERSON#";
const ADDRESS: &str = "ADDRESS#";
const REPORT: &str = "REPORT#";
const SUBSCRIBER: &str = "SUB#";
/// How far maintenance was handed on to subscribers.
const ANNOUNCED: &str = "ANNOUNCED";
/// The counts of sign-ups.
const SUBSCRIBE: &str = "SUBSCRIBE#";
/// How many versions are kept of what people decided: whoever has read the pointer must find its version there.
const LIVE_PLACES: u64 = 4;
const CONTACTS: &str = "CONTACTS#";

/// The key of one item.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    pub(crate) pk: String,
    pub(crate) sk: String,
}

impl Key {
    fn new(pk: impl Into<String>, sk: impl Into<String>) -> Self {
        Self { pk: pk.into(), sk: sk.into() }
    }

    /// The current state of an incident.
    pub(crate) fn incident(id: &IncidentId) -> Self {
        Self::new(partition(id), STATE)
    }

    /// One event of an incident; ten digits make the text sort by number.
    pub(crate) fn event(id: &IncidentId, seq: u64) -> Self {
        Self::new(partition(id), format!("{EVENT}{seq:010}"))
    }

    /// The context of an incident.
    pub(crate) fn context(id: &IncidentId) -> Self {
        Self::new(partition(id), CONTEXT)
    }

    /// An alarm that an alert of an incident explains.
    pub(crate) fn explained(id: &IncidentId, alert: &AlertKey) -> Self {
        Self::new(partition(id), format!("{EXPLAINED}{alert}"))
    }

    /// One message about an incident or of a notice, in its partition.
    pub(crate) fn message(about: &Subject, message: &str) -> Self {
        let partition = match about {
            Subject::Incident { incident, .. } => partition(incident),
            Subject::Notice { notice } => Self::notice(notice).pk,
        };
        Self::new(partition, format!("{MESSAGE}{message}"))
    }

    /// A notice: an event like those of incidents, so that the stream carries it to the outbox.
    pub(crate) fn notice(id: &NoticeId) -> Self {
        Self::new(format!("{NOTICE}{id}"), format!("{EVENT}{:010}", 1))
    }

    /// An alert.
    pub(crate) fn alert(key: &AlertKey) -> Self {
        Self::new(format!("{ALERT}{key}"), STATE)
    }

    /// The pointer to the latest incident of a group.
    pub(crate) fn group(group: &GroupKey) -> Self {
        Self::new(format!("{GROUP}{group}"), STATE)
    }

    /// The pointer to an alert that explains others.
    pub(crate) fn cause(name: &CauseName) -> Self {
        Self::new(format!("{CAUSE}{name}"), STATE)
    }

    /// One shard of an incident's counts, in a partition of its own, since one allows 1,000 write units a second.
    pub(crate) fn alert_counter(id: &IncidentId, shard: u8) -> Self {
        Self::new(format!("{ALERT_COUNTER}{id}#{shard}"), STATE)
    }

    /// The number of the next incident.
    pub(crate) fn counter() -> Self {
        Self::new("COUNTER", "INCIDENTS")
    }

    /// The pointer from a number to its incident.
    pub(crate) fn number(number: u64) -> Self {
        Self::new(format!("{NUMBER}{number}"), STATE)
    }

    /// The counted incidents of a policy.
    pub(crate) fn policy_history(policy: &PolicyName) -> Self {
        Self::new(format!("{POLICY}{policy}"), STATE)
    }

    /// The send history and the waiting messages of one contact.
    pub(crate) fn contact_queue(responder: &ResponderName, contact: &ContactName) -> Self {
        Self::new(format!("{RESPONDER}{responder}"), format!("{QUEUE}{contact}"))
    }

    /// The verification of a responder's contact.
    pub(crate) fn contact(responder: &ResponderName, contact: &ContactName) -> Self {
        Self::new(format!("{RESPONDER}{responder}"), format!("{CONTACT}{contact}"))
    }

    /// When a responder's contact was last verified. A prefix of its own: what is beside a verification tells of addresses.
    pub(crate) fn verified(responder: &ResponderName, contact: &ContactName) -> Self {
        Self::new(format!("{VERIFIED}{responder}"), format!("{CONTACT}{contact}"))
    }

    /// The state of a heartbeat.
    pub(crate) fn heartbeat(name: &HeartbeatName) -> Self {
        Self::new(format!("{HEARTBEAT}{name}"), STATE)
    }

    /// The last use of the key that has a digest; half of it names the key, and could not be one.
    pub(crate) fn key_use(key_sha256: &str) -> Self {
        let half = key_sha256.get(..32).unwrap_or(key_sha256);
        Self::new(format!("{KEY_USE}{half}"), STATE)
    }

    /// The document behind the status page.
    pub(crate) fn status_page() -> Self {
        Self::new("STATUS", "PAGE")
    }

    /// The incidents of a month on the status page.
    pub(crate) fn status_month(month: Month) -> Self {
        Self::new(format!("{STATUS_MONTH}{month}"), STATE)
    }

    /// What was published of the main status page, or of one for an audience.
    pub(crate) fn published_page(page: &str) -> Self {
        match page {
            "" => Self::new("STATUS", "PUBLISHED"),
            name => Self::new("STATUS", format!("PUBLISHED#{name}")),
        }
    }

    /// The pointer to the active settings.
    pub(crate) fn settings() -> Self {
        Self::new(SETTINGS, "CURRENT")
    }

    /// How many links to sign in were asked for in a minute since 1970.
    pub(crate) fn sign_in_requests(day: Date, minute: i64) -> Self {
        Self::new(format!("{SIGN_IN}{day}"), format!("REQUESTS#{minute}"))
    }

    /// The links to sign in that were sent on a day, to everybody.
    pub(crate) fn sign_ins_of_all(day: Date) -> Self {
        Self::new(format!("{SIGN_IN}{day}"), "SENT")
    }

    /// Somebody asked for a link to sign in: an event, so that the stream carries it to the outbox.
    pub(crate) fn sign_in_event(day: Date, id: &str) -> Self {
        Self::new(format!("{SIGN_IN}{day}"), format!("{EVENT}{id}"))
    }

    /// The requests of a day that became links of one person.
    pub(crate) fn sign_ins(day: Date, who: &ResponderName) -> Self {
        Self::new(format!("{SIGN_IN}{day}"), format!("{RESPONDER}{who}"))
    }

    /// The pointer from a colleague's report to its incident.
    pub(crate) fn report(alert: &AlertKey) -> Self {
        Self::new(format!("{REPORT}{alert}"), STATE)
    }

    /// How a reported incident goes, for whoever reported it.
    pub(crate) fn report_standing(id: &IncidentId) -> Self {
        Self::new(format!("{REPORT}{id}"), STATE)
    }

    /// A session of the console that was ended before its time.
    pub(crate) fn ended_session(mark: &str) -> Self {
        Self::new(format!("{SESSION}{mark}"), "ENDED")
    }

    /// Before which moment all sessions of a person were ended.
    pub(crate) fn ended_sessions_of(who: &ResponderName) -> Self {
        Self::new(format!("{PERSON}{who}"), "SESSIONS")
    }

    /// That all sessions of a person were ended at a moment.
    pub(crate) fn sign_out(who: &ResponderName, moment: Timestamp) -> Self {
        Self::new(format!("{PERSON}{who}"), format!("{SIGN_OUT}{}", sortable(moment)))
    }

    /// That a link was printed at a moment that signs in as a person.
    pub(crate) fn console_link(who: &ResponderName, moment: Timestamp) -> Self {
        Self::new(format!("{PERSON}{who}"), format!("{CONSOLE_LINK}{}", sortable(moment)))
    }

    /// What a person changed for themselves.
    pub(crate) fn person(who: &ResponderName) -> Self {
        Self::new(format!("{PERSON}{who}"), "CONTACTS")
    }

    /// The nth change of a person: an event, so that the stream carries it to the outbox.
    pub(crate) fn person_event(who: &ResponderName, nth: u64) -> Self {
        Self::new(format!("{PERSON}{who}"), format!("{EVENT}{nth:010}"))
    }

    /// The counter of all changes of people.
    pub(crate) fn people() -> Self {
        Self::new("PEOPLE", "CURRENT")
    }

    /// An address that a person added. A prefix of its own, so that a role may write and not read it.
    pub(crate) fn own_address(who: &ResponderName, mark: &str) -> Self {
        Self::new(format!("{ADDRESS}{who}"), mark)
    }

    /// Where the settings stand in their files.
    pub(crate) fn places() -> Self {
        Self::new("PLACES", "CURRENT")
    }

    /// The pointer to the latest version of what people decided beside the settings.
    pub(crate) fn live() -> Self {
        Self::new(LIVE, "CURRENT")
    }

    /// A version of what people decided beside the settings.
    pub(crate) fn live_version(number: u64) -> Self {
        Self::new(format!("{LIVE}#{}", number % LIVE_PLACES), STATE)
    }

    /// The nth decision beside the settings.
    pub(crate) fn live_event(nth: u64) -> Self {
        Self::new(LIVE, format!("{EVENT}{nth:010}"))
    }

    /// The record that settings were applied for the nth time.
    pub(crate) fn settings_event(nth: u64) -> Self {
        Self::new(SETTINGS, format!("{EVENT}{nth:010}"))
    }

    /// One piece of the rules of one version of the settings.
    pub(crate) fn settings_chunk(version: &str, nth: usize) -> Self {
        Self::new(settings_partition(version), format!("{nth:04}"))
    }

    /// One piece of the people's addresses of one version of the settings.
    pub(crate) fn contacts_chunk(version: &str, nth: usize) -> Self {
        Self::new(contacts_partition(version), format!("{nth:04}"))
    }

    /// A change, in its service's partition, sorted by time.
    pub(crate) fn change(change: &Change) -> Self {
        Self::new(changes_partition(&change.service), format!("{}#{}", sortable(change.at), change.id))
    }

    /// The new alarms of an integration in a minute since 1970. Each minute in a partition of its own.
    pub(crate) fn new_alarms(integration: &str, minute: i64) -> Self {
        Self::new(format!("{NEW_ALARMS}{integration}#{minute}"), STATE)
    }

    /// The key as a request's attributes.
    pub(crate) fn attributes(&self) -> HashMap<String, AttributeValue> {
        HashMap::from([
            (PK.to_owned(), AttributeValue::S(self.pk.clone())),
            (SK.to_owned(), AttributeValue::S(self.sk.clone())),
        ])
    }
}

/// The partition of an incident and everything about it.
pub(crate) fn partition(id: &IncidentId) -> String {
    format!("{INCIDENT}{id}")
}

/// The partition of the changes of a service.
pub(crate) fn changes_partition(service: &ServiceName) -> String {
    format!("{CHANGE}{service}")
}

/// The partition of the rules of one version of the settings.
pub(crate) fn settings_partition(version: &str) -> String {
    format!("{SETTINGS}#{version}")
}

/// The partition of the people's addresses of one version of the settings. A prefix of its own, so that a role may read the
/// rules and not these.
pub(crate) fn contacts_partition(version: &str) -> String {
    format!("{CONTACTS}{version}")
}

/// The partition of the opened index.
pub(crate) fn month(at: Timestamp) -> String {
    at.strftime("%Y-%m").to_string()
}

/// A time as text that sorts by time: always with nine digits of a second.
pub(crate) fn sortable(at: Timestamp) -> String {
    format!("{at:.9}")
}

#[cfg(test)]
mod tests;
