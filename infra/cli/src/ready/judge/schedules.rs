//! Judges schedules and policies: when nobody is on call, which levels page nobody, and who is on call now and leaves.

use crate::leaving::{Leaving, leaving};
use crate::ready::facts::Facts;
use crate::ready::finding::{About, Finding, Level};
use crate::settings::{EmptyLevel, empty_levels, gaps};
use crate::to_type::callout;
use callout_domain::ids::{ResponderName, ScheduleName};
use callout_domain::oncall::Schedule;
use callout_domain::settings::Rules;

pub(super) fn judge(facts: &Facts, rules: &Rules) -> Vec<Finding> {
    let gap = |(name, message)| {
        let todo = format!("give somebody that time in schedules.toml, then `{}`", callout("apply"));
        Finding::new(Level::Warning, &About::Schedule(name), message, todo)
    };
    let empty = |EmptyLevel { policy, message, .. }| {
        let todo =
            format!("name somebody else in that level in policies.toml too, then `{}`", callout("apply"));
        Finding::new(Level::Warning, &About::Policy(policy), message, todo)
    };
    let leaves = |Leaving { schedule, words }| Finding::new(Level::Ok, &About::Schedule(schedule), words, "");
    let leaving = leaving(rules.settings(), rules.settings(), facts.now);
    let unknown = rules.schedules().iter().flat_map(|(name, schedule)| unknown(facts, rules, name, schedule));
    let gaps = gaps(rules, facts.now).into_iter().map(gap);
    let empty = empty_levels(rules, facts.now).into_iter().map(empty);
    gaps.chain(empty).chain(unknown).chain(leaving.into_iter().map(leaves)).collect()
}

/// Whoever is on call now and is no responder: their pages go to the fallback contact.
fn unknown(facts: &Facts, rules: &Rules, name: &ScheduleName, schedule: &Schedule) -> Vec<Finding> {
    let gone = |who: &ResponderName| rules.responder(who).is_none();
    let line = |who: ResponderName| {
        let what = format!("{who} is on call now and is no responder: nobody is paged in their place");
        let todo = format!("take them out of schedules.toml, then `{}`", callout("apply"));
        Finding::new(Level::Error, &About::Schedule(name.clone()), what, todo)
    };
    schedule.on_call(facts.now).into_iter().filter(gone).map(line).collect()
}
