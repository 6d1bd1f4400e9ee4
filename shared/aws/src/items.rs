//! The items of the table: the domain's own JSON in `data`, plus the attributes that requests use.
//!
//! The domain owns the JSON (its golden files pin it); nothing here decides.

use crate::keys::{BEAT_SHARD, DUE_SHARD, Key, OPEN_SHARD, month, sortable};
use aws_sdk_dynamodb::types::AttributeValue;
use callout_domain::change::{self, Change};
use callout_domain::context::IncidentContext;
use callout_domain::heartbeat::HeartbeatState;
use callout_domain::ids::{IncidentId, PolicyName};
use callout_domain::incident::{Alert, AlertStatus, EventRecord, Incident};
use callout_domain::notification::{Attempt, AttemptState, Subject};
use callout_domain::oncall::Notice;
use callout_domain::report_page::is_report;
use callout_domain::responder::verification::Verification;
use callout_domain::status::{MonthDocument, PageDocument};
use callout_domain::triage::{Cause, PolicyHistory};
use callout_ports::{Explained, PortError, PublishedPage};
use jiff::{SignedDuration, Timestamp};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// How long a resolved alert is kept: long enough to recognize a source's late repeat.
const CLOSED_ALERT_LIFE: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How long messages are kept: a year for postmortems, and some room.
const MESSAGE_LIFE: SignedDuration = SignedDuration::from_hours(400 * 24);
/// How long a notice and its messages are kept: long enough to investigate one that did not arrive.
const NOTICE_LIFE: SignedDuration = SignedDuration::from_hours(30 * 24);
/// The event type of a notice.
const NOTICE: &str = "notice";
/// The `state` of a message that was sent and must not be claimed again.
pub(crate) const SENT: &str = "sent";

/// One item of the table. Its fields depend on its type; see `keys.rs`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Item {
    pub(crate) pk: String,
    pub(crate) sk: String,
    /// The optimistic lock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) version: Option<u64>,
    /// The domain's JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) data: Option<String>,
    /// The type of an event.
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "type")]
    pub(crate) event: Option<String>,
    /// The partition of the due index, only where something is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) due_shard: Option<String>,
    /// When it is due, in seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) due_at: Option<i64>,
    /// The partition of the index of open incidents, only of those.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) open_shard: Option<String>,
    /// The month in which an incident opened, like `2026-11`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) opened_month: Option<String>,
    /// When an incident opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) opened_at: Option<String>,
    /// The partition of the index of what people did, only where it tells of that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) audit_shard: Option<String>,
    /// Its place there: when, and what tells it from others of that time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) audit_place: Option<String>,
    /// The incident that a pointer points to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) incident_id: Option<String>,
    /// The process that tries to send a message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) claimed_by: Option<String>,
    /// When the latest try to send a message began, in seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) claimed_at: Option<i64>,
    /// The result of a message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) state: Option<String>,
    /// The number of the next incident.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) next: Option<u64>,
    /// The month in which the latest incident opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) last_month: Option<String>,
    /// When DynamoDB may delete it, in seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) expires_at: Option<i64>,
}

impl Item {
    /// An item without content.
    pub(crate) fn at(key: Key) -> Self {
        Self { pk: key.pk, sk: key.sk, ..Self::default() }
    }

    /// Its key.
    pub(crate) fn key(&self) -> Key {
        Key { pk: self.pk.clone(), sk: self.sk.clone() }
    }

    /// Its content.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> Result<T, PortError> {
        let what = || format!("the stored item {} {}", self.pk, self.sk);
        let data = self.data.as_deref().ok_or_else(|| PortError::corrupt(what(), "it has no data"))?;
        serde_json::from_str(data).map_err(|error| PortError::corrupt(what(), error))
    }

    /// The current state of an incident.
    pub(crate) fn incident(incident: &Incident) -> Result<Self, PortError> {
        let wake_at = incident.wake_at();
        Ok(Self {
            version: Some(incident.version),
            data: Some(json(incident)?),
            due_shard: wake_at.map(|_| DUE_SHARD.to_owned()),
            due_at: wake_at.map(due_second),
            open_shard: incident.is_open().then(|| OPEN_SHARD.to_owned()),
            opened_month: Some(month(incident.opened_at)),
            opened_at: Some(sortable(incident.opened_at)),
            ..Self::at(Key::incident(&incident.id))
        })
    }

    /// An event of an incident.
    pub(crate) fn event(record: &EventRecord) -> Result<Self, PortError> {
        let event = Self {
            data: Some(json(record)?),
            event: Some(record.event.name().to_owned()),
            ..Self::at(Key::event(&record.incident_id, record.seq))
        };
        Ok(if record.actor.is_person() { event.audited(record.at) } else { event })
    }

    /// An alert; a resolved one expires. So does a report, which nothing resolves: strangers must not fill the table.
    pub(crate) fn alert(alert: &Alert) -> Result<Self, PortError> {
        let closed = alert.status == AlertStatus::Closed || is_report(&alert.source);
        Ok(Self {
            version: Some(alert.version),
            data: Some(json(alert)?),
            expires_at: closed.then(|| expiry(alert.changed_at, CLOSED_ALERT_LIFE)),
            ..Self::at(Key::alert(&alert.key))
        })
    }

    /// The pointer from a colleague's report to its incident, with when it arrived; it expires as messages do.
    pub(crate) fn report(alert: &Alert) -> Result<Option<Self>, PortError> {
        let Some(incident) = alert.incident.as_ref().filter(|_| is_report(&alert.source)) else {
            return Ok(None);
        };
        Ok(Some(Self {
            data: Some(json(&alert.opened_at)?),
            incident_id: Some(incident.to_string()),
            expires_at: Some(expiry(alert.opened_at, MESSAGE_LIFE)),
            ..Self::at(Key::report(&alert.key))
        }))
    }

    /// How a reported incident goes; it expires as messages do.
    pub(crate) fn report_standing(incident: &Incident) -> Result<Option<Self>, PortError> {
        let Some(standing) = incident.report_standing() else { return Ok(None) };
        Ok(Some(Self {
            data: Some(json(&standing)?),
            expires_at: Some(expiry(incident.opened_at, MESSAGE_LIFE)),
            ..Self::at(Key::report_standing(&incident.id))
        }))
    }

    /// The pointer from a group to its latest incident.
    pub(crate) fn group(incident: &Incident) -> Self {
        Self {
            incident_id: Some(incident.id.to_string()),
            expires_at: Some(expiry(incident.opened_at, MESSAGE_LIFE)),
            ..Self::at(Key::group(&incident.group))
        }
    }

    /// The pointer from a number to its incident, for as long as the incident is kept.
    pub(crate) fn number(incident: &Incident) -> Self {
        Self { incident_id: Some(incident.id.to_string()), ..Self::at(Key::number(incident.number)) }
    }

    /// The counted incidents of a policy.
    pub(crate) fn policy_history(policy: &PolicyName, history: &PolicyHistory) -> Result<Self, PortError> {
        Ok(Self {
            version: Some(history.version),
            data: Some(json(history)?),
            ..Self::at(Key::policy_history(policy))
        })
    }

    /// The pointer to an alert that explains others.
    pub(crate) fn cause(cause: &Cause) -> Result<Self, PortError> {
        Ok(Self {
            data: Some(json(cause)?),
            expires_at: Some(expiry(cause.since, MESSAGE_LIFE)),
            ..Self::at(Key::cause(&cause.name))
        })
    }

    /// A message and its result.
    pub(crate) fn message(attempt: &Attempt) -> Result<Self, PortError> {
        Ok(Self {
            data: Some(json(attempt)?),
            claimed_by: Some(attempt.claimed_by.clone()),
            claimed_at: Some(attempt.at.as_second()),
            state: Some(state(&attempt.state).to_owned()),
            expires_at: Some(expiry(attempt.at, life(&attempt.about))),
            ..Self::at(Key::message(&attempt.about, &attempt.id))
        })
    }

    /// An alarm that an alert of an incident explains; it expires as messages do.
    pub(crate) fn explained(explained: &Explained) -> Result<Self, PortError> {
        let Explained { incident, release } = explained;
        Ok(Self {
            data: Some(json(release)?),
            expires_at: Some(expiry(release.changed_at, MESSAGE_LIFE)),
            ..Self::at(Key::explained(incident, &release.alert_key()))
        })
    }

    /// A notice, which expires.
    pub(crate) fn notice(notice: &Notice) -> Result<Self, PortError> {
        Ok(Self {
            data: Some(json(notice)?),
            event: Some(NOTICE.to_owned()),
            expires_at: Some(expiry(notice.at, NOTICE_LIFE)),
            ..Self::at(Key::notice(&notice.id()))
        })
    }

    /// The verification of a contact.
    pub(crate) fn verification(known: &Verification) -> Result<Self, PortError> {
        let key = Key::contact(&known.responder, &known.contact);
        Ok(Self { version: Some(known.version), data: Some(json(known)?), ..Self::at(key) })
    }

    /// The context of an incident; it expires as messages do.
    pub(crate) fn context(
        of: &IncidentId,
        found: &IncidentContext,
        at: Timestamp,
    ) -> Result<Self, PortError> {
        let key = Key::context(of);
        Ok(Self { data: Some(json(found)?), expires_at: Some(expiry(at, MESSAGE_LIFE)), ..Self::at(key) })
    }

    /// A change, which expires.
    pub(crate) fn change(change: &Change) -> Result<Self, PortError> {
        Ok(Self {
            data: Some(json(change)?),
            expires_at: Some(expiry(change.at, change::LIFE)),
            ..Self::at(Key::change(change))
        })
    }

    /// The state of a heartbeat.
    pub(crate) fn heartbeat_state(beat: &HeartbeatState) -> Result<Self, PortError> {
        Ok(Self {
            version: Some(beat.version),
            data: Some(json(beat)?),
            due_shard: beat.due_at.map(|_| BEAT_SHARD.to_owned()),
            due_at: beat.due_at.map(due_second),
            ..Self::at(Key::heartbeat(&beat.name))
        })
    }

    /// What was published of a status page.
    pub(crate) fn published_page(page: &PublishedPage) -> Result<Self, PortError> {
        let key = Key::published_page(&page.page);
        Ok(Self { version: Some(page.round), data: Some(json(page)?), ..Self::at(key) })
    }

    /// The incidents of a month on the status page.
    pub(crate) fn status_month(month: &MonthDocument) -> Result<Self, PortError> {
        let key = Key::status_month(month.month);
        Ok(Self { version: Some(month.version), data: Some(json(month)?), ..Self::at(key) })
    }

    /// The document behind the status page.
    pub(crate) fn status_page(page: &PageDocument) -> Result<Self, PortError> {
        Ok(Self { version: Some(page.version), data: Some(json(page)?), ..Self::at(Key::status_page()) })
    }
}

/// Converts a record to the SDK's attributes.
pub(crate) fn to_attributes<T: Serialize>(record: &T) -> Result<HashMap<String, AttributeValue>, PortError> {
    serde_dynamo::aws_sdk_dynamodb_1::to_item(record)
        .map_err(|error| PortError::corrupt("what was to be stored", error))
}

/// Converts the SDK's attributes to a record.
pub(crate) fn from_attributes<T: DeserializeOwned>(
    attributes: HashMap<String, AttributeValue>,
) -> Result<T, PortError> {
    serde_dynamo::aws_sdk_dynamodb_1::from_item(attributes)
        .map_err(|error| PortError::corrupt("an item of the table", error))
}

/// The domain's own JSON.
pub(crate) fn json<T: Serialize>(value: &T) -> Result<String, PortError> {
    serde_json::to_string(value).map_err(|error| PortError::corrupt("what was to be stored", error))
}

/// The second from which something is due: rounded up, so never early.
pub(crate) fn due_second(at: Timestamp) -> i64 {
    at.as_second() + i64::from(at.subsec_nanosecond() > 0)
}

pub(crate) fn expiry(from: Timestamp, life: SignedDuration) -> i64 {
    from.as_second().saturating_add(life.as_secs())
}

fn life(about: &Subject) -> SignedDuration {
    match about {
        Subject::Incident { .. } => MESSAGE_LIFE,
        Subject::Notice { .. } => NOTICE_LIFE,
    }
}

fn state(state: &AttemptState) -> &'static str {
    match state {
        AttemptState::Claimed => "claimed",
        AttemptState::Queued(_) => "queued",
        AttemptState::Delayed(_) => "delayed",
        AttemptState::Sent(_) => SENT,
        AttemptState::Failed(_) => "failed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn nothing_is_due_before_its_time() {
        assert_eq!(due_second(at("1970-01-01T00:00:10Z")), 10);
        assert_eq!(due_second(at("1970-01-01T00:00:10.001Z")), 11);
    }

    #[test]
    fn an_item_survives_its_attributes() {
        let item = Item { version: Some(3), due_at: Some(-5), ..Item::at(Key::counter()) };
        let attributes = to_attributes(&item).unwrap();
        assert_eq!(attributes["version"], AttributeValue::N("3".to_owned()));
        assert_eq!(attributes.len(), 4);
        assert_eq!(from_attributes::<Item>(attributes).unwrap(), item);
    }
}
