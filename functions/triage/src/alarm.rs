//! One alarm of a batch with everything the rules derive from it, computed once.
//!
//! Must not know stored state.

use anyhow::{Context, Result};
use callout_domain::alarm::{AlarmEvent, AlarmKind};
use callout_domain::ids::{AlertKey, PolicyName};
use callout_domain::incident::Hold;
use callout_domain::report_page::is_report;
use callout_domain::routing::{NoData, Routed};
use callout_domain::settings::Rules;
use callout_domain::triage::{CauseName, Group, GroupKey, group_of, held};
use callout_ports::Lookup;
use jiff::{SignedDuration, Timestamp};

/// How far the clocks of functions may differ.
const CLOCK_SKEW: SignedDuration = SignedDuration::from_mins(1);

/// An alarm and its routing.
#[derive(Debug)]
pub(crate) struct Alarm {
    /// Its index in the batch.
    pub(crate) nth: usize,
    pub(crate) event: AlarmEvent,
    pub(crate) key: AlertKey,
    pub(crate) routed: Routed,
    /// The suppression, silence or pause that holds it, if any.
    pub(crate) hold: Option<Hold>,
    /// The grouping key of its incident.
    pub(crate) group: GroupKey,
    /// The escalation policy of its service.
    pub(crate) policy: PolicyName,
    /// The grouping key of the storm incident of its policy.
    pub(crate) storm: GroupKey,
    /// The alerts that may explain it.
    pub(crate) inhibited_by: Vec<CauseName>,
    /// The child alerts that it summarizes.
    pub(crate) children: Vec<AlertKey>,
    /// Whether it was counted against the budget of its integration.
    pub(crate) budgeted: bool,
}

impl Alarm {
    pub(crate) fn read(nth: usize, body: &str, rules: &Rules, now: Timestamp) -> Result<Self> {
        let event: AlarmEvent =
            serde_json::from_str(body).context("read the alarm; it goes to the dead-letter queue")?;
        // Intake bounds times by its clock. A time in the future would mute its alarm until then.
        let latest = now.saturating_add(CLOCK_SKEW).unwrap_or(now);
        Ok(Self::of(nth, event.arrived_at(latest), rules, now))
    }

    pub(crate) fn of(nth: usize, event: AlarmEvent, rules: &Rules, now: Timestamp) -> Self {
        let mut routed = rules.route(&event);
        if event.kind.is_release() {
            routed.because.push_str("; what explained it is over");
        }
        let hold = held(&event, &routed, rules.hold(&event, &routed, now), now);
        let policy = rules.service(&routed.service).policy;
        Self {
            nth,
            budgeted: false,
            key: event.alert_key(),
            group: group_of(&routed, hold.as_ref()),
            storm: Group::of_storm(&policy, &event.source),
            inhibited_by: rules.caused_by(&event),
            children: event.children.iter().map(|child| AlertKey::derive(&event.source, child)).collect(),
            event,
            routed,
            hold,
            policy,
        }
    }

    /// Whether its urgency is only a warning.
    pub(crate) fn is_warning(&self) -> bool {
        self.event.kind.has_no_data() && self.routed.no_data == NoData::Warn
    }

    /// Whether it triggers, so that it may open an incident.
    pub(crate) fn fires(&self) -> bool {
        matches!(self.event.kind, AlarmKind::Trigger | AlarmKind::NoData | AlarmKind::Release { .. })
    }

    /// Whether an integration reports it.
    pub(crate) fn is_by_integration(&self) -> bool {
        self.event.source.starts_with("integration/")
    }

    /// Whether a colleague reported it on a page.
    pub(crate) fn is_report(&self) -> bool {
        is_report(&self.event.source)
    }

    /// Whether another alert explained it that is over.
    pub(crate) fn is_released(&self) -> bool {
        self.event.kind.is_release()
    }
}

/// Everything that must be read before the alarms can be judged.
pub(crate) fn wanted(alarms: &[Alarm]) -> Lookup {
    let mut wanted = Lookup::default();
    wanted.alerts.extend(alarms.iter().map(|alarm| alarm.key.clone()));
    for alarm in alarms.iter().filter(|alarm| alarm.fires()) {
        wanted.groups.extend([alarm.group.clone(), alarm.storm.clone()]);
        wanted.policies.insert(alarm.policy.clone());
        wanted.causes.extend(alarm.inhibited_by.iter().cloned());
        wanted.alerts.extend(alarm.children.iter().cloned());
    }
    wanted
}
