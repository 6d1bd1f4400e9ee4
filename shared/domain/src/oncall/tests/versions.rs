//! Changes of a list of turns.

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

fn settings(turns: &str) -> ScheduleSettings {
    toml::from_str(&WEEKLY.replace("['ana', 'ben', 'cho']", turns)).unwrap()
}

/// Who holds the turns from 4 January on, when these edits of the list are applied at these instants.
fn edited(edits: &[(&str, &str)]) -> String {
    let mut stored = settings("['ana', 'ben', 'cho']");
    for (instant, turns) in edits {
        stored = settings(turns).taking_over_from(&stored, at(instant));
    }
    let schedule = Schedule::compile(&stored).unwrap();
    let shifts = schedule.shifts(at("2027-01-04T09:00Z"), at("2027-02-22T09:00Z"));
    shifts.iter().map(|shift| &shift.responder.as_str()[..1]).collect()
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
