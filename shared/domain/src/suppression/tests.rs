//! When rules are active, and which alarms explain others.

use super::*;
use crate::alarm::{AlarmEvent, AlarmKind};
use crate::incident::HoldReason;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

fn alarm(labels: &[(&str, &str)]) -> AlarmEvent {
    AlarmEvent {
        source: "cloudwatch".into(),
        dedup_key: labels.iter().map(|(_, value)| *value).collect(),
        kind: AlarmKind::Trigger,
        summary: "summary".into(),
        severity: None,
        service: None,
        changed_at: Timestamp::UNIX_EPOCH,
        order: Default::default(),
        labels: labels.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
        links: Vec::new(),
        detail: String::new(),
        muted: None,
        children: Vec::new(),
    }
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Checks whether an interval in Lisbon contains a time.
fn check_interval(interval: &str, instant: &str, expected: bool) {
    let settings: IntervalSettings = toml::from_str(interval).unwrap();
    let interval = Interval::compile(&settings, &TimeZone::get("Europe/Lisbon").unwrap()).unwrap();
    assert_eq!(interval.contains(at(instant)), expected, "{settings:?} at {instant}");
}

#[test]
fn an_interval_is_read_by_its_clock() {
    let nights = "times = [{ from = '22:00', to = '24:00' }]";
    check_interval(nights, "2027-07-01T21:00:00Z", true);
    check_interval(nights, "2027-07-01T20:59:59Z", false);
    check_interval(nights, "2027-07-01T22:59:59Z", true);
    check_interval(nights, "2027-07-01T23:00:00Z", false);
    check_interval("weekdays = ['mon-fri']\nzone = 'Asia/Seoul'", "2027-07-04T15:00:00Z", true);
    check_interval("weekdays = ['sat:sun']", "2027-07-04T15:00:00Z", true);
    check_interval("weekdays = ['sunday:tuesday']", "2027-07-04T15:00:00Z", true);
}

#[test]
fn days_of_the_month_count_from_both_ends() {
    check_interval("days_of_month = [-1]", "2028-02-29T12:00:00Z", true);
    check_interval("days_of_month = [-1]", "2027-02-28T12:00:00Z", true);
    check_interval("days_of_month = ['30:31']", "2027-02-28T12:00:00Z", false);
    check_interval("days_of_month = ['28:31']", "2027-02-28T12:00:00Z", true);
    check_interval("days_of_month = ['1:-2']", "2027-04-30T12:00:00Z", false);
}

/// Checks how long a span stays active from a time on.
fn check_span(silence: &str, instant: &str, expected: Option<&str>) {
    let settings: SilenceSettings = toml::from_str(silence).unwrap();
    let span = Span::compile(settings.span()).unwrap();
    assert_eq!(span.holds_until(at(instant)), expected.map(at), "{silence} at {instant}");
}

const NIGHTS: &str = "zone = 'Europe/Lisbon'\nrecurring = [{ times = [{ from = '22:00', to = '24:00' }] }, \
                      { times = [{ from = '00:00', to = '06:00' }] }]";

#[test]
fn what_comes_again_ends_where_nothing_goes_on() {
    check_span(NIGHTS, "2027-07-01T22:30:00Z", Some("2027-07-02T05:00:00Z"));
    check_span(NIGHTS, "2027-07-01T12:00:00Z", None);
    // Clocks go back in this night, so it is an hour longer.
    check_span(NIGHTS, "2027-10-30T21:00:00Z", Some("2027-10-31T06:00:00Z"));
    // The interval ends with the span.
    let until = format!("end = '2027-07-02T01:00'\n{NIGHTS}");
    check_span(&until, "2027-07-01T22:30:00Z", Some("2027-07-02T00:00:00Z"));
    check_span(
        "recurring = [{ years = ['2027:2029'] }]",
        "2027-07-01T00:00:00Z",
        Some("2028-08-04T00:00:00Z"),
    );
}

#[test]
fn a_span_begins_at_its_start_and_ends_before_its_end() {
    let span = "start = '2027-01-10T09:00+01:00'\nend = '2027-01-10T10:00Z'";
    check_span(span, "2027-01-10T08:00:00Z", Some("2027-01-10T10:00:00Z"));
    check_span(span, "2027-01-10T07:59:59Z", None);
    check_span(span, "2027-01-10T10:00:00Z", None);
}

#[test]
fn a_span_says_when_it_begins_next() {
    let state = |text: &str, instant: &str| {
        let settings: SilenceSettings = toml::from_str(text).unwrap();
        Span::compile(settings.span()).unwrap().state(at(instant))
    };
    let next = at("2027-07-01T21:00:00Z");
    assert_eq!(state(NIGHTS, "2027-07-01T12:00:00Z"), SpanState::Pending(next));
    assert_eq!(state("end = '2027-01-01T00:00'", "2027-07-01T12:00:00Z"), SpanState::Over);
    let later = format!("start = '2027-07-01T23:30'\n{NIGHTS}");
    assert_eq!(state(&later, "2027-07-01T12:00:00Z"), SpanState::Pending(at("2027-07-01T22:30:00Z")));
}

fn suppressions(text: &str) -> Suppressions {
    let settings: crate::settings::Settings = toml::from_str(text).unwrap();
    Suppressions::build(&settings.silences, &settings.maintenance, &settings.inhibitions)
}

const HELD: &str = r#"
    [silences.short]
    match = { alarm = "payments-.*" }
    end = "2027-01-10T10:00"
    author = "ana"
    reason = "Noise."

    [silences.broken]
    match = { alarm = "(" }
    end = "2027-01-10T10:00"
    author = "ana"
    reason = "Noise."

    [silences.everything]
    end = "2027-01-11T10:00"
    author = "ana"
    reason = "Noise."

    [maintenance.long]
    services = ["payments"]
    end = "2027-01-10T12:00"
    reason = "Moving."

    [maintenance.part]
    services = ["search"]
    match = { alarm = "index-.*" }
    end = "2027-01-10T12:00"
    reason = "Moving."
"#;

#[test]
fn of_what_holds_an_alarm_the_one_that_ends_last_counts() {
    let held = suppressions(HELD);
    let alarm = alarm(&[("alarm", "payments-errors")]);
    let by = |service: &str, instant: &str| match held.hold(&alarm, &service.into(), at(instant))?.by {
        HoldReason::Silence { name, .. } | HoldReason::Maintenance { name, .. } => Some(name),
        HoldReason::Pause { .. } | HoldReason::Mute { .. } | HoldReason::Report => None,
    };
    assert_eq!(by("payments", "2027-01-10T09:00:00Z").as_deref(), Some("long"));
    assert_eq!(by("web", "2027-01-10T09:00:00Z").as_deref(), Some("short"));
    assert_eq!(by("web", "2027-01-10T10:00:00Z"), None);
    assert_eq!(by("search", "2027-01-10T11:00:00Z"), None);
}

#[test]
fn a_whole_service_is_in_maintenance_but_not_for_some_of_its_alarms() {
    let held = suppressions(HELD);
    let now = at("2027-01-10T09:00:00Z");
    assert_eq!(
        held.maintenance_of(&"payments".into(), now).map(|it| it.until),
        Some(at("2027-01-10T12:00:00Z"))
    );
    assert_eq!(held.maintenance_of(&"search".into(), now), None);
    assert!(held.hold(&alarm(&[("alarm", "index-slow")]), &"search".into(), now).is_some());
}

const SWITCH: &str = r#"
    [[inhibitions]]
    name = "switch"
    source = { role = "switch|both" }
    target = { role = "server|both" }
    equal = ["rack"]
"#;

/// Checks whether an alarm explains another.
fn check_explains(source: &[(&str, &str)], target: &[(&str, &str)], expected: bool) {
    let all = suppressions(SWITCH);
    let causes = all.causes_of(&alarm(source));
    let explained = all.caused_by(&alarm(target)).iter().any(|place| causes.contains(place));
    assert_eq!(explained, expected, "{source:?} and {target:?}");
}

#[test]
fn an_alarm_explains_those_that_agree_with_it() {
    check_explains(&[("role", "switch"), ("rack", "1")], &[("role", "server"), ("rack", "1")], true);
    check_explains(&[("role", "switch"), ("rack", "1")], &[("role", "server"), ("rack", "2")], false);
    check_explains(&[("role", "switch")], &[("role", "server"), ("rack", "")], true);
    check_explains(&[("role", "server")], &[("role", "switch")], false);
}

#[test]
fn two_alarms_of_both_sides_do_not_explain_each_other() {
    check_explains(&[("role", "both")], &[("role", "both")], false);
    check_explains(&[("role", "both")], &[("role", "server")], true);
    check_explains(&[("role", "switch")], &[("role", "both")], true);
}

#[test]
fn a_composite_alarm_explains_its_children_and_not_itself() {
    let (child, mut parent) = (alarm(&[("alarm", "child")]), alarm(&[("alarm", "parent")]));
    parent.children = vec!["child".into(), "parent".into()];
    let all = Suppressions::default();
    let causes = all.causes_of(&parent);
    assert_eq!(causes, all.caused_by(&child));
    assert!(all.caused_by(&parent).iter().all(|place| !causes.contains(place)));
    let mut elsewhere = child.clone();
    elsewhere.source = "integration/grafana".into();
    assert_eq!(all.caused_by(&elsewhere), []);
}

#[test]
fn a_window_becomes_a_mute_rule_of_cloudwatch() {
    let settings: crate::settings::Settings = toml::from_str(
        r#"
        [maintenance.once]
        start = "2027-07-01T22:00"
        end = "2027-07-02T02:30"
        zone = "Europe/Lisbon"

        [maintenance.weekly]
        zone = "Europe/Lisbon"
        end = "2028-01-01T00:00"
        recurring = [
          { weekdays = ["sat", "sun"], months = ["jan:mar", 12], times = [{ from = "02:15", to = "04:00" }] },
          { days_of_month = [1, "10:12"], zone = "UTC" },
        ]
        "#,
    )
    .unwrap();
    let mute_times: BTreeMap<&str, Vec<String>> = settings
        .maintenance
        .iter()
        .map(|(name, window)| {
            let times = window.mute_times(at("2027-07-01T00:00:00Z")).unwrap();
            let words = |it: &MuteTimes| format!("{} {} {}", it.expression, it.duration, it.zone);
            (name.as_str(), times.iter().map(words).collect())
        })
        .collect();
    assert_eq!(mute_times["once"], ["at(2027-07-01T21:00) PT270M UTC"]);
    assert_eq!(
        mute_times["weekly"],
        ["cron(15 2 * 1-3,12-12 SAT,SUN) PT105M Europe/Lisbon", "cron(0 0 1,10-12 * *) PT1440M UTC"]
    );
}
