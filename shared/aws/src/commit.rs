//! Incidents and alerts on DynamoDB: writes a decision, all or nothing.
//!
//! Decides nothing; every write has the condition under which the decision was made.

use crate::alert_counter;
use crate::condition::Condition;
use crate::error;
use crate::items::{Item, to_attributes};
use crate::keys::{Key, month};
use crate::table::Table;
use crate::write::Write;
use aws_sdk_dynamodb::error::BuildError;
use aws_sdk_dynamodb::types::{AttributeValue, Put, TransactWriteItem, Update};
use callout_domain::ids::{IncidentId, digest, hex};
use callout_domain::incident::{Alert, Event, Incident};
use callout_ports::{Change, Commit, CommitError, PortError};
use serde::Serialize;

/// The most writes of a transaction.
const MOST_WRITES: usize = 100;
/// The operation in error messages for operators.
const DOING: &str = "record a decision";

impl Table {
    /// Records a decision; a conflict writes nothing.
    pub(crate) async fn record_decision(&self, commit: &Commit) -> Result<(), CommitError> {
        match (&commit.change, &commit.counting, commit.alerts.as_slice()) {
            (None, None, []) => Ok(()),
            (None, None, [alert]) if commit.explained.is_empty() => {
                self.put_if(&Item::alert(alert)?, &alert_condition(alert)).await
            }
            _ => self.transact(&writes(commit)?).await,
        }
    }

    async fn transact(&self, writes: &[Write]) -> Result<(), CommitError> {
        if writes.len() > MOST_WRITES {
            let why = format!("{} writes, and DynamoDB takes at most {MOST_WRITES} at once", writes.len());
            return Err(PortError::unavailable(DOING, why).into());
        }
        let actions = writes.iter().map(|write| self.action(write)).collect::<Result<Vec<_>, _>>()?;
        let request = self.client.transact_write_items().set_transact_items(Some(actions));
        request.client_request_token(token(writes)).send().await.map_err(error::transaction)?;
        Ok(())
    }

    fn action(&self, write: &Write) -> Result<TransactWriteItem, PortError> {
        let action = TransactWriteItem::builder();
        match write {
            Write::Put(item, condition) => self.put_action(item.as_ref(), condition),
            Write::Update(key, change, condition) => {
                let update = self.update(key, change, condition).map_err(error::unavailable(DOING))?;
                Ok(action.update(update).build())
            }
        }
    }

    /// A conditional put as part of a transaction.
    pub(crate) fn put_action<T: Serialize>(
        &self,
        item: &T,
        condition: &Condition,
    ) -> Result<TransactWriteItem, PortError> {
        let put = Put::builder()
            .table_name(&self.name)
            .set_item(Some(to_attributes(item)?))
            .set_condition_expression(condition.some_expression())
            .set_expression_attribute_names(condition.some_names())
            .set_expression_attribute_values(condition.some_values());
        let put = put.build().map_err(error::unavailable(DOING))?;
        Ok(TransactWriteItem::builder().put(put).build())
    }

    fn update(&self, key: &Key, change: &str, condition: &Condition) -> Result<Update, BuildError> {
        Update::builder()
            .table_name(&self.name)
            .set_key(Some(key.attributes()))
            .update_expression(change)
            .set_condition_expression(condition.some_expression())
            .set_expression_attribute_names(condition.some_names())
            .set_expression_attribute_values(condition.some_values())
            .build()
    }
}

/// All writes of a decision.
fn writes(commit: &Commit) -> Result<Vec<Write>, PortError> {
    let mut writes = Vec::new();
    if let Some(change) = &commit.change {
        writes.extend(writes_of(change, commit)?);
    }
    if let Some(beside) = &commit.beside {
        // What was read of the first incident says nothing of this one.
        writes.extend(writes_of(beside, &Commit::default())?);
    }
    for alert in &commit.alerts {
        writes.push(Write::put(Item::alert(alert)?, alert_condition(alert)));
        writes.extend(Item::report(alert)?.map(|item| Write::put(item, Condition::any())));
    }
    for explained in &commit.explained {
        // Whatever was explained before is explained by this now.
        writes.push(Write::put(Item::explained(explained)?, Condition::any()));
    }
    if let Some(counting) = &commit.counting {
        writes.push(alert_counter::count(counting));
    }
    Ok(writes)
}

/// The incident and its events; its group, number, its number's pointer and policy if it opens; its shards if it resolves.
fn writes_of(change: &Change, commit: &Commit) -> Result<Vec<Write>, PortError> {
    let Change { incident, events } = change;
    let first = events.first().ok_or_else(|| PortError::corrupt("a decision", "it has no events"))?;
    let stored = first.seq.saturating_sub(1);
    let mut writes = vec![Write::put(Item::incident(incident)?, Condition::version(stored))];
    writes.extend(Item::report_standing(incident)?.map(|item| Write::put(item, Condition::any())));
    for event in events {
        writes.push(Write::put(Item::event(event)?, Condition::absent()));
    }
    if stored == 0 {
        writes.extend([take_number(incident), take_group(incident, commit.opening.previous.as_ref())]);
        // Whoever has the number may point from it: a pointer that was left must not keep an incident from opening.
        writes.push(Write::put(Item::number(incident), Condition::any()));
        if let Some(history) = &commit.opening.history {
            let before = Condition::version(history.version.saturating_sub(1));
            writes.push(Write::put(Item::policy_history(&incident.policy.name, history)?, before));
        }
    }
    if incident.is_counting() && events.iter().any(|record| matches!(record.event, Event::Resolved { .. })) {
        writes.extend(alert_counter::close(incident, commit.counted.as_deref()));
    }
    Ok(writes)
}

fn alert_condition(alert: &Alert) -> Condition {
    Condition::version(alert.version.saturating_sub(1))
}

/// Points the group at the new incident, unless another process did so first.
fn take_group(incident: &Incident, previous: Option<&IncidentId>) -> Write {
    let condition = match previous {
        None => Condition::absent(),
        Some(previous) => {
            Condition { expression: "incident_id = :previous".to_owned(), ..Condition::default() }
                .with(":previous", AttributeValue::S(previous.to_string()))
        }
    };
    Write::put(Item::group(incident), condition)
}

/// Increments the next number, unless another incident took it.
fn take_number(incident: &Incident) -> Write {
    let condition = match incident.number {
        1 => Condition::absent_or("#next = :number"),
        _ => Condition { expression: "#next = :number".to_owned(), ..Condition::default() },
    };
    let condition = condition
        .naming("#next", "next")
        .with(":number", AttributeValue::N(incident.number.to_string()))
        .with(":next", AttributeValue::N(incident.number.saturating_add(1).to_string()))
        .with(":month", AttributeValue::S(month(incident.opened_at)));
    Write::Update(Key::counter(), "SET #next = :next, last_month = :month".to_owned(), condition)
}

/// The idempotency token: a digest of the writes, so that a repeat within ten minutes returns the first result.
fn token(writes: &[Write]) -> String {
    let parts: Vec<&str> = writes.iter().flat_map(Write::contents).collect();
    hex(&digest(&parts)[..16])
}
