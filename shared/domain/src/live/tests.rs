//! What people decide beside the files, as functions see it.

use super::*;
use crate::alarm::{AlarmEvent, AlarmKind};
use crate::incident::{Alert, Incident, Opening, open};
use crate::matcher::Matches;
use crate::oncall::settings::Names;
use crate::settings::{Rules, Settings};
use crate::suppression::{MaintenanceSettings, SilenceSettings};
use jiff::Timestamp;

fn at(text: &str) -> Timestamp {
    format!("2026-11-29T{text}:00Z").parse().unwrap()
}

fn made() -> Made {
    Made { by: "Ana".to_owned(), at: at("01:00"), incident: Some(12) }
}

fn silence(matcher: &str, until: &str) -> LiveEntry {
    let matches = Matches::Texts(vec![matcher.to_owned()]);
    entry(LiveChange::Silence { matches }, until)
}

fn entry(what: LiveChange, until: &str) -> LiveEntry {
    LiveEntry { what, from: at("01:00"), until: at(until), reason: "a deploy".to_owned(), made: made() }
}

fn added(live: &Live, entry: LiveEntry) -> (Live, String) {
    live.with(entry, LONGEST_OF_RESPONDER, at("01:00"), |_| false).unwrap()
}

fn rules(settings: Settings, live: Live) -> Rules {
    Rules::build_with(settings, LiveVersion { number: 1, live })
}

/// What holds an alarm of payments back at a time.
fn held(rules: &Rules, alarm: &str, when: &str) -> Option<Timestamp> {
    let event = event(alarm);
    let routed = rules.route(&event);
    rules.hold(&event, &routed, at(when)).map(|hold| hold.until)
}

fn event(alarm: &str) -> AlarmEvent {
    AlarmEvent {
        source: "cloudwatch".to_owned(),
        dedup_key: format!("arn:aws:cloudwatch:eu-west-1:123456789012:alarm:{alarm}"),
        kind: AlarmKind::Trigger,
        summary: alarm.to_owned(),
        severity: None,
        service: Some("payments".into()),
        changed_at: at("01:00"),
        order: Default::default(),
        labels: [("alarm".to_owned(), alarm.to_owned())].into(),
        links: Vec::new(),
        detail: String::new(),
        muted: None,
        children: Vec::new(),
    }
}

#[test]
fn a_silence_made_at_night_holds_what_it_names_until_its_end() {
    let (live, name) = added(&Live::default(), silence("alarm=\"payments-5xx\"", "06:00"));
    assert_eq!(name, "payments-5xx");
    let rules = rules(Settings::default(), live);
    assert_eq!(held(&rules, "payments-5xx", "02:00"), Some(at("06:00")));
    assert_eq!(held(&rules, "payments-slow", "02:00"), None);
    assert_eq!(held(&rules, "payments-5xx", "06:00"), None);
}

#[test]
fn nothing_matches_everything_or_lasts_for_ever() {
    let refused = |entry, longest| Live::default().with(entry, longest, at("01:00"), |_| false).unwrap_err();
    let day = LONGEST_OF_RESPONDER;
    assert_eq!(refused(silence("alarm=~\".*\"", "06:00"), day), LiveRefusal::MatchesEverything);
    assert_eq!(refused(silence("alarm=\"a\"", "01:00"), day), LiveRefusal::OverAlready);
    let long = LiveEntry { until: at("01:02") + day, ..silence("alarm=\"a\"", "06:00") };
    assert_eq!(refused(long.clone(), day), LiveRefusal::TooLong { most: day });
    let told = refused(long.clone(), day).to_string();
    assert_eq!(told, "it ends more than one day from now; what ends later belongs in the settings files");
    let planned = LiveEntry { from: at("01:00") + 15 * day, until: at("02:00") + 15 * day, ..long.clone() };
    let told = planned.may_be_made(LONGEST_OF_OPERATOR, at("01:00")).unwrap_err().to_string();
    assert!(told.starts_with("it ends more than 14 days from now"), "short, and late: {told}");
    assert!(Live::default().with(long, LONGEST_OF_OPERATOR, at("01:00"), |_| false).is_ok());
    assert!(matches!(refused(silence("alarm=", "06:00"), day), LiveRefusal::Unreadable(_)));
    let nothing = entry(LiveChange::Maintenance { services: Vec::new(), page: None }, "06:00");
    assert_eq!(refused(nothing, day), LiveRefusal::MatchesEverything);
}

#[test]
fn a_reason_disturbs_no_line_that_it_is_shown_in() {
    let reason = " deploy \u{202E}fdp.exe\r\n\u{1B}[2J".to_owned();
    let (live, name) =
        added(&Live::default(), LiveEntry { reason, ..silence("alarm=\"payments-5xx\"", "06:00") });
    assert_eq!(live.entry(&name).unwrap().reason, "deploy fdp.exe [2J");
}

#[test]
fn the_list_has_an_end_and_what_is_over_makes_room() {
    let mut live = Live::default();
    for nth in 0..MOST_ENTRIES {
        live = added(&live, silence(&format!("alarm=\"a\", nth=\"{nth}\""), "02:00")).0;
    }
    let one_more = silence("alarm=\"a\"", "06:00");
    assert_eq!(
        live.with(one_more.clone(), LONGEST_OF_RESPONDER, at("01:30"), |_| false),
        Err(LiveRefusal::Full)
    );
    let (live, name) = live.with(one_more, LONGEST_OF_RESPONDER, at("03:00"), |_| false).unwrap();
    assert_eq!((live.entries().count(), name.as_str()), (1, "a"));
    let wide = silence(&format!("alarm=\"{}\"", "x".repeat(MOST_BYTES)), "06:00");
    assert_eq!(live.with(wide, LONGEST_OF_RESPONDER, at("03:00"), |_| false), Err(LiveRefusal::Full));
}

#[test]
fn the_same_decided_twice_is_one_that_ends_at_the_later_time() {
    let (once, name) = added(&Live::default(), silence("alarm=\"a\"", "06:00"));
    let (twice, again) = added(&once, silence("alarm=\"a\"", "05:00"));
    assert_eq!((twice.entries().count(), &again, twice.entry(&name).unwrap().until), (1, &name, at("06:00")));
    let (longer, _) = added(&twice, silence("alarm=\"a\"", "07:00"));
    assert_eq!((longer.entries().count(), longer.entry(&name).unwrap().until), (1, at("07:00")));
    let (both, other) = added(&longer, silence("alarm=\"b\"", "07:00"));
    assert_eq!((both.entries().count(), other.as_str()), (2, "b"));
}

#[test]
fn an_entry_is_moved_and_ended_by_its_name() {
    let (live, name) = added(&Live::default(), silence("alarm=\"a\"", "02:00"));
    let later = live.ending(&name, at("05:00"), LONGEST_OF_RESPONDER, at("01:30")).unwrap();
    assert_eq!(later.entry(&name).unwrap().until, at("05:00"));
    assert_eq!(later.without(&name, at("03:00")).unwrap().entries().count(), 0);
    assert_eq!(later.without("b", at("03:00")), Err(LiveRefusal::Unknown("b".to_owned())));
    assert_eq!(live.without(&name, at("03:00")), Err(LiveRefusal::Unknown(name)), "it is over");
}

#[test]
fn what_a_later_version_wrote_stays_as_it_is() {
    let text = r#"{"entries":{"x":{"what":{"kind":"quiet_street"},"from":"2026-11-29T01:00:00Z"}}}"#;
    let stored: Live = serde_json::from_str(text).unwrap();
    let (next, _) = added(&stored, silence("alarm=\"a\"", "06:00"));
    assert!(serde_json::to_string(&next).unwrap().contains("quiet_street"));
    assert_eq!(next.entries().count(), 1);
    assert_eq!(serde_json::from_str::<Live>(&serde_json::to_string(&next).unwrap()).unwrap(), next);
}

#[test]
fn a_window_of_the_files_ends_early_once() {
    let nightly = MaintenanceSettings {
        services: vec!["payments".into()],
        recurring: vec![serde_json::from_str(r#"{"times":[{"from":"00:00","to":"03:00"}]}"#).unwrap()],
        ..MaintenanceSettings::default()
    };
    let settings = Settings { maintenance: [("nightly".to_owned(), nightly)].into(), ..Settings::default() };
    let ended = EndedEarly { of: Over::Maintenance, name: "nightly".to_owned() };
    let (live, name) = added(&Live::default(), entry(LiveChange::Ended(ended), "03:00"));
    assert_eq!(name, "ended/maintenance/nightly");
    let service = "payments".into();
    let before = rules(settings.clone(), Live::default());
    assert_eq!(before.maintenance(&service, at("02:00")).map(|hold| hold.until), Some(at("03:00")));
    let after = rules(settings, live);
    assert_eq!(after.maintenance(&service, at("02:00")), None);
    let next_night: Timestamp = "2026-11-30T02:00:00Z".parse().unwrap();
    assert!(after.maintenance(&service, next_night).is_some(), "the next night it is there again");
}

#[test]
fn a_window_that_the_files_moved_since_begins_when_they_say() {
    let moved = SilenceSettings {
        matches: Matches::Texts(vec!["alarm=\"a\"".to_owned()]),
        start: Some("2026-11-29T10:00:00Z".to_owned()),
        end: Some("2026-11-29T12:00:00Z".to_owned()),
        ..SilenceSettings::default()
    };
    let settings = Settings { silences: [("deploy".to_owned(), moved)].into(), ..Settings::default() };
    let ended = EndedEarly { of: Over::Silence, name: "deploy".to_owned() };
    let (live, _) = added(&Live::default(), entry(LiveChange::Ended(ended), "03:00"));
    let rules = rules(settings, live);
    assert_eq!([held(&rules, "a", "04:00"), held(&rules, "a", "11:00")], [None, Some(at("12:00"))]);
}

#[test]
fn names_of_files_and_of_people_do_not_meet() {
    let of_files = SilenceSettings {
        matches: Matches::Texts(vec!["alarm=\"b\"".to_owned()]),
        end: Some("2026-11-29T09:00:00Z".to_owned()),
        ..SilenceSettings::default()
    };
    let settings = Settings { silences: [("a".to_owned(), of_files)].into(), ..Settings::default() };
    let (live, _) = added(&Live::default(), silence("alarm=\"a\"", "06:00"));
    let rules = rules(settings, live);
    assert_eq!(
        [held(&rules, "a", "02:00"), held(&rules, "b", "02:00")],
        [Some(at("06:00")), Some(at("09:00"))]
    );
}

/// Ana is on call for payments.
fn with_schedule() -> Settings {
    serde_json::from_str(
        r#"{"responders":{"ana":{"name":"Ana","contacts":[]},"ben":{"name":"Ben","contacts":[]}},
            "schedules":{"payments":{"zone":"UTC","layers":[{"name":"weekly","turns":["ana"],"every":"1 week","start":"2026-01-05T09:00"}]}}}"#,
    )
    .unwrap()
}

/// Ben takes her shift.
fn stands_in(until: &str) -> LiveEntry {
    let change = LiveOverride {
        replace: Some("ana".into()),
        by: Names(vec!["ben".into()]),
        ..LiveOverride::default()
    };
    entry(LiveChange::Override { schedule: "payments".into(), change }, until)
}

#[test]
fn a_shift_taken_at_night_counts_until_it_ends_or_its_person_leaves() {
    let settings = with_schedule();
    let (live, name) = added(&Live::default(), stands_in("08:00"));
    assert_eq!(name, "payments");
    let on_call = |settings: &Settings, when: &str| {
        rules(settings.clone(), live.clone()).schedule(&"payments".into()).unwrap().on_call(at(when))
    };
    assert_eq!(on_call(&settings, "02:00"), ["ben".into()]);
    assert_eq!(on_call(&settings, "08:00"), ["ana".into()]);
    let mut left = settings;
    left.responders.remove(&"ben".into());
    assert_eq!(on_call(&left, "02:00"), ["ana".into()], "nobody takes a shift who left");
}

/// An incident of payments, of many services or one.
fn incident(bundle: bool) -> Incident {
    let event = event("payments-5xx");
    let rules = Rules::build(Settings::default());
    let opening = Opening { bundle, ..Opening::new("inc_1".into(), 1, &event, rules.route(&event)) };
    let opened = open(&opening, &rules, at("01:00")).incident;
    Incident { service: "payments".into(), ..opened }
}

#[test]
fn a_silence_of_an_incident_names_its_alarms_or_else_its_service() {
    let of = |keys: &[&str], bundle| {
        let alerts: Vec<Alert> = keys.iter().map(|key| alert("cloudwatch", key)).collect();
        subject_of(&alerts, &incident(bundle)).map(words)
    };
    let service = Some(vec![r#"service="payments""#.to_owned()]);
    assert_eq!(of(&["a.b"], false), Some(vec![r#"source="cloudwatch", dedup_key="a.b""#.to_owned()]));
    assert_eq!(
        of(&["a.b", "c"], false),
        Some(vec![r#"source="cloudwatch", dedup_key=~"a\\.b|c""#.to_owned()])
    );
    let many: Vec<String> = (0..21).map(|nth| nth.to_string()).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(of(&many, false), service);
    assert_eq!(of(&[], false), None, "no alarm is not all alarms");
    assert_eq!(of(&many, true), None, "many services are not one");
}

#[test]
fn an_alarm_of_another_source_is_not_silenced_for_having_the_same_key() {
    let alerts = [alert("integration/eu", "HighLatency"), alert("integration/us", "DiskFull")];
    let each = words(subject_of(&alerts, &incident(false)).unwrap());
    let expected = [
        r#"source="integration/eu", dedup_key="HighLatency""#,
        r#"source="integration/us", dedup_key="DiskFull""#,
    ];
    assert_eq!(each, expected);
}

fn alert(source: &str, key: &str) -> Alert {
    let mut alert = Alert::unreadable("alert".into(), 1);
    alert.source = source.to_owned();
    alert.dedup_key = key.to_owned();
    alert
}

fn words(subject: Subject) -> Vec<String> {
    subject.matches().iter().map(ToString::to_string).collect()
}

#[test]
fn an_override_ends_at_any_second_and_the_schedule_goes_on() {
    let settings = with_schedule();
    let (live, name) = added(&Live::default(), stands_in("05:00"));
    for (ended, last, next) in
        [("01:20:17.4", "01:19", "01:20"), ("01:20:00", "01:19", "01:20"), ("01:00:05", "01:00", "01:01")]
    {
        let now: Timestamp = format!("2026-11-29T{ended}Z").parse().unwrap();
        let ended = rules(settings.clone(), live.without(&name, now).unwrap());
        let schedule = ended.schedule(&"payments".into()).expect("it is there");
        assert_eq!(
            [schedule.on_call(at(last)), schedule.on_call(at(next))],
            [["ben".into()], ["ana".into()]]
        );
    }
}

#[test]
fn an_override_that_cannot_be_one_leaves_the_schedule_as_the_files_have_it() {
    let (mut live, name) = added(&Live::default(), stands_in("05:00"));
    let odd = LiveEntry { until: "2026-11-29T04:00:17Z".parse().unwrap(), ..stands_in("05:00") };
    live = live.replacing(&name, odd, at("01:30"));
    let rules = rules(with_schedule(), live);
    assert_eq!(rules.schedule(&"payments".into()).unwrap().on_call(at("02:00")), ["ana".into()]);
}

#[test]
fn what_is_decided_within_a_minute_holds_too() {
    let (from, until) = ("2026-11-29T01:00:07.123456789Z", "2026-11-29T05:59:07.123456789Z");
    let entry = LiveEntry {
        from: from.parse().unwrap(),
        until: until.parse().unwrap(),
        ..silence("alarm=\"a\"", "06:00")
    };
    let (live, name) = added(&Live::default(), entry.clone());
    assert_eq!(
        [live.entry(&name).unwrap().from, live.entry(&name).unwrap().until],
        [at("01:00"), at("06:00")]
    );
    assert_eq!(held(&rules(Settings::default(), live.clone()), "a", "02:00"), Some(at("06:00")));
    let moved = live.ending(&name, entry.until, LONGEST_OF_RESPONDER, at("01:30")).unwrap();
    assert_eq!(held(&rules(Settings::default(), moved), "a", "02:00"), Some(at("06:00")));
    let window = LiveEntry {
        what: LiveChange::Maintenance { services: vec!["payments".into()], page: None },
        ..entry
    };
    let rules = rules(Settings::default(), added(&Live::default(), window).0);
    assert!(rules.maintenance(&"payments".into(), at("05:59")).is_some());
}

#[test]
fn whatever_matches_any_text_matches_everything() {
    for matcher in
        ["source=~\".+\"", "service=~\".+\"", "summary!=\"\"", "service!=\"nope\"", "alarm=~\".*\""]
    {
        let refused =
            Live::default().with(silence(matcher, "06:00"), LONGEST_OF_RESPONDER, at("01:00"), |_| false);
        assert_eq!(refused, Err(LiveRefusal::MatchesEverything), "{matcher}");
    }
    added(&Live::default(), silence("service=\"payments\", alarm!=\"a\"", "06:00"));
}

#[test]
fn a_name_of_the_files_is_not_given_and_each_is_found_behind_what_is_shown() {
    let taken = |name: &str| name == "a";
    let (live, name) = Live::default()
        .with(silence("alarm=\"a\"", "06:00"), LONGEST_OF_RESPONDER, at("01:00"), taken)
        .unwrap();
    assert_eq!(name, "a-2");
    let of_files =
        SilenceSettings { end: Some("2026-11-29T09:00:00Z".to_owned()), ..SilenceSettings::default() };
    // The files took the name later.
    let settings = Settings { silences: [("a-2".to_owned(), of_files)].into(), ..Settings::default() };
    let merged = live.merged(settings);
    let behind = |of, shown| decision_behind(&merged, &live, of, shown).map(|(name, _)| name);
    assert_eq!(
        [behind(Over::Silence, "a-2"), behind(Over::Silence, "a-2 (in no file)")],
        [None, Some("a-2")]
    );
    assert_eq!(behind(Over::Maintenance, "a-2"), None, "a window is no silence");
}

#[test]
fn what_ended_early_is_not_moved_and_can_be_undone() {
    let ended = EndedEarly { of: Over::Maintenance, name: "nightly".to_owned() };
    let (live, name) = added(&Live::default(), entry(LiveChange::Ended(ended), "03:00"));
    let moved = live.ending(&name, at("05:00"), LONGEST_OF_OPERATOR, at("01:30"));
    assert_eq!(moved, Err(LiveRefusal::Unknown(name.clone())));
    assert_eq!(live.without(&name, at("01:30")).unwrap().entries().count(), 0);
}

#[test]
fn whoever_decided_what_lasts_longer_stays_its_author_and_reasons_have_an_end() {
    let (long, name) = added(&Live::default(), silence("alarm=\"a\"", "06:00"));
    let other = Made { by: "Ben".to_owned(), ..made() };
    let short = LiveEntry { made: other.clone(), ..silence("alarm=\"a\"", "05:00") };
    assert_eq!(added(&long, short).0.entry(&name).unwrap().made.by, "Ana");
    let longer = LiveEntry { made: other, ..silence("alarm=\"a\"", "07:00") };
    assert_eq!(added(&long, longer).0.entry(&name).unwrap().made.by, "Ben");
    let wordy = LiveEntry { reason: "x".repeat(501), ..silence("alarm=\"a\"", "06:00") };
    let refused = Live::default().with(wordy, LONGEST_OF_RESPONDER, at("01:00"), |_| false).unwrap_err();
    assert!(refused.to_string().contains("500 characters"), "{refused}");
}

#[test]
fn two_of_the_same_with_a_time_between_them_stay_two() {
    let taken = LiveOverride {
        replace: Some("ana".into()),
        by: Names(vec!["ben".into()]),
        ..LiveOverride::default()
    };
    let what = LiveChange::Override { schedule: "payments".into(), change: taken };
    let span = |from, until| LiveEntry { from: at(from), ..entry(what.clone(), until) };
    let (live, _) = added(&Live::default(), span("02:00", "03:00"));
    let (live, _) = added(&live, span("05:00", "06:00"));
    let spans: Vec<_> = live.entries().map(|(_, entry)| (entry.from, entry.until)).collect();
    assert_eq!(spans, [(at("02:00"), at("03:00")), (at("05:00"), at("06:00"))]);
    let (live, _) = added(&live, span("06:00", "07:00"));
    assert_eq!(live.entries().count(), 2, "what begins as another ends goes on");
}
