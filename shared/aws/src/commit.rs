//! Incidents and alerts on DynamoDB: recording a decision, all or nothing.
//!
//! Decides nothing; every write carries the condition under which the decision was made.

use crate::error;
use crate::items::{Item, month, to_attributes};
use crate::keys::Key;
use crate::table::{Condition, Table};
use aws_sdk_dynamodb::error::BuildError;
use aws_sdk_dynamodb::types::{AttributeValue, Delete, Put, TransactWriteItem, Update};
use callout_domain::ids::{digest, hex};
use callout_domain::incident::{Alert, Event, Incident};
use callout_ports::{Change, Commit, CommitError, PortError};
use serde::Serialize;

/// The most writes of a transaction.
const MOST_WRITES: usize = 100;
/// What an operator reads when a decision could not be recorded.
const DOING: &str = "record a decision";

/// One write of a transaction.
#[derive(Debug)]
enum Write {
    Put(Box<Item>, Condition),
    Delete(Key, Condition),
    Update(Key, &'static str, Condition),
}

impl Table {
    /// Records a decision; a lost race leaves no trace.
    pub(crate) async fn record_decision(&self, commit: &Commit) -> Result<(), CommitError> {
        match (&commit.change, &commit.alert) {
            (None, None) => Ok(()),
            (None, Some(alert)) => self.put_if(&Item::alert(alert)?, &alert_condition(alert)).await,
            (Some(change), alert) => self.transact(&writes(change, alert.as_ref())?).await,
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
            Write::Delete(key, condition) => {
                let delete = self.delete(key, condition).map_err(error::unavailable(DOING))?;
                Ok(action.delete(delete).build())
            }
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
            .condition_expression(&condition.expression)
            .set_expression_attribute_names(condition.some_names())
            .set_expression_attribute_values(condition.some_values());
        let put = put.build().map_err(error::unavailable(DOING))?;
        Ok(TransactWriteItem::builder().put(put).build())
    }

    fn delete(&self, key: &Key, condition: &Condition) -> Result<Delete, BuildError> {
        Delete::builder()
            .table_name(&self.name)
            .set_key(Some(key.attributes()))
            .condition_expression(&condition.expression)
            .set_expression_attribute_names(condition.some_names())
            .set_expression_attribute_values(condition.some_values())
            .build()
    }

    fn update(&self, key: &Key, change: &str, condition: &Condition) -> Result<Update, BuildError> {
        Update::builder()
            .table_name(&self.name)
            .set_key(Some(key.attributes()))
            .update_expression(change)
            .condition_expression(&condition.expression)
            .set_expression_attribute_names(condition.some_names())
            .set_expression_attribute_values(condition.some_values())
            .build()
    }
}

/// Everything a change writes: the incident, its events, the alert, the service's pointer, the counters.
fn writes(change: &Change, alert: Option<&Alert>) -> Result<Vec<Write>, PortError> {
    let Change { incident, events } = change;
    let first = events.first().ok_or_else(|| PortError::corrupt("a decision", "it has no events"))?;
    let stored = first.seq.saturating_sub(1);
    let mut writes = vec![Write::put(Item::incident(incident)?, Condition::version(stored))];
    for event in events {
        writes.push(Write::put(Item::event(event)?, Condition::absent()));
    }
    if let Some(alert) = alert {
        writes.push(Write::put(Item::alert(alert)?, alert_condition(alert)));
    }
    let resolved = events.iter().any(|record| matches!(record.event, Event::Resolved { .. }));
    match (stored == 0, resolved) {
        (true, false) => writes.extend([take_number(incident), take_service(incident)]),
        (true, true) => writes.push(take_number(incident)),
        (false, true) => writes.push(free_service(incident)),
        (false, false) => {}
    }
    if stored == 0 && incident.policy.policy.takes_turns() {
        writes.push(take_turn(incident));
    }
    Ok(writes)
}

impl Write {
    fn put(item: Item, condition: Condition) -> Self {
        Self::Put(Box::new(item), condition)
    }
}

fn alert_condition(alert: &Alert) -> Condition {
    Condition::version(alert.version.saturating_sub(1))
}

/// Opening takes the service, unless another incident has it.
fn take_service(incident: &Incident) -> Write {
    Write::put(Item::open(incident), Condition::absent())
}

/// Resolving frees the service, which nobody else can have.
fn free_service(incident: &Incident) -> Write {
    let condition = Condition::absent_or("incident_id = :incident");
    let condition = condition.with(":incident", AttributeValue::S(incident.id.to_string()));
    Write::Delete(Key::open(&incident.service), condition)
}

/// Opening takes the next number, unless another incident took it.
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
    Write::Update(Key::counter(), "SET #next = :next, last_month = :month", condition)
}

/// Opening takes its policy's turn, unless another incident took it.
fn take_turn(incident: &Incident) -> Write {
    let condition = match incident.turn {
        0 => Condition::absent_or("#next = :turn"),
        _ => Condition { expression: "#next = :turn".to_owned(), ..Condition::default() },
    };
    let condition = condition
        .naming("#next", "next")
        .with(":turn", AttributeValue::N(incident.turn.to_string()))
        .with(":next", AttributeValue::N(incident.turn.saturating_add(1).to_string()));
    Write::Update(Key::turn(&incident.policy.name), "SET #next = :next", condition)
}

/// Names the decision by what it stores, so that doing it again within ten minutes answers as the first time did.
fn token(writes: &[Write]) -> String {
    let parts: Vec<&str> = writes.iter().flat_map(Write::contents).collect();
    hex(&digest(&parts)[..16])
}

impl Write {
    fn contents(&self) -> [&str; 3] {
        match self {
            Self::Put(item, _) => [&item.pk, &item.sk, item.data.as_deref().unwrap_or_default()],
            Self::Delete(key, _) | Self::Update(key, ..) => [&key.pk, &key.sk, ""],
        }
    }
}
