//! Whoever leaves while on call, and a swap over the nights on which clocks change.

use super::*;
use crate::escalation::Target;
use crate::ids::{ResponderName, ScheduleName};
use crate::settings::{Rules, Settings};

/// Ana, Ben and Cho take weeks from Monday at eight in Lisbon; on 16 June 2027 it is Ben's.
const THREE: &str = "fallback = 'dee'
[responders.ana]
name = 'Ana'
contacts = [{ channel = 'email', address = 'ana@example.com' }]
[responders.ben]
name = 'Ben'
contacts = [{ channel = 'email', address = 'ben@example.com' }]
[responders.cho]
name = 'Cho'
contacts = [{ channel = 'email', address = 'cho@example.com' }]
[responders.dee]
name = 'Dee'
contacts = [{ channel = 'email', address = 'dee@example.com' }]
[schedules.web]
zone = 'Europe/Lisbon'
[[schedules.web.layers]]
name = 'weeks'
turns = ['ana', 'ben', 'cho']
every = '1 week'
start = '2027-06-07T08:00'
";

/// An edit: the turns, and who is no responder any more.
#[derive(Clone, Copy)]
struct Edit<'a> {
    at: &'a str,
    turns: &'a str,
    gone: &'a [&'a str],
}

/// The rules after these edits, each applied over the one before.
fn rules_after(edits: &[Edit<'_>]) -> Rules {
    let mut stored: Settings = toml::from_str(THREE).unwrap();
    for edit in edits {
        let text = THREE.replace("['ana', 'ben', 'cho']", edit.turns);
        let mut wanted: Settings = toml::from_str(&text).unwrap();
        wanted.responders.retain(|name, _| !edit.gone.contains(&name.as_str()));
        let before = &stored.schedules[&ScheduleName::from("web")];
        let schedule = wanted.schedules.remove(&ScheduleName::from("web")).unwrap();
        let exists = |name: &ResponderName| wanted.responders.contains_key(name);
        let schedule = schedule.taking_over_among(before, at(edit.at), exists);
        wanted.schedules.insert("web".into(), schedule);
        stored = wanted;
    }
    Rules::build(stored)
}

/// Checks who is paged and who is in the roster, which must be the same.
fn check_people(rules: &Rules, expected: &[(&str, &str)]) {
    let schedule = rules.schedule(&"web".into()).unwrap();
    for (instant, who) in expected {
        let paged = rules.people(&Target::Schedule("web".into()), at(instant));
        let paged: Vec<&str> = paged.iter().map(|name| name.as_str()).collect();
        assert_eq!(
            (paged.join("+").as_str(), on_call(schedule, instant).as_str()),
            (*who, *who),
            "at {instant}"
        );
    }
}

const EDITED: &str = "2027-06-16T10:15:00Z";
const JUST_AFTER: &str = "2027-06-16T10:15:01Z";
const BEFORE_THE_HANDOFF: &str = "2027-06-21T06:59:59Z";

#[test]
fn one_who_leaves_out_of_turn_moves_nobody() {
    let rules = rules_after(&[Edit { at: EDITED, turns: "['ben', 'cho']", gone: &["ana"] }]);
    check_people(
        &rules,
        &[
            (JUST_AFTER, "ben"),
            (BEFORE_THE_HANDOFF, "ben"),
            ("2027-06-21T07:00:00Z", "cho"),
            ("2027-06-28T07:00:00Z", "ben"),
        ],
    );
}

#[test]
fn one_who_only_leaves_the_turns_finishes_their_own() {
    let rules = rules_after(&[Edit { at: EDITED, turns: "['ana', 'cho']", gone: &[] }]);
    let expected = [(JUST_AFTER, "ben"), (BEFORE_THE_HANDOFF, "ben"), ("2027-06-21T07:00:00Z", "cho")];
    check_people(&rules, &expected);
}

#[test]
fn one_who_leaves_altogether_is_replaced_at_once_and_nobodys_own_turn_moves() {
    let rules = rules_after(&[Edit { at: EDITED, turns: "['ana', 'cho']", gone: &["ben"] }]);
    check_people(
        &rules,
        &[
            (EDITED, "cho"),
            (JUST_AFTER, "cho"),
            ("2027-06-16T10:20:00Z", "cho"),
            (BEFORE_THE_HANDOFF, "cho"),
            ("2027-06-21T07:00:00Z", "cho"),
            ("2027-06-28T07:00:00Z", "ana"),
        ],
    );
    let schedule = rules.schedule(&"web".into()).unwrap();
    assert_eq!(on_call(schedule, "2027-06-16T10:14:59Z"), "ben", "what was is not rewritten");
    let later = schedule.shifts(at(EDITED), at("2028-06-16T10:15:00Z"));
    assert!(later.iter().all(|shift| shift.responder.as_str() != "ben"), "{later:?}");
}

#[test]
fn leaving_in_two_steps_is_leaving() {
    let rules = rules_after(&[
        Edit { at: EDITED, turns: "['ana', 'cho']", gone: &[] },
        Edit { at: "2027-06-17T09:00:00Z", turns: "['ana', 'cho']", gone: &["ben"] },
    ]);
    check_people(&rules, &[("2027-06-17T09:00:00Z", "cho"), ("2027-06-21T07:00:00Z", "cho")]);
}

#[test]
fn whoever_stood_in_may_leave_too_and_others_may_come() {
    let edits = [
        Edit { at: EDITED, turns: "['ana', 'cho']", gone: &["ben"] },
        Edit { at: "2027-06-16T12:00:00Z", turns: "['ana', 'cho', 'dee']", gone: &["ben"] },
        Edit { at: "2027-06-17T12:00:00Z", turns: "['ana', 'dee']", gone: &["ben", "cho"] },
    ];
    let expected =
        [("2027-06-16T13:00:00Z", "cho"), ("2027-06-21T07:00:00Z", "cho"), ("2027-06-28T07:00:00Z", "dee")];
    check_people(&rules_after(&edits[..2]), &expected);
    check_people(
        &rules_after(&edits),
        &[("2027-06-17T12:00:00Z", "dee"), ("2027-06-21T07:00:00Z", "dee"), ("2027-06-28T07:00:00Z", "ana")],
    );
}

/// Two people share each day; on the Sundays on which clocks change they swap, for 23 and for 25 hours.
#[test]
fn a_swap_from_midnight_to_midnight_is_as_long_as_its_day() {
    let text = "zone = 'Europe/Berlin'
[[layers]]
name = 'day'
turns = ['ana']
restrictions = [{ from = '08:00', to = '20:00' }]
[[layers]]
name = 'night'
turns = ['ben']
restrictions = [{ from = '20:00', to = '08:00' }]
[[overrides]]
start = '2027-03-28T00:00'
end = '2027-03-29T00:00'
swap = ['ana', 'ben']
[[overrides]]
start = '2027-10-31T00:00'
end = '2027-11-01T00:00'
swap = ['ana', 'ben']
";
    let schedule = schedule(text);
    let edges: [(&str, &str); 12] = [
        ("2027-03-27T19:00Z", "ben"),
        ("2027-03-27T23:00Z", "ana"),
        ("2027-03-28T06:00Z", "ben"),
        ("2027-03-28T18:00Z", "ana"),
        ("2027-03-28T22:00Z", "ben"),
        ("2027-03-29T06:00Z", "ana"),
        ("2027-10-30T18:00Z", "ben"),
        ("2027-10-30T22:00Z", "ana"),
        ("2027-10-31T07:00Z", "ben"),
        ("2027-10-31T19:00Z", "ana"),
        ("2027-10-31T23:00Z", "ben"),
        ("2027-11-01T07:00Z", "ana"),
    ];
    for (instant, who) in edges {
        assert_eq!(on_call(&schedule, instant), who, "from {instant}");
        let just_before = at(instant) - jiff::SignedDuration::from_secs(1);
        assert_ne!(on_call(&schedule, &just_before.to_string()), who, "before {instant}");
    }
}
