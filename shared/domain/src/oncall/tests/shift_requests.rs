//! Who may be asked for which shift, and until when.

use super::{at, schedule};
use crate::ids::{ResponderName, ScheduleName};
use crate::oncall::{
    Schedule, ShiftObstacle, ShiftOf, ShiftPart, ShiftRequest, ShiftRequestKind, TIME_TO_ANSWER,
};
use jiff::Timestamp;

/// Ana until Monday the 12th at nine, then Ben.
const WEEKS: &str = "zone = 'UTC'\n[[layers]]\nname = 'weeks'\nevery = '1 week'\nstart = '2026-01-05T09:00'\nturns = ['ana', 'ben']";
/// The same, and Cho beside them on Saturday.
const WITH_CHO: &str = "[[overrides]]\nadd = 'cho'\nstart = '2026-01-10T00:00'\nend = '2026-01-11T00:00'";

fn payments() -> ScheduleName {
    "payments".into()
}

fn of(who: &str, start: &str, end: &str) -> ShiftPart {
    let (schedule, from) = (payments(), ResponderName::from(who));
    ShiftPart { schedule, to: from.clone(), from, start: at(start), end: at(end) }
}

fn shift(part: &ShiftPart) -> ShiftOf<'_> {
    ShiftOf { schedule: &part.schedule, responder: &part.from, start: part.start, end: part.end }
}

fn check_on(schedule: &Schedule, request: &ShiftRequest, now: &str) -> Result<(), ShiftObstacle> {
    let exists = |name: &ResponderName| ["ana", "ben", "cho"].contains(&name.as_str());
    request.check(at(now), exists, |name| (*name == payments()).then_some(schedule))
}

const NOW: &str = "2026-01-08T12:00:00Z";

fn check(request: &ShiftRequest) -> Result<(), ShiftObstacle> {
    check_on(&schedule(&format!("{WEEKS}\n{WITH_CHO}")), request, NOW)
}

#[test]
fn a_part_of_a_shift_can_be_given_away_and_asked_for() {
    let part = of("ana", "2026-01-09T18:00:00Z", "2026-01-10T08:00:00Z");
    let (given, taken) =
        (ShiftRequest::give("ben".into(), shift(&part)), ShiftRequest::take("ben".into(), shift(&part)));
    assert_eq!((given.kind(), taken.kind()), (ShiftRequestKind::Give, ShiftRequestKind::Take));
    assert_eq!(given.parts, taken.parts, "the same people are on call afterwards");
    assert_eq!((check(&given), check(&taken)), (Ok(()), Ok(())));
    assert_eq!(
        (given.asked.as_str(), taken.asked.as_str()),
        ("ben", "ana"),
        "whoever loses or gains must agree"
    );
}

#[test]
fn two_shifts_are_swapped_in_one_request() {
    let mine = of("ana", "2026-01-09T09:00:00Z", "2026-01-12T09:00:00Z");
    let yours = of("ben", "2026-01-12T09:00:00Z", "2026-01-15T09:00:00Z");
    let swap = ShiftRequest::swap(shift(&mine), shift(&yours));
    assert_eq!((swap.kind(), check(&swap)), (ShiftRequestKind::Swap, Ok(())));
    let people: Vec<_> = swap.parts.iter().map(|part| (part.from.as_str(), part.to.as_str())).collect();
    assert_eq!(people, [("ana", "ben"), ("ben", "ana")]);
}

#[test]
fn what_nobody_has_is_refused() {
    let give = |who: &str, to: &str, start: &str, end: &str| {
        let part = of(who, start, end);
        check(&ShiftRequest::give(to.into(), shift(&part)))
    };
    let into_bens = give("ana", "ben", "2026-01-11T09:00:00Z", "2026-01-13T09:00:00Z");
    assert!(matches!(into_bens, Err(ShiftObstacle::NotOnCall(_))), "{into_bens:?}");
    let to_cho = give("ana", "cho", "2026-01-09T09:00:00Z", "2026-01-12T09:00:00Z");
    assert!(matches!(to_cho, Err(ShiftObstacle::OnCallAlready(_))), "Cho is on call on Saturday: {to_cho:?}");
    let over = give("ana", "ben", "2026-01-07T09:00:00Z", "2026-01-08T09:00:00Z");
    assert_eq!(over, Err(ShiftObstacle::Over));
    let far = give("ana", "ben", "2026-01-19T09:00:00Z", "2026-01-26T09:00:00Z");
    assert_eq!(far, Err(ShiftObstacle::TooFar));
    assert_eq!(
        give("ana", "ana", "2026-01-09T09:00:00Z", "2026-01-10T09:00:00Z"),
        Err(ShiftObstacle::SamePerson)
    );
    let gone = give("ana", "dee", "2026-01-09T09:00:00Z", "2026-01-10T09:00:00Z");
    assert_eq!(gone, Err(ShiftObstacle::Gone("dee".into())));
}

#[test]
fn a_schedule_that_was_edited_meanwhile_refuses_in_words() {
    let part = of("ana", "2026-01-09T09:00:00Z", "2026-01-12T09:00:00Z");
    let request = ShiftRequest::give("ben".into(), shift(&part));
    let edited = schedule(&WEEKS.replace("'ana', 'ben'", "'ben', 'ana'"));
    let why = check_on(&edited, &request, NOW).unwrap_err();
    let words = why.words(|name| name.to_string(), |at: Timestamp| at.to_string());
    assert!(
        words.contains("ana is not on call for payments") && words.contains("the schedule changed"),
        "{words}"
    );
}

#[test]
fn it_can_be_answered_for_a_day_and_until_the_shift_begins() {
    let answer_by = |start: &str, end: &str, now: &str| {
        let part = of("ana", start, end);
        ShiftRequest::give("ben".into(), shift(&part)).answer_by(at(now))
    };
    let (start, end) = ("2026-01-09T09:00:00Z", "2026-01-12T09:00:00Z");
    assert_eq!(answer_by(start, end, "2026-01-05T12:00:00Z"), at("2026-01-05T12:00:00Z") + TIME_TO_ANSWER);
    assert_eq!(answer_by(start, end, "2026-01-09T08:00:00Z"), at(start), "it begins in an hour");
    assert_eq!(answer_by(start, end, "2026-01-12T08:00:00Z"), at(end), "it runs: its rest is given away");
}
