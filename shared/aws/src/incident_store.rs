//! Incidents and alerts on DynamoDB: reading.
//!
//! Writes are in `commit.rs`; decisions are made elsewhere.

use crate::error;
use crate::items::{Item, from_attributes};
use crate::keys::{DUE_INDEX, DUE_SHARD, EXPLAINED, Key, OPENED_INDEX, partition, sortable};
use crate::readable::readable;
use crate::table::Table;
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::types::AttributeValue;
use callout_domain::alarm::AlarmEvent;
use callout_domain::ids::{AlertKey, IncidentId};
use callout_domain::incident::{Alert, EventRecord, Incident};
use callout_domain::notification::Attempt;
use callout_domain::triage::{Cause, PolicyHistory, Shard};
use callout_ports::{Commit, CommitError, Found, IncidentStore, Lookup, OpenIncidents, PortError, Record};
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// No incident is older, so that a request for "everything" ends.
const FIRST_MONTH: Date = date(2025, 1, 1);

impl IncidentStore for Table {
    async fn incident(&self, id: &IncidentId) -> Result<Option<Incident>, PortError> {
        let item: Option<Item> = self.get(&Key::incident(id), "read the incident").await?;
        item.map(|item| item.read()).transpose()
    }

    async fn find(&self, wanted: &Lookup) -> Result<Found, PortError> {
        let mut found = self.find_pointers(wanted).await?;
        let of_alerts = found.alerts.values().filter_map(|alert| alert.incident.as_ref());
        let of_causes = found.causes.values().map(|cause| &cause.incident);
        let incidents = of_alerts.chain(of_causes).chain(found.groups.values()).map(Key::incident);
        let causes = found.causes.values().map(|cause| Key::alert(&cause.alert));
        let keys = incidents.chain(causes).collect();
        let items: Vec<Item> = self.get_all(keys, "read the incidents of a batch of alarms").await?;
        for item in items {
            if item.key().alert_of().is_some() {
                take(&mut found, &item);
            } else if let Some(incident) = readable::<Incident>(&item) {
                found.incidents.insert(incident.id.clone(), incident);
            }
        }
        Ok(found)
    }

    async fn commit(&self, commit: &Commit) -> Result<(), CommitError> {
        self.record_decision(commit).await
    }

    async fn point_to(&self, causes: &[Cause]) -> Result<(), PortError> {
        let items = causes.iter().map(Item::cause).collect::<Result<Vec<_>, _>>()?;
        self.put_all(items, "say which alarms explain others").await
    }

    async fn shards(&self, id: &IncidentId) -> Result<Vec<Shard>, PortError> {
        self.read_shards(id).await
    }

    async fn explained(&self, id: &IncidentId) -> Result<Vec<AlarmEvent>, PortError> {
        let query = self
            .client
            .query()
            .key_condition_expression("pk = :pk AND begins_with(sk, :explained)")
            .expression_attribute_values(":pk", AttributeValue::S(partition(id)))
            .expression_attribute_values(":explained", AttributeValue::S(EXPLAINED.to_owned()))
            .consistent_read(true);
        let items = self.query_all(query, "read what an alert explained").await?;
        Ok(items.iter().filter_map(readable).collect())
    }

    async fn overdue(&self, before: Timestamp, most: usize) -> Result<Vec<IncidentId>, PortError> {
        if most == 0 {
            return Ok(Vec::new());
        }
        let request = self
            .client
            .query()
            .table_name(&self.name)
            .index_name(DUE_INDEX)
            .key_condition_expression("due_shard = :shard AND due_at < :before")
            .expression_attribute_values(":shard", AttributeValue::S(DUE_SHARD.to_owned()))
            .expression_attribute_values(":before", AttributeValue::N(before.as_second().to_string()))
            .limit(i32::try_from(most).unwrap_or(i32::MAX));
        let answer = request.send().await.map_err(error::unavailable("find overdue incidents"))?;
        let keys = answer.items.unwrap_or_default().into_iter().map(from_attributes::<Item>);
        let ids = keys.map(|item| item.map(|item| item.key().incident_id()));
        ids.filter_map(Result::transpose).collect()
    }

    async fn newest_events(&self, id: &IncidentId, most: usize) -> Result<Vec<EventRecord>, PortError> {
        self.events_before(id, u64::MAX, most).await
    }

    async fn events_before(
        &self,
        id: &IncidentId,
        before: u64,
        most: usize,
    ) -> Result<Vec<EventRecord>, PortError> {
        self.read_events(id, before, most).await
    }

    async fn messages(&self, id: &IncidentId, most: usize) -> Result<Vec<Attempt>, PortError> {
        self.read_messages(id, most).await
    }

    async fn alerts(&self, keys: &BTreeSet<AlertKey>) -> Result<BTreeMap<AlertKey, Alert>, PortError> {
        let keys = keys.iter().map(Key::alert).collect();
        let items: Vec<Item> = self.get_all(keys, "read the alerts of an incident").await?;
        Ok(items.iter().filter_map(readable).map(|alert: Alert| (alert.key.clone(), alert)).collect())
    }

    async fn record(&self, id: &IncidentId) -> Result<Record, PortError> {
        self.read_record(id).await
    }

    async fn open_incidents(&self, most: usize) -> Result<OpenIncidents, PortError> {
        self.read_open(most).await
    }

    async fn numbered(&self, number: u64) -> Result<Option<Incident>, PortError> {
        let pointer: Option<Item> = self.get(&Key::number(number), "find an incident by its number").await?;
        match pointer.and_then(|pointer| pointer.incident_id) {
            Some(id) => self.incident(&IncidentId::from(id.as_str())).await,
            None => Ok(None),
        }
    }

    async fn opened_count(&self) -> Result<u64, PortError> {
        let counter: Option<Item> = self.get(&Key::counter(), COUNTING).await?;
        Ok(counter.and_then(|counter| counter.next).map_or(0, |next| next.saturating_sub(1)))
    }

    async fn opened_since(&self, since: Timestamp) -> Result<Vec<Incident>, PortError> {
        let counter: Option<Item> = self.get(&Key::counter(), COUNTING).await?;
        let Some(latest) = counter.and_then(|counter| counter.last_month) else { return Ok(Vec::new()) };
        let mut found = Vec::new();
        for month in months(since, &latest)? {
            let items = self.query_all(self.opened_in(&month, (since, Timestamp::MAX)), LISTING).await?;
            found.extend(items.iter().filter_map(readable));
        }
        sort_newest_first(&mut found);
        Ok(found)
    }

    async fn newest_opened(
        &self,
        between: (Timestamp, Timestamp),
        most: usize,
    ) -> Result<Vec<Incident>, PortError> {
        let counter: Option<Item> = self.get(&Key::counter(), COUNTING).await?;
        let Some(latest) = counter.and_then(|counter| counter.last_month) else { return Ok(Vec::new()) };
        let mut found = Vec::new();
        for month in months(between.0, &latest)? {
            let left = most.saturating_sub(found.len());
            if left == 0 {
                break;
            }
            let items = self.query_some(self.opened_in(&month, between), left, LISTING).await?;
            found.extend(items.iter().filter_map(readable));
            // The first incident of all: months before it need not be asked for.
            if found.last().is_some_and(|incident: &Incident| incident.number == 1) {
                break;
            }
        }
        Ok(found)
    }
}

const LISTING: &str = "list the incidents of a month";
const COUNTING: &str = "read the number of incidents";

pub(crate) fn sort_newest_first(incidents: &mut [Incident]) {
    incidents.sort_by(|a, b| b.opened_at.cmp(&a.opened_at).then_with(|| a.id.cmp(&b.id)));
}

impl Table {
    /// The first of two reads: everything but the incidents, whose IDs it returns.
    async fn find_pointers(&self, wanted: &Lookup) -> Result<Found, PortError> {
        let alerts = wanted.alerts.iter().map(Key::alert);
        let groups = wanted.groups.iter().map(Key::group);
        let policy_histories = wanted.policies.iter().map(Key::policy_history);
        let causes = wanted.causes.iter().map(Key::cause);
        let keys: BTreeSet<Key> =
            alerts.chain(groups).chain(policy_histories).chain(causes).chain([Key::counter()]).collect();
        let mut found = Found { next_number: 1, ..Found::default() };
        let items: Vec<Item> = self.get_all(keys, "read the alerts and groups of a batch of alarms").await?;
        for item in items {
            take(&mut found, &item);
        }
        Ok(found)
    }

    /// The incidents of a month, opened at or after the first time and before the second, newest first.
    fn opened_in(&self, month: &str, (since, before): (Timestamp, Timestamp)) -> QueryFluentBuilder {
        // BETWEEN includes both ends; no incident is opened at the last nanosecond before another was asked for.
        let last = before.saturating_sub(SignedDuration::from_nanos(1)).unwrap_or(before);
        self.client
            .query()
            .index_name(OPENED_INDEX)
            .key_condition_expression("opened_month = :month AND opened_at BETWEEN :since AND :last")
            .expression_attribute_values(":month", AttributeValue::S(month.to_owned()))
            .expression_attribute_values(":since", AttributeValue::S(sortable(since)))
            .expression_attribute_values(":last", AttributeValue::S(sortable(last.max(since))))
            .scan_index_forward(false)
    }
}

fn take(found: &mut Found, item: &Item) {
    let key = item.key();
    if let Some(alert) = key.alert_of() {
        let unreadable = || Alert::unreadable(alert.clone(), item.version.unwrap_or_default());
        let known = readable(item).unwrap_or_else(unreadable);
        found.alerts.insert(alert, known);
    } else if let Some(group) = key.group_of() {
        let id = item.incident_id.as_deref().map(IncidentId::from);
        found.groups.extend(id.map(|id| (group, id)));
    } else if let Some(policy) = key.owned_by() {
        let version = item.version.unwrap_or_default();
        let unreadable = || PolicyHistory { version, ..PolicyHistory::default() };
        found.policy_histories.insert(policy, readable(item).unwrap_or_else(unreadable));
    } else if key.is_cause() {
        found.causes.extend(readable(item).map(|cause: Cause| (cause.name.clone(), cause)));
    } else {
        found.next_number = item.next.unwrap_or(1);
    }
}

/// The months to query, newest first. Begins a month after the latest, because the clocks of two machines can
/// differ at the turn of the month.
fn months(since: Timestamp, latest: &str) -> Result<Vec<String>, PortError> {
    let corrupt = |error: jiff::Error| PortError::corrupt("the month of the latest incident", error);
    let first = since.to_zoned(TimeZone::UTC).date().first_of_month().max(FIRST_MONTH);
    let latest: Date = format!("{latest}-01").parse().map_err(corrupt)?;
    let mut at = latest.last_of_month().tomorrow().map_err(corrupt)?;
    let mut months = Vec::new();
    while at >= first {
        months.push(at.strftime("%Y-%m").to_string());
        at = at.yesterday().map_err(corrupt)?.first_of_month();
    }
    Ok(months)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(since: &str, latest: &str, expected: &[&str]) {
        assert_eq!(months(since.parse().unwrap(), latest).unwrap(), expected);
    }

    #[test]
    fn months_go_back_to_the_one_asked_for() {
        check("2026-11-30T23:59:59Z", "2026-11", &["2026-12", "2026-11"]);
        check("2026-11-02T00:00:00Z", "2027-01", &["2027-02", "2027-01", "2026-12", "2026-11"]);
        check("2027-03-01T00:00:00Z", "2026-11", &[]);
        assert_eq!(months(Timestamp::MIN, "2026-01").unwrap().len(), 14);
        assert!(months(Timestamp::MIN, "soon").is_err());
    }
}
