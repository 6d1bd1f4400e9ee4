//! The notices due for schedules, and the services that use a schedule.
//!
//! Must not know which notices were sent before.

use super::Rules;
use crate::escalation::Target;
use crate::ids::{PolicyName, ScheduleName, ServiceName};
use crate::oncall::Notice;
use jiff::Timestamp;
use std::collections::BTreeSet;

impl Rules {
    /// Every notice of every schedule that is due after `after` and not after `to`, and every request for a shift that nobody answered
    /// in that time, in order.
    pub fn notices_due(&self, after: Timestamp, to: Timestamp) -> Vec<Notice> {
        let all = self.schedules().iter();
        let mut due: Vec<Notice> =
            all.flat_map(|(name, schedule)| schedule.notices_due(name, after, to)).collect();
        due.extend(self.live().live.shift_notices_due(after, to));
        due.sort_by_key(|notice| notice.at);
        due
    }

    /// The services whose policies use a schedule, directly or through other policies.
    pub fn services_behind(&self, schedule: &ScheduleName) -> Vec<ServiceName> {
        let services = self.settings().services.iter();
        let behind = services.filter(|(_, it)| self.leads_to(&it.policy, schedule, &mut BTreeSet::new()));
        behind.map(|(name, _)| name.clone()).collect()
    }

    fn leads_to<'a>(
        &'a self,
        policy: &'a PolicyName,
        schedule: &ScheduleName,
        seen: &mut BTreeSet<&'a PolicyName>,
    ) -> bool {
        let Some(policy) = self.settings().policies.get(policy).filter(|_| seen.insert(policy)) else {
            return false;
        };
        policy.levels.iter().flat_map(|level| &level.page).any(|target| match target {
            Target::Schedule(name) | Target::Next(name) | Target::Everyone(name) => name == schedule,
            Target::Policy(name) => self.leads_to(name, schedule, seen),
            Target::Responder(_) => false,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Policies that refer to each other in a circle, one of which uses the schedule `nights`.
    const SETTINGS: &str = "
        services.payments = { title = 'Payments', policy = 'direct' }
        services.search = { title = 'Search', policy = 'through' }
        services.mail = { title = 'Mail', policy = 'other' }
        services.lost = { title = 'Lost', policy = 'gone' }
        policies.direct = { levels = [
            { page = ['responder:ana'], delay = '5m' },
            { page = ['next:nights', 'policy:through'], delay = '5m' },
        ] }
        policies.through = { levels = [{ page = ['policy:direct'], delay = '5m' }] }
        policies.other = { levels = [{ page = ['schedule:days', 'responder:ana'], delay = '5m' }] }
        schedules.nights = { zone = 'UTC', notices = { at = '22:00' }, layers = [{ name = 'x', turns = ['ana'] }] }
        schedules.days = { zone = 'UTC', notices = { at = '08:00' }, layers = [{ name = 'x', turns = ['ben'] }] }
    ";

    #[test]
    fn the_services_behind_a_schedule_are_found_through_other_policies() {
        let rules = Rules::build(toml::from_str(SETTINGS).unwrap());
        let check = |schedule: &str, expected: &[&str]| {
            let found = rules.services_behind(&schedule.into());
            assert_eq!(found.iter().map(ServiceName::as_str).collect::<Vec<_>>(), expected);
        };
        check("nights", &["payments", "search"]);
        check("days", &["mail"]);
        check("unknown", &[]);
    }

    #[test]
    fn notices_of_all_schedules_come_in_order() {
        let rules = Rules::build(toml::from_str(SETTINGS).unwrap());
        let at = |text: &str| text.parse().unwrap();
        let due = rules.notices_due(at("2027-01-04T00:00:00Z"), at("2027-01-05T00:00:00Z"));
        let names: Vec<&str> = due.iter().map(|notice| notice.schedule.as_str()).collect();
        assert_eq!(names, ["days", "nights"]);
    }
}
