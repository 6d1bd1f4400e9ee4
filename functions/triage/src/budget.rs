//! How many new alarms the key of an integration may bring within a minute, whatever process handles them.
//!
//! Must not touch AWS's own alarms, nor what is known already: repeats and ends of an alarm always count.

use crate::alarm::Alarm;
use callout_domain::alarm::{AlarmEvent, AlarmKind};
use callout_domain::incident::AlertStatus;
use callout_domain::routing::DEFAULT_SEVERITY;
use callout_domain::settings::{Rules, integration_of};
use callout_domain::triage::{Group, group_of};
use callout_ports::{AlarmBudgets, Found};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// New alarms of one integration in a minute. Enough for a tool that reports everything as missing; a flood beyond it
/// must not delay everybody else.
pub(crate) const NEW_ALARMS: u64 = 300;
/// The key of the alert that summarizes all alarms beyond the budget.
const DEDUP_KEY: &str = "callout/sends-too-much";

/// The alarms beyond the budget, and the alarms that replace them.
#[derive(Debug, Default)]
pub(crate) struct OverBudget {
    /// The summary alarms to judge in their place, one for each integration.
    pub(crate) replacement: Vec<Alarm>,
    /// The indexes of the dropped alarms, each with that of its summary alarm.
    pub(crate) dropped: Vec<(usize, usize)>,
}

/// Takes alarms beyond their integration's budget out of `waiting`. Each alarm is counted once in a batch. An alarm
/// delivered twice is counted twice; the count itself pages. If counting fails, all of them pass: a limit must never hold
/// up a page.
pub(crate) async fn take_out(
    waiting: &mut Vec<Alarm>,
    found: &Found,
    rules: &Rules,
    table: &impl AlarmBudgets,
    now: Timestamp,
) -> OverBudget {
    let mut new: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for alarm in waiting.iter_mut().filter(|alarm| !alarm.budgeted && is_new(alarm, found)) {
        if let Some(name) = integration_of(&alarm.event.source) {
            alarm.budgeted = true;
            new.entry(name.to_owned()).or_default().push(alarm.nth);
        }
    }
    let mut counts = Vec::new();
    for (name, alarms) in new {
        match table.count_new_alarms(&name, now, alarms.len() as u64).await {
            Ok(all) => counts.push((name, alarms, all)),
            Err(error) => {
                let error: &dyn std::error::Error = &error;
                tracing::error!(integration = name, error, "new alarms are not counted; all of them pass");
            }
        }
    }
    let mut over = OverBudget::default();
    for (name, alarms, all) in counts {
        let count = alarms.len() as u64;
        let left = NEW_ALARMS.saturating_sub(all.saturating_sub(count));
        let within = usize::try_from(left).unwrap_or(usize::MAX).min(alarms.len());
        let Some((first, rest)) = alarms[within..].split_first() else { continue };
        waiting.retain(|alarm| !alarms[within..].contains(&alarm.nth));
        let event = over_budget_event(&name, all, rules, now);
        over.replacement.push(summary_alarm(*first, &name, event, rules, now));
        over.dropped.extend(rest.iter().map(|nth| (*nth, *first)));
        tracing::warn!(
            integration = name,
            alarms = all,
            "an integration sends too many new alarms; they are counted"
        );
    }
    over
}

/// Whether an alarm would open an alert.
fn is_new(alarm: &Alarm, found: &Found) -> bool {
    let known = found.alerts.get(&alarm.key);
    alarm.fires() && !alarm.is_released() && known.is_none_or(|alert| alert.status == AlertStatus::Closed)
}

/// The summary alarm. It has an incident of its own: in that of the alarms that it is about, it would only be counted.
fn summary_alarm(nth: usize, name: &str, event: AlarmEvent, rules: &Rules, now: Timestamp) -> Alarm {
    let mut alarm = Alarm::of(nth, event, rules, now);
    let group = Group::by_rule(&alarm.routed.service, DEDUP_KEY, &[("integration", name)], None);
    alarm.routed.group = group;
    alarm.group = group_of(&alarm.routed, alarm.hold.as_ref());
    alarm.budgeted = true;
    alarm
}

/// The event of the summary alarm.
fn over_budget_event(name: &str, count: u64, rules: &Rules, now: Timestamp) -> AlarmEvent {
    let integration = rules.settings().integrations.get(name);
    AlarmEvent {
        source: format!("integration/{name}"),
        dedup_key: DEDUP_KEY.to_owned(),
        kind: AlarmKind::Trigger,
        summary: format!("Integration {name} sends too much: {count} new alarms within a minute"),
        severity: Some(DEFAULT_SEVERITY),
        service: integration.and_then(|integration| integration.service.clone()),
        changed_at: now,
        order: Default::default(),
        labels: [("integration".to_owned(), name.to_owned())].into(),
        links: Vec::new(),
        detail: format!(
            "Alarms beyond {NEW_ALARMS} in a minute are counted here and open nothing. Look at the tool; if it is not \
             what sends them, replace its key (callout key). Resolve this once it is quiet."
        ),
        muted: None,
        children: Vec::new(),
    }
}
