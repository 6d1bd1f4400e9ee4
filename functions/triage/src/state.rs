//! What is known when an alarm is judged: the state that was read, with what earlier alarms of the batch change.
//!
//! Changes nothing.

use crate::alarm::Alarm;
use callout_domain::drill::is_drill;
use callout_domain::ids::AlertKey;
use callout_domain::incident::{Alert, AlertStatus, Hold, Incident};
use callout_domain::settings::Rules;
use callout_domain::triage::{Cause, GroupKey, Known, Storm, Verdict, judge};
use callout_ports::Found;
use jiff::Timestamp;

/// The state at one point of a batch.
pub(crate) struct State<'a> {
    pub(crate) found: &'a Found,
    pub(crate) rules: &'a Rules,
    pub(crate) now: Timestamp,
}

impl<'a> State<'a> {
    /// Judges an alarm on it.
    pub(crate) fn judge(&self, alarm: &Alarm) -> Verdict {
        let found = self.found;
        let alert = found.alerts.get(&alarm.key);
        let of = |alert: &Alert| found.incidents.get(alert.incident.as_ref()?);
        let latest = |group: &GroupKey| found.incidents.get(found.groups.get(group)?);
        let history = found.policy_histories.get(&alarm.policy);
        let stormy = !is_drill(&alarm.routed.service)
            && !alarm.is_report()
            && history.is_some_and(|history| {
                history.is_in_storm(&self.rules.settings().storm, self.now, alarm.is_by_integration())
            });
        let firing = |key: &AlertKey| found.alerts.get(key).filter(|alert| alert.status == AlertStatus::Open);
        let mut child_incidents = alarm.children.iter().filter_map(|child| firing(child).and_then(of));
        judge(
            &alarm.event,
            &alarm.routed,
            Known {
                now: self.now,
                alert,
                incident: alert.and_then(of),
                group: latest(&alarm.group),
                cause: self.cause(alarm),
                child_incident: child_incidents
                    .find(|incident| incident.is_open() && incident.hold.is_none()),
                storm: if stormy { Storm::On(latest(&alarm.storm)) } else { Storm::Calm },
                hold: alarm.hold.as_ref(),
            },
        )
    }

    /// A firing alert that explains this one. The stored pointer counts only if that alert still fires in its incident.
    fn cause(&self, alarm: &Alarm) -> Option<(&'a Cause, &'a Incident)> {
        let found = self.found;
        alarm.inhibited_by.iter().find_map(|name| {
            let cause = found.causes.get(name).filter(|cause| cause.alert != alarm.key)?;
            let alert = found.alerts.get(&cause.alert).filter(|alert| alert.status == AlertStatus::Open)?;
            let incident = found.incidents.get(&cause.incident).filter(|incident| incident.is_open())?;
            let fires_in_it = alert.incident.as_ref() == Some(&cause.incident);
            (fires_in_it && !is_held_longer(incident, alarm.hold.as_ref())).then_some((cause, incident))
        })
    }
}

/// Whether a rule holds an incident back, and an alarm less long: what nobody hears of explains nothing that somebody must.
fn is_held_longer(incident: &Incident, hold: Option<&Hold>) -> bool {
    let of_rule = incident.hold.as_ref().filter(|_| incident.is_held_by_a_rule());
    of_rule.is_some_and(|of_rule| hold.is_none_or(|own| own.until < of_rule.until))
}
