//! What one view of an incident reads beside its state: a few limited requests, however long it lasts.

use super::filter::TimelineFilter;
use crate::deps::Ports;
use callout_domain::context::IncidentContext;
use callout_domain::ids::AlertKey;
use callout_domain::incident::{Alert, AlertRow, EventRecord, Incident, alert_rows};
use callout_domain::notification::Attempt;
use callout_formats::alert_page;
use callout_ports::{ContextStore as _, IncidentStore as _, PortError};
use futures::future::try_join_all;
use futures::try_join;
use std::collections::{BTreeMap, BTreeSet};

/// How many events a timeline is made of. The events of an incident are numbered by its version.
const NEWEST: usize = 100;
/// How many of the first events are read as well, where the newest leave any out: most alerts join early.
const FIRST: usize = 60;
/// The most messages read.
const MESSAGES: usize = 100;

/// What is shown of an incident.
pub(super) struct Shown {
    /// The events of the timeline, newest first.
    pub(super) events: Vec<EventRecord>,
    /// Its alerts, those that fire first.
    pub(super) alerts: Vec<AlertRow>,
    /// Its messages, newest first.
    pub(super) messages: Vec<Attempt>,
    /// Whether there are more messages.
    pub(super) more_messages: bool,
    /// Its context.
    pub(super) context: Option<IncidentContext>,
    /// What it was merged into.
    pub(super) target: Option<Incident>,
    /// What was merged into it.
    pub(super) merged: Vec<Incident>,
}

/// Reads it.
pub(super) async fn read<P: Ports>(
    deps: &P,
    incident: &Incident,
    wanted: &TimelineFilter,
) -> Result<Shown, PortError> {
    let id = &incident.id;
    let context = async {
        match incident.has_context {
            true => deps.table().context(id).await,
            false => Ok(None),
        }
    };
    let target = async {
        match &incident.merged_into {
            Some(into) => deps.table().incident(&into.id).await,
            None => Ok(None),
        }
    };
    let merged = try_join_all(incident.merged.keys().map(|id| deps.table().incident(id)));
    let (newest, first, older, mut messages, context, target, merged) = try_join!(
        deps.table().events_before(id, u64::MAX, NEWEST),
        first(deps, incident),
        older(deps, incident, wanted),
        deps.table().messages(id, MESSAGES + 1),
        context,
        target,
        merged,
    )?;
    let mut merged: Vec<Incident> = merged.into_iter().flatten().collect();
    merged.sort_by_key(|merged| (!merged.is_open(), merged.number));
    let mut alerts = alert_rows(in_order(&first, &newest));
    let keys: BTreeSet<AlertKey> = alerts.iter().map(|row| row.key.clone()).collect();
    let stored = match keys.is_empty() {
        true => BTreeMap::new(),
        false => deps.table().alerts(&keys).await?,
    };
    AlertRow::complete(&mut alerts, incident, stored, |alert: &Alert| {
        alert_page(&alert.source, &alert.dedup_key)
    });
    let more_messages = messages.len() > MESSAGES;
    messages.retain(|attempt| !attempt.is_summary());
    messages.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.id.cmp(&b.id)));
    let events = older.unwrap_or(newest);
    Ok(Shown { events, alerts, messages, more_messages, context, target, merged })
}

/// The first events, where the newest do not reach back to them.
async fn first<P: Ports>(deps: &P, incident: &Incident) -> Result<Vec<EventRecord>, PortError> {
    match usize::try_from(incident.version).is_ok_and(|events| events <= NEWEST) {
        true => Ok(Vec::new()),
        false => deps.table().events_before(&incident.id, FIRST as u64 + 1, FIRST).await,
    }
}

/// The events before the one that the address names, if it names one.
async fn older<P: Ports>(
    deps: &P,
    incident: &Incident,
    wanted: &TimelineFilter,
) -> Result<Option<Vec<EventRecord>>, PortError> {
    match wanted.before {
        Some(before) => deps.table().events_before(&incident.id, before, NEWEST).await.map(Some),
        None => Ok(None),
    }
}

/// The events that were read, each once, oldest first.
fn in_order<'a>(
    first: &'a [EventRecord],
    newest: &'a [EventRecord],
) -> impl Iterator<Item = &'a EventRecord> {
    let last = first.first().map_or(0, |event| event.seq);
    first.iter().rev().chain(newest.iter().rev().filter(move |event| event.seq > last))
}
