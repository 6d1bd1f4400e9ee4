//! Changes to a list of turns.

use super::*;

const WEEKLY: &str = "zone = 'UTC'\n[[layers]]\nname = 'x'\nturns = ['ana', 'ben', 'cho']\nevery = '1 week'\n\
                      start = '2027-01-04T09:00'\n";

fn version(from: &str, turns: &str) -> String {
    format!("[[layers.versions]]\neffective_from = '{from}'\nturns = {turns}\n")
}

#[test]
fn a_change_in_the_middle_of_a_turn_does_not_move_its_holder() {
    let text = WEEKLY.to_owned() + &version("2027-01-13T12:00", "['ben', 'cho', 'dee']");
    check(
        &text,
        "2027-01-04T09:00Z",
        "2027-02-08T09:00Z",
        &[
            "ana Mon 01-04 09:00+00 – Mon 01-11 09:00+00",
            "ben Mon 01-11 09:00+00 – Mon 01-18 09:00+00",
            "cho Mon 01-18 09:00+00 – Mon 01-25 09:00+00",
            "dee Mon 01-25 09:00+00 – Mon 02-01 09:00+00",
            "ben Mon 02-01 09:00+00 – Mon 02-08 09:00+00",
        ],
    );
}

#[test]
fn whoever_leaves_the_list_while_on_call_stays_until_the_handoff() {
    let text = WEEKLY.to_owned()
        + &version("2027-01-13T12:00", "['ana', 'cho']")
        + &version("2027-01-20T12:00", "['dee']");
    check(
        &text,
        "2027-01-11T09:00Z",
        "2027-02-01T09:00Z",
        &[
            "ben Mon 01-11 09:00+00 – Mon 01-18 09:00+00",
            "cho Mon 01-18 09:00+00 – Mon 01-25 09:00+00",
            "dee Mon 01-25 09:00+00 – Mon 02-01 09:00+00",
        ],
    );
}

#[test]
fn a_change_at_a_handoff_decides_who_comes() {
    let check = |turns: &str, expected: &str| {
        let schedule = schedule(&(WEEKLY.to_owned() + &version("2027-01-11T09:00", turns)));
        assert_eq!(weeks(&schedule), expected, "{turns}");
    };
    check("['ana', 'cho']", "acacaca");
    check("['ben', 'cho']", "abcbcbc");
    check("['ana', 'dee', 'ben']", "adbadba");
    check("['dee', 'eli']", "adedede");
}

#[test]
fn a_turn_that_never_ends_changes_at_once() {
    let always = "zone = 'UTC'\n[[layers]]\nname = 'x'\nturns = ['ana']\n";
    let schedule = schedule(&format!(
        "{always}{}{}",
        version("2027-01-13T12:00", "['ben']"),
        version("2027-01-20T12:00", "[['ben', 'cho']]")
    ));
    let seen = ["2027-01-13T11:59Z", "2027-01-13T12:00Z", "2027-01-20T12:00Z", "2028-01-01T00:00Z"];
    assert_eq!(seen.map(|instant| on_call(&schedule, instant)), ["ana", "ben", "ben+cho", "ben+cho"]);

    let written = |who: &str| toml::from_str::<ScheduleSettings>(&always.replace("ana", who)).unwrap();
    let stored = written("ben").taking_over_from(&written("ana"), at("2027-01-13T12:00:30Z"));
    let schedule = Schedule::compile(&stored).unwrap();
    assert_eq!(on_call(&schedule, "2027-01-13T11:59Z"), "ana");
    assert_eq!(on_call(&schedule, "2027-01-13T12:00:30Z"), "ben", "who is taken off is off at once");
}

/// The people of the seven turns from 4 January on, by their first letters.
fn weeks(schedule: &Schedule) -> String {
    let shifts = schedule.shifts(at("2027-01-04T09:00Z"), at("2027-02-22T09:00Z"));
    shifts.iter().map(|shift| &shift.responder.as_str()[..1]).collect()
}

fn settings(turns: &str) -> ScheduleSettings {
    toml::from_str(&WEEKLY.replace("['ana', 'ben', 'cho']", turns)).unwrap()
}

/// The people of the turns from 4 January on, when these edits of the list are applied at these instants.
fn edited(edits: &[(&str, &str)]) -> String {
    let mut stored = settings("['ana', 'ben', 'cho']");
    for (instant, turns) in edits {
        stored = settings(turns).taking_over_from(&stored, at(instant));
    }
    weeks(&Schedule::compile(&stored).unwrap())
}

#[test]
fn editing_the_list_never_moves_the_person_on_call() {
    assert_eq!(edited(&[]), "abcabca");
    assert_eq!(edited(&[("2027-01-13T12:00Z", "['ben', 'cho']")]), "abcbcbc");
    assert_eq!(edited(&[("2027-01-13T12:00Z", "['ana', 'cho']")]), "abcacac");
    assert_eq!(edited(&[("2027-01-13T12:00:30Z", "['ana', 'ben', 'dee', 'cho']")]), "abdcabd");
    assert_eq!(edited(&[("2027-01-11T09:00Z", "['cho', 'ben']")]), "abcbcbc");
}

#[test]
fn editing_it_again_and_again_keeps_what_was() {
    let twice = [("2027-01-13T12:00Z", "['ben', 'cho']"), ("2027-01-20T12:00Z", "['ben', 'cho', 'dee']")];
    assert_eq!(edited(&twice), "abcdbcd");
    let unchanged =
        [twice[0], ("2027-01-20T12:00Z", "['ben', 'cho']"), ("2027-01-27T12:00Z", "['ben', 'cho']")];
    assert_eq!(edited(&unchanged), edited(&twice[..1]));
}

#[test]
fn an_edit_right_after_a_handoff_does_not_move_whoever_has_just_come() {
    for instant in ["2027-01-11T09:00:00Z", "2027-01-11T09:00:30Z"] {
        assert_eq!(edited(&[(instant, "['ana', 'cho']")]), "abcacac", "at {instant}");
    }
    assert_eq!(edited(&[("2027-01-11T08:59:00Z", "['ana', 'cho']")]), "acacaca");
}

#[test]
fn of_two_edits_within_a_minute_the_second_counts() {
    let within = |first: &str, second: &str| {
        edited(&[("2027-01-13T12:00:10Z", first), ("2027-01-13T12:00:40Z", second)])
    };
    assert_eq!(within("['ana', 'ben', 'dee']", "['ana', 'ben', 'eli']"), "abeabea");
    assert_eq!(within("['dee']", "['ana', 'ben', 'cho']"), edited(&[]), "as if there had been none");
}

#[test]
fn of_two_layers_of_one_name_each_keeps_its_own_people() {
    let second = "turns = ['dee', 'eli']\neffective_from = '2027-01-11T09:00'";
    let first = WEEKLY.to_owned() + "effective_until = '2027-01-11T09:00'\n";
    let both = first.clone()
        + &WEEKLY.replace("zone = 'UTC'\n", "").replace("turns = ['ana', 'ben', 'cho']", second);
    let written: ScheduleSettings = toml::from_str(&both).unwrap();
    assert_eq!(written.clone().taking_over_from(&written, at("2027-01-13T12:00Z")), written);
}

#[test]
fn a_layer_whose_handoffs_change_is_left_as_written() {
    let before = settings("['ana', 'ben', 'cho']");
    let mut after = settings("['ben', 'cho']");
    after.layers[0].every = Some("2 weeks".into());
    assert_eq!(after.clone().taking_over_from(&before, at("2027-01-13T12:00Z")), after);
    let mut dated = settings("['ben', 'cho']");
    dated.layers[0].versions =
        toml::from_str::<ScheduleSettings>(&(WEEKLY.to_owned() + &version("2027-03-01", "['dee']")))
            .map(|settings| settings.layers[0].versions.clone())
            .unwrap();
    assert_eq!(dated.clone().taking_over_from(&before, at("2027-01-13T12:00Z")), dated);
}
