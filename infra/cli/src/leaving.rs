//! Who is on call now, and leaves.
//! Must not decide who is on call: the schedules do.

use crate::clock;
use callout_domain::ids::{ResponderName, ScheduleName};
use callout_domain::oncall::{Schedule, ScheduleSettings};
use callout_domain::settings::{Rules, Settings};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;

/// An edit of turns takes effect within a minute.
const SOON: SignedDuration = SignedDuration::from_mins(1);
/// How far ahead the end of a turn is looked for.
const AHEAD: SignedDuration = SignedDuration::from_hours(24 * 90);

/// Somebody who is on call now, and leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Leaving {
    /// The schedule.
    pub(crate) schedule: ScheduleName,
    /// Who, when, and who takes over.
    pub(crate) words: String,
}

/// Everybody who is on call under the settings in force, and leaves under others, as they would be stored.
pub(crate) fn leaving(before: &Settings, after: &Settings, now: Timestamp) -> Vec<Leaving> {
    let (old, new) = (Rules::build(before.clone()), Rules::build(after.clone()));
    let soon = now.saturating_add(SOON).unwrap_or(now);
    let mut found = Vec::new();
    for (name, schedule) in old.schedules() {
        // A turn that ends by itself is none that somebody leaves.
        let stays = schedule.on_call(soon);
        let on_call = schedule.on_call(now).into_iter().filter(|who| stays.contains(who));
        let words = on_call.filter_map(|who| match (new.schedule(name), after.schedules.get(name)) {
            (Some(schedule), Some(settings)) => words(&who, name, schedule, settings, soon),
            _ => Some(format!("{who} is on call for {name} now, which is removed")),
        });
        found.extend(words.map(|words| Leaving { schedule: name.clone(), words }));
    }
    found
}

fn words(
    who: &ResponderName,
    name: &ScheduleName,
    schedule: &Schedule,
    settings: &ScheduleSettings,
    soon: Timestamp,
) -> Option<String> {
    let until = soon.saturating_add(AHEAD).unwrap_or(soon);
    let local = clock::weekday;
    if !schedule.on_call(soon).contains(who) {
        let ends = schedule.next_handoff(soon).map(|handoff| format!(" until {}", local(handoff.at)));
        let instead = listed(&schedule.on_call(soon));
        return Some(format!(
            "{who} is on call for {name} now and leaves at once: {instead} instead{}",
            ends.unwrap_or_default()
        ));
    }
    if listed_in(settings).contains(who) {
        return None;
    }
    let end = schedule.shifts(soon, until).into_iter().find(|shift| shift.responder == *who)?.end;
    let next = listed(&schedule.on_call(end));
    Some(format!("{who} is on call for {name} now and leaves at {}: then {next}", local(end)))
}

fn listed(people: &[ResponderName]) -> String {
    match people {
        [] => "nobody".to_owned(),
        some => some.iter().map(ResponderName::to_string).collect::<Vec<_>>().join(", "),
    }
}

/// Whom a schedule names from now on, without the lists of turns that were replaced.
fn listed_in(settings: &ScheduleSettings) -> BTreeSet<ResponderName> {
    let mut latest = settings.clone();
    for layer in &mut latest.layers {
        if let Some(version) = std::mem::take(&mut layer.versions).pop() {
            layer.turns = version.turns;
        }
    }
    latest.responders()
}

#[cfg(test)]
mod tests {
    use super::*;

    const WEEKS: &str = "fallback = 'dee'
[responders.ana]
name = 'Ana'
contacts = [{ channel = 'email', address = 'ana@example.com' }]
[responders.ben]
name = 'Ben'
contacts = [{ channel = 'email', address = 'ben@example.com' }]
[responders.cho]
name = 'Cho'
contacts = [{ channel = 'email', address = 'cho@example.com' }]
[schedules.web]
zone = 'Europe/Lisbon'
[[schedules.web.layers]]
name = 'weeks'
turns = ['ana', 'ben', 'cho']
every = '1 week'
start = '2027-06-07T08:00'
";

    /// The settings as they would be stored on a Wednesday of Ben's week, with these turns and without these people.
    fn stored(turns: &str, gone: &[&str], now: Timestamp) -> (Settings, Settings) {
        let before: Settings = toml::from_str(WEEKS).unwrap();
        let mut after: Settings = toml::from_str(&WEEKS.replace("['ana', 'ben', 'cho']", turns)).unwrap();
        after.responders.retain(|name, _| !gone.contains(&name.as_str()));
        for (name, schedule) in &mut after.schedules {
            let exists = |name: &ResponderName| after.responders.contains_key(name);
            *schedule = std::mem::take(schedule).taking_over_among(&before.schedules[name], now, exists);
        }
        (before, after)
    }

    fn check(turns: &str, gone: &[&str], expected: &[&str]) {
        let now = "2027-06-16T10:15:00Z".parse().unwrap();
        let (before, after) = stored(turns, gone, now);
        let words: Vec<String> = leaving(&before, &after, now).into_iter().map(|one| one.words).collect();
        assert_eq!(words, expected);
    }

    #[test]
    fn whoever_is_on_call_and_leaves_is_named_with_whoever_takes_over() {
        check(
            "['ana', 'cho']",
            &["ben"],
            &["ben is on call for web now and leaves at once: cho instead until Mon 2027-06-28 07:00 UTC"],
        );
        check(
            "['ana', 'cho']",
            &[],
            &["ben is on call for web now and leaves at Mon 2027-06-21 07:00 UTC: then cho"],
        );
        check("['ben', 'cho']", &["ana"], &[]);
        check("['ana', 'ben', 'cho']", &[], &[]);
    }

    #[test]
    fn settings_in_force_say_it_too() {
        let now = "2027-06-16T10:15:00Z".parse().unwrap();
        let (_, active) = stored("['ana', 'cho']", &[], now);
        let later = "2027-06-17T10:15:00Z".parse().unwrap();
        assert_eq!(leaving(&active, &active, later).len(), 1);
        assert_eq!(leaving(&active, &active, "2027-06-22T10:15:00Z".parse().unwrap()), []);
    }
}
