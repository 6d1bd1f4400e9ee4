//! Requests for shifts, as schedules and readers see them.

use super::*;
use crate::ids::ResponderName;
use crate::live::{LiveRecord, LiveVersion, MOST_REQUESTS};
use crate::oncall::ShiftOf;
use crate::oncall::settings::Names;
use crate::settings::{Rules, Settings};

const SETTINGS: &str = "
    responders.ana = { name = 'Ana', contacts = [] }
    responders.ben = { name = 'Ben', contacts = [] }
    responders.cho = { name = 'Cho', contacts = [] }
    schedules.payments = { zone = 'UTC', layers = [{ name = 'all', turns = ['ana'] }] }
";

fn at(text: &str) -> Timestamp {
    format!("2026-11-{text}:00Z").parse().unwrap()
}

fn request(start: &str, end: &str) -> ShiftRequest {
    let (schedule, responder) = ("payments".into(), ResponderName::from("ana"));
    let shift = ShiftOf { schedule: &schedule, responder: &responder, start: at(start), end: at(end) };
    ShiftRequest::give("ben".into(), shift)
}

fn entry(request: ShiftRequest, now: Timestamp) -> LiveEntry {
    let made = Made { by: "Ana".to_owned(), at: now, incident: None };
    let until = request.answer_by(now);
    let what = LiveChange::ShiftRequest { request, end: None };
    LiveEntry { what, from: now, until, reason: String::new(), made }
}

fn asked(live: &Live, request: ShiftRequest, now: Timestamp) -> (Live, String) {
    live.with(entry(request, now), crate::live::LONGEST_OF_RESPONDER, now, |_| false).unwrap()
}

fn on_call(live: &Live, when: &str) -> Vec<String> {
    let settings: Settings = toml::from_str(SETTINGS).unwrap();
    let rules = Rules::build_with(settings, LiveVersion { number: 1, live: live.clone() });
    let people = rules.schedule(&"payments".into()).unwrap().on_call(at(when));
    people.iter().map(ToString::to_string).collect()
}

#[test]
fn nothing_changes_until_it_is_taken() {
    let now = at("29T01:00");
    let (waiting, name) = asked(&Live::default(), request("29T09:00", "29T18:00"), now);
    assert_eq!((name.as_str(), on_call(&waiting, "29T12:00")), ("payments", vec!["ana".to_owned()]));
    let taken = waiting.with_shift_taken(&name, "Ben", at("29T02:00"), |_| false).unwrap();
    let seen = ["29T08:59", "29T09:00", "29T17:59", "29T18:00"].map(|when| on_call(&taken, when).join("+"));
    assert_eq!(seen, ["ana", "ben", "ben", "ana"]);
    let (_, entry) = taken.entries().find(|(_, entry)| entry.request().is_none()).unwrap();
    assert_eq!(entry.made.by, "Ana and Ben");
    let again = taken.with_shift_taken(&name, "Ben", at("29T02:01"), |_| false);
    assert_eq!(again, Err(LiveRefusal::Unknown(name)), "once");
}

#[test]
fn what_runs_is_taken_from_the_moment_on() {
    let (waiting, name) = asked(&Live::default(), request("29T00:00", "29T18:00"), at("29T01:00"));
    let taken = waiting.with_shift_taken(&name, "Ben", at("29T02:30"), |_| false).unwrap();
    assert_eq!([on_call(&taken, "29T02:29"), on_call(&taken, "29T02:30")].concat(), ["ana", "ben"]);
}

#[test]
fn the_same_asked_twice_waits_once_and_ends_when_it_was_said() {
    let wanted = request("30T09:00", "30T18:00");
    let (once, name) = asked(&Live::default(), wanted.clone(), at("29T01:00"));
    let (twice, same) = asked(&once, wanted.clone(), at("29T05:00"));
    assert_eq!((&once, &name), (&twice, &same));
    let refused = once.with_request_ended(&name, ShiftNews::Refused, at("29T05:00")).unwrap();
    let (again, other) = asked(&refused, wanted, at("29T05:30"));
    assert_ne!(other, name, "whoever was refused may ask again");
    assert_eq!(again.requests(at("29T05:30")).count(), 1);
}

#[test]
fn whoever_asked_hears_that_nobody_answered_whatever_is_decided_meanwhile() {
    let (waiting, name) = asked(&Live::default(), request("29T09:00", "29T18:00"), at("29T01:00"));
    let (other, _) = asked(&waiting, request("29T20:00", "29T21:00"), at("29T09:05"));
    let due = other.shift_notices_due(at("29T08:30"), at("29T09:30"));
    let news: Vec<_> = due.iter().map(|notice| (notice.kind.name(), notice.at)).collect();
    assert_eq!(news, [("shift_not_answered", at("29T09:00"))]);
    assert!(waiting.shift_notices_due(at("29T07:00"), at("29T08:59")).is_empty(), "too early");
    let taken = waiting.with_shift_taken(&name, "Ben", at("29T02:00"), |_| false).unwrap();
    assert!(taken.shift_notices_due(at("29T08:30"), at("29T09:30")).is_empty(), "answered");
    let (later, _) = asked(&waiting, request("29T20:00", "29T21:00"), at("29T10:01"));
    assert!(later.entry(&name).is_none_or(|entry| entry.from == at("29T10:01")), "forgotten after an hour");
}

#[test]
fn an_end_is_told_to_whoever_opens_the_link_again() {
    let now = at("29T01:00");
    let (waiting, name) = asked(&Live::default(), request("29T09:00", "29T18:00"), now);
    let mark = request_mark(&name, waiting.entry(&name).unwrap());
    assert!(waiting.marked(&mark).is_some());
    let refused = waiting.with_request_ended(&name, ShiftNews::Refused, at("29T02:00")).unwrap();
    let (_, entry, _) = refused.marked(&mark).unwrap();
    assert_eq!(entry.request_end(at("29T02:30")).map(|end| end.news), Some(ShiftNews::Refused));
    assert_eq!(refused.requests(at("29T02:30")).count(), 0);
}

#[test]
fn requests_leave_room_for_silences() {
    let now = at("29T01:00");
    let mut live = Live::default();
    for nth in 0..MOST_REQUESTS {
        live = asked(&live, request("29T09:00", &format!("29T10:{nth:02}")), now).0;
    }
    let more = entry(request("29T09:00", "29T18:00"), now);
    let refused = live.with(more, crate::live::LONGEST_OF_RESPONDER, now, |_| false);
    assert_eq!(refused.unwrap_err(), LiveRefusal::ManyRequests);
}

#[test]
fn neither_a_form_that_ends_nor_one_that_moves_touches_a_request() {
    let now = at("29T01:00");
    let (waiting, name) = asked(&Live::default(), request("29T09:00", "29T18:00"), now);
    assert!(waiting.without(&name, now).is_err());
    assert!(waiting.ending(&name, at("29T12:00"), crate::live::LONGEST_OF_OPERATOR, now).is_err());
}

#[test]
fn each_change_of_a_request_is_told() {
    let now = at("29T01:00");
    let (waiting, name) = asked(&Live::default(), request("29T09:00", "29T18:00"), now);
    let entry = waiting.entry(&name).unwrap().clone();
    let told = |act| {
        let record = LiveRecord { name: name.clone(), act, by: String::new(), at: now, entry: entry.clone() };
        live_notice(&record).map(|notice| notice.kind.name())
    };
    let acts = [LiveAct::Made, LiveAct::Moved, LiveAct::Taken, LiveAct::Refused, LiveAct::Ended];
    let names = ["shift_asked", "", "shift_taken", "shift_refused", "shift_request_withdrawn"];
    assert_eq!(acts.map(|act| told(act).unwrap_or_default()), names);
}

/// Ben has the shift by an override, and gives it on to Cho; Cho gives a part of it back.
#[test]
fn a_shift_that_somebody_has_by_an_override_is_given_on() {
    let now = at("29T01:00");
    let of = |from: &str, to: &str, start: &str, end: &str| {
        let (schedule, responder) = ("payments".into(), ResponderName::from(from));
        let shift = ShiftOf { schedule: &schedule, responder: &responder, start: at(start), end: at(end) };
        entry(ShiftRequest::give(to.into(), shift), now)
    };
    let change = LiveOverride {
        replace: Some("ana".into()),
        by: Names(vec!["ben".into()]),
        ..LiveOverride::default()
    };
    let stands_in = LiveEntry {
        what: LiveChange::Override { schedule: "payments".into(), change },
        from: at("29T02:00"),
        until: at("29T18:00"),
        reason: String::new(),
        made: Made { by: "Ana".to_owned(), at: now, incident: None },
    };
    let longest = crate::live::LONGEST_OF_RESPONDER;
    let (mut live, _) = Live::default().with(stands_in, longest, now, |_| false).unwrap();
    for asked in [of("ben", "cho", "29T09:00", "29T18:00"), of("cho", "ben", "29T12:00", "29T18:00")] {
        let (waiting, name) = live.with(asked, longest, now, |_| false).unwrap();
        live = waiting.with_shift_taken(&name, "somebody", now, |_| false).unwrap();
    }
    let seen = ["29T01:59", "29T02:00", "29T09:00", "29T12:00", "29T18:00"]
        .map(|when| on_call(&live, when).join("+"));
    assert_eq!(seen, ["ana", "ben", "cho", "ben", "ana"]);
}

/// A shift goes to and fro; the names of what was decided say nothing about the order.
#[test]
fn what_was_agreed_last_counts_whatever_it_is_called() {
    let at_minute = |minute: i64| at("29T01:00") + SignedDuration::from_mins(minute);
    let override_of = |from: &str, to: &str, minute: i64| LiveEntry {
        what: LiveChange::Override {
            schedule: "payments".into(),
            change: LiveOverride {
                replace: Some(from.into()),
                by: Names(vec![to.into()]),
                hands_over: true,
                ..LiveOverride::default()
            },
        },
        from: at("29T09:00"),
        until: at("29T18:00"),
        reason: String::new(),
        made: Made { by: "Ana".to_owned(), at: at_minute(minute), incident: None },
    };
    let longest = crate::live::LONGEST_OF_RESPONDER;
    let mut live = Live::default();
    for (nth, (from, to)) in [("ana", "ben"), ("ben", "ana"), ("ana", "ben")].into_iter().enumerate() {
        let minute = i64::try_from(nth).unwrap();
        live = live.with(override_of(from, to, minute), longest, at_minute(minute), |_| false).unwrap().0;
    }
    assert_eq!(on_call(&live, "29T12:00"), ["ben"], "the third is no copy of the first");
    let early = Live::default().replacing("z", override_of("ana", "ben", 0), at_minute(9));
    let both = early.replacing("a", override_of("ben", "cho", 5), at_minute(9));
    assert_eq!(on_call(&both, "29T12:00"), ["cho"]);
}

#[test]
fn whoever_is_on_call_by_a_temporary_schedule_can_hand_that_over() {
    let text = format!("{SETTINGS}\n    [[schedules.payments.temporary]]\n    start = '2026-11-29T00:00'\n    end = '2026-11-30T00:00'\n    shifts = [{{ responders = 'ben' }}]\n").replace("schedules.payments = { zone = 'UTC', layers = [{ name = 'all', turns = ['ana'] }] }", "[schedules.payments]\n    zone = 'UTC'\n    layers = [{ name = 'all', turns = ['ana'] }]");
    let settings: Settings = toml::from_str(&text).unwrap();
    let (schedule, ben) = ("payments".into(), ResponderName::from("ben"));
    let shift = ShiftOf { schedule: &schedule, responder: &ben, start: at("29T09:00"), end: at("29T18:00") };
    let now = at("29T01:00");
    let asked = entry(ShiftRequest::give("cho".into(), shift), now);
    let (waiting, name) =
        Live::default().with(asked, crate::live::LONGEST_OF_RESPONDER, now, |_| false).unwrap();
    let live = waiting.with_shift_taken(&name, "Cho", now, |_| false).unwrap();
    let rules = Rules::build_with(settings, LiveVersion { number: 1, live });
    let seen =
        ["29T08:00", "29T12:00", "29T19:00"].map(|when| rules.schedule(&schedule).unwrap().on_call(at(when)));
    assert_eq!(seen, [["ben".into()], ["cho".into()], ["ben".into()]]);
}
