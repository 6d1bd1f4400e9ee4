//! Which notices a schedule sends, and when.

use super::generated::{any_schedule, any_settings, hours_later, moment};
use super::*;
use crate::oncall::{Notice, NoticeKind};
use jiff::SignedDuration;
use proptest::prelude::*;

const WEEKS: &str = "
    zone = 'Europe/Lisbon'
    [[layers]]
    name = 'weeks'
    turns = ['ana', 'ben']
    every = '1 week'
    start = '2027-01-04T09:00'
";

fn with(notices: &str) -> Schedule {
    schedule(&format!("{WEEKS}[notices]\n{notices}"))
}

fn due(schedule: &Schedule, after: &str, to: &str) -> Vec<String> {
    schedule.notices_due(&"payments".into(), at(after), at(to)).iter().map(line).collect()
}

/// A notice on one line.
fn line(notice: &Notice) -> String {
    let duties = |duties: &[crate::oncall::OnCallPeriod]| {
        let one = |duty: &crate::oncall::OnCallPeriod| {
            let until = duty.until.map_or_else(|| "ever".to_owned(), |until| until.to_string());
            format!("{} until {until}", duty.responder)
        };
        duties.iter().map(one).collect::<Vec<_>>().join("+")
    };
    let names = |names: &[crate::ids::ResponderName]| {
        names.iter().map(|name| name.as_str()).collect::<Vec<_>>().join("+")
    };
    let what = match &notice.kind {
        NoticeKind::HandedOver { leaving, coming, .. } => format!("{} → {}", names(leaving), duties(coming)),
        NoticeKind::Before { coming, starts_at } => format!("soon, {starts_at}: {}", duties(coming)),
        NoticeKind::Summary { on_call } => format!("now: {}", duties(on_call)),
        NoticeKind::Shift { news, .. } => news.name().to_owned(),
    };
    format!("{} {what}", notice.at)
}

#[test]
fn without_notices_in_the_settings_nobody_gets_one() {
    let schedule = schedule(WEEKS);
    assert!(due(&schedule, "2027-01-01T00:00Z", "2027-12-31T00:00Z").is_empty());
}

#[test]
fn a_handoff_notice_is_due_at_its_instant_also_over_a_change_of_clocks() {
    // Clocks in Lisbon go forward on 2027-03-28.
    assert_eq!(
        due(&with("change = true"), "2027-03-15T09:00Z", "2027-03-29T08:00Z"),
        [
            "2027-03-22T09:00:00Z ana → ben until 2027-03-29T08:00:00Z",
            "2027-03-29T08:00:00Z ben → ana until 2027-04-05T08:00:00Z"
        ]
    );
}

#[test]
fn the_beginning_of_a_window_is_not_in_it_and_its_end_is() {
    let schedule = with("change = true");
    let (before, handoff) = ("2027-03-22T08:00Z", "2027-03-22T09:00Z");
    assert_eq!(due(&schedule, before, handoff).len(), 1);
    assert!(due(&schedule, handoff, "2027-03-22T10:00Z").is_empty());
    assert!(due(&schedule, before, "2027-03-22T08:59:59.999Z").is_empty());
}

#[test]
fn whoever_takes_over_gets_a_notice_that_many_hours_before_not_by_the_wall_clock() {
    assert_eq!(
        due(&with("before = '36h'"), "2027-03-26T00:00Z", "2027-03-28T00:00Z"),
        ["2027-03-27T20:00:00Z soon, 2027-03-29T08:00:00Z: ana until 2027-04-05T08:00:00Z"]
    );
}

#[test]
fn a_summary_keeps_its_time_on_the_wall_clock_and_its_days() {
    assert_eq!(
        due(&with("at = '09:30'\ndays = ['fri', 'mon']"), "2027-03-26T09:29Z", "2027-03-29T12:00Z"),
        [
            "2027-03-26T09:30:00Z now: ben until 2027-03-29T08:00:00Z",
            "2027-03-29T08:30:00Z now: ana until 2027-04-05T08:00:00Z"
        ]
    );
}

#[test]
fn whoever_stays_on_call_gets_no_notice() {
    let helper = "[[overrides]]\nstart = '2027-01-06T10:00'\nend = '2027-01-06T12:00'\nadd = 'cho'";
    let schedule = schedule(&format!("{WEEKS}{helper}\n[notices]\nchange = true\nbefore = '1h'"));
    assert_eq!(
        due(&schedule, "2027-01-05T00:00Z", "2027-01-07T00:00Z"),
        [
            "2027-01-06T09:00:00Z soon, 2027-01-06T10:00:00Z: cho until 2027-01-06T12:00:00Z",
            "2027-01-06T10:00:00Z  → cho until 2027-01-06T12:00:00Z",
            "2027-01-06T12:00:00Z cho → "
        ]
    );
}

#[test]
fn another_reason_for_the_same_person_is_no_change() {
    let same = "[[temporary]]\nstart = '2027-01-05T00:00'\nend = '2027-01-06T00:00'\nshifts = [{ responders = 'ana' }]";
    let schedule = schedule(&format!("{WEEKS}{same}\n[notices]\nchange = true"));
    assert!(due(&schedule, "2027-01-04T12:00Z", "2027-01-10T00:00Z").is_empty());
}

#[test]
fn a_duty_without_an_end_in_sight_has_none() {
    let endless = "zone = 'UTC'\n[[layers]]\nname = 'x'\nturns = ['ana']\n[notices]\nat = '09:00'";
    let found = due(&schedule(endless), "2027-01-04T08:00Z", "2027-01-04T10:00Z");
    assert_eq!(found, ["2027-01-04T09:00:00Z now: ana until ever"]);
}

#[test]
fn identities_tell_schedule_kind_and_time_apart_and_nothing_else() {
    let notice = |schedule: &str, change: &str| {
        let all =
            with(change).notices_due(&schedule.into(), at("2027-01-11T08:00Z"), at("2027-01-11T09:00Z"));
        all[0].id()
    };
    let handed_over = notice("payments", "change = true");
    assert_eq!(handed_over, notice("payments", "change = true\nbefore = '12h'"));
    assert_ne!(handed_over, notice("search", "change = true"));
    assert_ne!(handed_over, notice("payments", "at = '09:00'"));
}

/// Any schedule with every kind of notice.
fn notified_schedule() -> impl Strategy<Value = Schedule> {
    let notices = "[notices]\nchange = true\nbefore = '7h'\nat = '02:30'\ndays = ['mon-thu', 'sun']";
    any_settings().prop_map(move |(layers, exceptions)| schedule(&format!("{layers}{exceptions}{notices}")))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn notices_do_not_depend_on_how_time_is_cut(
        schedule in notified_schedule(),
        from in moment(),
        cuts in prop::collection::vec(0..20 * 24 * 60_i64, 0..20),
    ) {
        let (name, from) = (crate::ids::ScheduleName::from("payments"), at(&from));
        let instant = |minutes: i64| from + SignedDuration::from_mins(minutes);
        let mut cuts: Vec<i64> = cuts.into_iter().chain([0, 20 * 24 * 60]).collect();
        cuts.sort_unstable();
        let whole = schedule.notices_due(&name, from, instant(20 * 24 * 60));
        let pieces =
            cuts.windows(2).flat_map(|cut| schedule.notices_due(&name, instant(cut[0]), instant(cut[1])));
        prop_assert_eq!(pieces.collect::<Vec<_>>(), whole);
    }

    #[test]
    fn a_handoff_notice_is_due_exactly_where_the_roster_changes(schedule in any_schedule(), from in moment()) {
        let (from, to) = (at(&from), hours_later(at(&from), 24 * 10));
        let first = schedule.next_handoff(from).filter(|handoff| handoff.at <= to);
        prop_assert_eq!(schedule.handoffs(from, to).into_iter().next(), first);
    }
}
