//! Levels of policies that would page nobody at some time.
//! Must not complain about the past, nor about hours in which a level does not apply.

use super::gaps::when;
use callout_domain::escalation::{Level, Policy, Target};
use callout_domain::ids::PolicyName;
use callout_domain::oncall::Gap;
use callout_domain::settings::Rules;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;

/// How far ahead each level must page somebody.
const AHEAD: SignedDuration = SignedDuration::from_hours(24 * 14);
/// In which steps the hours of a level are looked at: they begin and end on a minute.
const STEP: SignedDuration = SignedDuration::from_mins(1);

/// A level that pages nobody at some time of the next two weeks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EmptyLevel {
    /// The policy.
    pub(crate) policy: PolicyName,
    /// The level, from 0.
    pub(crate) level: usize,
    /// When it pages nobody, and who is paged instead.
    pub(crate) message: String,
}

/// Every level that would page nobody at some time of the next two weeks.
pub(crate) fn empty_levels(rules: &Rules, now: Timestamp) -> Vec<EmptyLevel> {
    let all = Gap { start: now, end: now.saturating_add(AHEAD).unwrap_or(now) };
    let levels = rules.settings().policies.iter().flat_map(|(name, policy)| {
        policy.levels.iter().enumerate().map(move |(index, level)| (name, policy, index, level))
    });
    let empty = |(name, policy, index, level): (&PolicyName, &Policy, usize, &Level)| {
        let gaps = in_force(level, unanswered(rules, &level.page, all, &mut BTreeSet::new()));
        let message = message(rules, name, (policy, index), &gaps)?;
        Some(EmptyLevel { policy: name.clone(), level: index, message })
    };
    levels.filter_map(empty).collect()
}

/// When none of these targets is anybody.
fn unanswered<'a>(
    rules: &'a Rules,
    targets: &'a [Target],
    all: Gap,
    seen: &mut BTreeSet<&'a PolicyName>,
) -> Vec<Gap> {
    let mut gaps = vec![all];
    for target in targets {
        let of_target = match target {
            Target::Schedule(name) => rules.schedule(name).map(|it| it.gaps(all.start, all.end)),
            Target::Policy(name) if seen.insert(name) => {
                let first = rules.settings().policies.get(name).and_then(|policy| policy.levels.first());
                first.map(|level| unanswered(rules, &level.page, all, seen))
            }
            Target::Policy(_) => None,
            Target::Responder(_) | Target::Next(_) | Target::Everyone(_) => {
                (!rules.people(target, all.start).is_empty()).then(Vec::new)
            }
        };
        if let Some(of_target) = of_target {
            gaps = common(&gaps, &of_target);
        }
    }
    gaps
}

/// What two lists of gaps have in common.
fn common(one: &[Gap], other: &[Gap]) -> Vec<Gap> {
    let pairs = one.iter().flat_map(|a| other.iter().map(move |b| (a, b)));
    let both = pairs.map(|(a, b)| Gap { start: a.start.max(b.start), end: a.end.min(b.end) });
    both.filter(|gap| gap.start < gap.end).collect()
}

/// The parts of gaps in which a level applies.
fn in_force(level: &Level, gaps: Vec<Gap>) -> Vec<Gap> {
    let hours = level.condition.as_ref().and_then(|condition| condition.hours.as_ref());
    let Some(hours) = hours.and_then(|hours| hours.compile()) else { return gaps };
    let mut parts: Vec<Gap> = Vec::new();
    for gap in gaps {
        let mut start = gap.start;
        while start < gap.end {
            let end = next_minute(start).min(gap.end);
            match parts.last_mut().filter(|part| part.end == start) {
                _ if !hours.contain(start) => {}
                Some(part) => part.end = end,
                None => parts.push(Gap { start, end }),
            }
            start = end;
        }
    }
    parts
}

/// The next whole minute.
fn next_minute(at: Timestamp) -> Timestamp {
    let second = at.as_second();
    let step = STEP.as_secs();
    Timestamp::from_second(second - second.rem_euclid(step) + step).unwrap_or(Timestamp::MAX)
}

fn message(
    rules: &Rules,
    name: &PolicyName,
    (policy, index): (&Policy, usize),
    gaps: &[Gap],
) -> Option<String> {
    let when = when(gaps)?;
    let instead = if index + 1 < policy.levels.len() {
        format!("level {}", index + 2)
    } else {
        let fallback = rules.snapshot(name).map(|it| it.fallback);
        fallback
            .map_or_else(|| "the fallback contact".to_owned(), |who| format!("the fallback contact, {who}"))
    };
    Some(format!(
        "level {} pages nobody {when} of the next two weeks; pages of that time go to {instead}",
        index + 1,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use callout_domain::settings::Settings;

    /// Ana has the days of a schedule, and nobody its nights. It is a Sunday, at three in the morning.
    fn check(policies: &str, expected: &[&str]) {
        check_at("2026-11-22T03:00:00Z", policies, expected);
    }

    fn check_at(now: &str, policies: &str, expected: &[&str]) {
        let text = format!(
            "fallback = 'ben'
             responders.ana = {{ name = 'Ana', contacts = [{{ channel = 'sms', address = '+15550100' }}] }}
             responders.ben = {{ name = 'Ben', contacts = [{{ channel = 'sms', address = '+15550101' }}] }}
             [schedules.days]
             zone = 'UTC'
             [[schedules.days.layers]]
             name = 'days'
             turns = ['ana']
             restrictions = [{{ from = '08:00', to = '20:00' }}]
             [schedules.nights]
             zone = 'UTC'
             [[schedules.nights.layers]]
             name = 'nights'
             turns = ['ben']
             restrictions = [{{ from = '20:00', to = '07:00' }}]
             {policies}"
        );
        let settings: Settings = toml::from_str(&text).unwrap();
        let found = empty_levels(&Rules::build(settings), now.parse().unwrap());
        let found: Vec<String> =
            found.iter().map(|one| format!("{} {}: {}", one.policy, one.level, one.message)).collect();
        assert_eq!(found, expected);
    }

    fn level(page: &str, more: &str) -> String {
        format!("[[policies.web.levels]]\npage = [{page}]\ndelay = '5m'\n{more}\n")
    }

    #[test]
    fn a_level_of_which_nobody_is_left_says_who_is_paged_instead() {
        check(
            &(level("'schedule:days'", "") + &level("'schedule:days', 'schedule:nights'", "")),
            &[
                "web 0: level 1 pages nobody from 2026-11-22 03:00 UTC to 2026-11-22 08:00 UTC and 14 times more, 168 h of \
                 the next two weeks; pages of that time go to level 2",
                "web 1: level 2 pages nobody from 2026-11-22 07:00 UTC to 2026-11-22 08:00 UTC and 13 times more, 14 h of \
                 the next two weeks; pages of that time go to the fallback contact, ben",
            ],
        );
    }

    #[test]
    fn a_level_that_always_has_somebody_is_fine() {
        for page in ["'schedule:days', 'responder:ana'", "'everyone:days'", "'next:days'"] {
            check(&level(page, ""), &[]);
        }
        check(
            &(level("'policy:all'", "") + "[[policies.all.levels]]\npage = ['responder:ben']\ndelay = '5m'"),
            &[],
        );
        let by_day = "when = { hours = { zone = 'UTC', windows = [{ from = '09:00', to = '17:00' }] } }";
        check(&level("'schedule:days'", by_day), &[]);
    }

    #[test]
    fn hours_in_which_a_level_does_not_apply_need_nobody() {
        let early = "when = { hours = { zone = 'UTC', windows = [{ days = ['mon'], from = '06:30', to = '17:00' }] } }";
        check(
            &level("'schedule:days'", early),
            &[
                "web 0: level 1 pages nobody from 2026-11-23 06:30 UTC to 2026-11-23 08:00 UTC and once more, 3 h of the \
               next two weeks; pages of that time go to the fallback contact, ben",
            ],
        );
    }

    #[test]
    fn hours_are_told_as_they_are_whenever_somebody_looks() {
        let morning = "when = { hours = { zone = 'UTC', windows = [{ days = ['mon'], from = '07:20', to = '07:30' }] } }";
        check_at(
            "2026-11-22T03:07:41Z",
            &level("'schedule:days'", morning),
            &[
                "web 0: level 1 pages nobody from 2026-11-23 07:20 UTC to 2026-11-23 07:30 UTC and once more, 20 min of the \
                 next two weeks; pages of that time go to the fallback contact, ben",
            ],
        );
    }
}
