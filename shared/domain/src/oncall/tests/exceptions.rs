//! Overrides, temporary schedules, holidays.

use super::*;
use crate::ids::ResponderName;
use crate::oncall::settings::{HolidaySettings, Names};

/// A schedule with Ana and Ben on call together, plus exceptions: who is on call each hour from 08:00 to 14:00, 4
/// January 2027.
fn hours(exceptions: &str) -> String {
    let base = "zone = 'UTC'\n[[layers]]\nname = 'x'\nturns = [['ana', 'ben']]\n";
    let schedule = schedule(&format!("{base}{exceptions}"));
    let hours = (8..14).map(|hour| on_call(&schedule, &format!("2027-01-04T{hour:02}:00Z")));
    hours.collect::<Vec<_>>().join(" ")
}

fn overriding(from: u8, to: u8, what: &str) -> String {
    format!("[[overrides]]\nstart = '2027-01-04T{from:02}:00'\nend = '2027-01-04T{to:02}:00'\n{what}\n")
}

#[test]
fn overrides_add_remove_and_replace() {
    assert_eq!(
        hours(&overriding(9, 11, "add = 'cho'")),
        "ana+ben ana+ben+cho ana+ben+cho ana+ben ana+ben ana+ben"
    );
    assert_eq!(hours(&overriding(9, 11, "remove = ['ana', 'ben']")), "ana+ben   ana+ben ana+ben ana+ben");
    assert_eq!(
        hours(&overriding(9, 11, "replace = 'ana'\nby = 'dee'")),
        "ana+ben ben+dee ben+dee ana+ben ana+ben ana+ben"
    );
    let nobody_to_replace = overriding(9, 11, "replace = 'eli'\nby = 'dee'");
    assert_eq!(hours(&nobody_to_replace), "ana+ben ana+ben ana+ben ana+ben ana+ben ana+ben");
}

#[test]
fn overrides_are_applied_once_and_do_not_chain() {
    let chain =
        overriding(8, 14, "replace = 'ana'\nby = 'cho'") + &overriding(8, 14, "replace = 'cho'\nby = 'dee'");
    assert_eq!(hours(&chain), ["ben+cho"; 6].join(" "));
    let back =
        overriding(8, 14, "replace = 'ana'\nby = 'cho'") + &overriding(8, 14, "replace = 'cho'\nby = 'ana'");
    assert_eq!(hours(&back), ["ben+cho"; 6].join(" "));
}

#[test]
fn the_last_override_that_names_a_person_decides_for_them() {
    let twice =
        overriding(8, 14, "replace = 'ana'\nby = 'cho'") + &overriding(10, 12, "replace = 'ana'\nby = 'dee'");
    assert_eq!(hours(&twice), "ben+cho ben+cho ben+dee ben+dee ben+cho ben+cho");
    let taken_back = overriding(8, 14, "remove = 'ana'") + &overriding(10, 12, "add = 'ana'");
    assert_eq!(hours(&taken_back), "ben ben ana+ben ana+ben ben ben");
    let helper_leaves = overriding(8, 14, "add = 'cho'") + &overriding(10, 12, "remove = 'cho'");
    assert_eq!(hours(&helper_leaves), "ana+ben+cho ana+ben+cho ana+ben ana+ben ana+ben+cho ana+ben+cho");
}

#[test]
fn two_people_take_each_others_turns() {
    let text = "zone = 'UTC'\n[[layers]]\nname = 'x'\nturns = ['ana', 'ben', 'cho']\nevery = '1 day'\n\
                start = '2027-01-04T00:00'\n[[overrides]]\nstart = '2027-01-05T00:00'\nend = '2027-01-09T00:00'\nswap = ['ana', 'cho']";
    check(
        text,
        "2027-01-05T00:00Z",
        "2027-01-09T00:00Z",
        &[
            "ben Tue 01-05 00:00+00 – Wed 01-06 00:00+00",
            "ana Wed 01-06 00:00+00 – Thu 01-07 00:00+00",
            "cho Thu 01-07 00:00+00 – Fri 01-08 00:00+00",
            "ben Fri 01-08 00:00+00 – Sat 01-09 00:00+00",
        ],
    );
}

#[test]
fn a_temporary_schedule_replaces_everything_gaps_included() {
    let temporary = "[[temporary]]\nstart = '2027-01-04T09:00'\nend = '2027-01-04T13:00'\nshifts = [\
                     { responders = ['cho', 'dee'], start = '2027-01-04T10:00', end = '2027-01-04T11:00' },\
                     { responders = 'dee', end = '2027-01-04T12:00', start = '2027-01-04T11:00' }]\n";
    assert_eq!(hours(temporary), "ana+ben  cho+dee dee  ana+ben");
    let not_overridden = overriding(8, 14, "replace = 'dee'\nby = 'eli'") + temporary;
    assert_eq!(hours(&not_overridden), "ana+ben  cho+dee dee  ana+ben");
}

#[test]
fn temporary_schedules_that_overlap_are_one() {
    let temporary = |from: u8, to: u8, who: &str| {
        format!(
            "[[temporary]]\nstart = '2027-01-04T{from:02}:00'\nend = '2027-01-04T{to:02}:00'\nshifts = [{{ responders = '{who}' }}]\n"
        )
    };
    assert_eq!(
        hours(&(temporary(9, 12, "cho") + &temporary(11, 13, "dee"))),
        "ana+ben cho cho cho+dee dee ana+ben"
    );
}

#[test]
fn on_a_holiday_others_are_on_call_the_whole_day() {
    let text = "zone = 'Europe/Lisbon'\n[[layers]]\nname = 'x'\nturns = ['ana']\n[[holidays]]\ncalendar = 'portugal'\n\
                dates = ['2027-06-10', '2027-12-25']\non_call = ['ben', 'cho']";
    check(
        text,
        "2027-06-09T00:00Z",
        "2027-06-12T00:00Z",
        &[
            "ana Wed 06-09 01:00+01 – Thu 06-10 00:00+01",
            "ben Thu 06-10 00:00+01 – Fri 06-11 00:00+01",
            "cho Thu 06-10 00:00+01 – Fri 06-11 00:00+01",
            "ana Fri 06-11 00:00+01 – Sat 06-12 01:00+01",
        ],
    );
    let only_ana = text.replace("on_call = ['ben', 'cho']", "replace = 'ana'\nby = 'dee'");
    assert_eq!(on_call(&schedule(&only_ana), "2027-12-25T12:00Z"), "dee");
    let away = text.replace("on_call = ['ben', 'cho']", "remove = 'ana'");
    assert_eq!(on_call(&schedule(&away), "2027-12-25T12:00Z"), "");
    let nobody = text.replace("on_call = ['ben', 'cho']", "on_call = 'nobody'");
    assert_eq!(on_call(&schedule(&nobody), "2027-12-25T12:00Z"), "");
}

#[test]
fn a_holiday_gives_way_to_an_override_and_both_to_a_temporary_schedule() {
    let holiday = "[[holidays]]\ncalendar = 'x'\ndates = ['2027-01-04']\non_call = 'eli'\n";
    let replaced = overriding(9, 11, "replace = 'eli'\nby = 'cho'");
    let temporary = "[[temporary]]\nstart = '2027-01-04T10:00'\nend = '2027-01-04T12:00'\nshifts = [{ responders = 'dee' }]\n";
    assert_eq!(hours(&format!("{holiday}{replaced}{temporary}")), "eli cho dee dee eli eli");
}

#[test]
fn calendars_may_be_shared() {
    use crate::oncall::settings::{CalendarSettings, Calendars};
    let text = "zone = 'UTC'\n[[layers]]\nname = 'x'\nturns = ['ana']\n[[holidays]]\ncalendar = 'portugal'\non_call = 'ben'";
    let settings: ScheduleSettings = toml::from_str(text).unwrap();
    let calendar = CalendarSettings { dates: vec!["2027-06-10".into()] };
    let calendars = Calendars::from([("portugal".to_owned(), calendar)]);
    let schedule = Schedule::compile_with(&settings, &calendars).unwrap();
    assert_eq!(on_call(&schedule, "2027-06-10T12:00Z"), "ben");
    assert_eq!(on_call(&schedule, "2027-06-11T00:00Z"), "ana");
}

#[test]
fn the_roster_says_what_put_a_person_on_call() {
    let base = "zone = 'UTC'\n[[layers]]\nname = 'primary'\nturns = ['ana']\n";
    let why = "replace = 'ana'\nby = 'cho'\nreason = 'dentist'";
    let schedule = schedule(&format!("{base}{}", overriding(9, 11, why)));
    let shifts = schedule.shifts(at("2027-01-04T00:00Z"), at("2027-01-05T00:00Z"));
    let sources: Vec<String> =
        shifts.iter().map(|shift| format!("{} by {}", shift.responder, shift.source)).collect();
    assert_eq!(sources, ["ana by primary", "cho by override (dentist)", "ana by primary"]);
}

/// Who is on call at a time after applying the exceptions to the people of the layers, one person at a time. A plain
/// reference implementation.
pub(super) fn by_the_rules(
    settings: &ScheduleSettings,
    routine: Vec<ResponderName>,
    now: Timestamp,
) -> Vec<ResponderName> {
    let lasts = |start: &str, end: &str| at(start) <= now && now < at(end);
    let mut temporary = settings.temporary.iter().filter(|it| lasts(&it.start, &it.end)).peekable();
    if temporary.peek().is_some() {
        let shifts = temporary.flat_map(|it| {
            let begun = |start: &Option<String>| lasts(start.as_ref().unwrap_or(&it.start), &it.end);
            let over = |end: &Option<String>| end.as_ref().is_some_and(|end| at(end) <= now);
            it.shifts.iter().filter(move |shift| begun(&shift.start) && !over(&shift.end))
        });
        return shifts.flat_map(|shift| shift.responders.0.clone()).collect();
    }
    let holidays: Vec<_> = settings.holidays.iter().filter(|it| is_today(it, now)).collect();
    let instead: Vec<_> = holidays.iter().flat_map(|it| it.on_call.0.clone()).collect();
    let regular = if instead.is_empty() { routine } else { instead };

    let mut changes: Vec<Change> =
        holidays.iter().flat_map(|it| change(&it.add, &it.remove, &it.replace, &it.by)).collect();
    for it in settings.overrides.iter().filter(|it| lasts(&it.start, &it.end)) {
        changes.extend(change(&it.add, &it.remove, &it.replace, &it.by));
        if let [one, other] = it.swap.0.as_slice() {
            changes.extend([(one.clone(), vec![other.clone()]), (other.clone(), vec![one.clone()])]);
        }
    }
    let added = changes.iter().filter(|(who, by)| by.contains(who)).map(|(who, _)| who.clone());
    let candidates = regular.into_iter().chain(added);
    candidates
        .flat_map(|who| {
            let decides = changes.iter().rfind(|(named, _)| *named == who);
            decides.map_or_else(|| vec![who.clone()], |(_, by)| by.clone())
        })
        .collect()
}

/// A person, and who is on call in their place. The same person, if they are added.
type Change = (ResponderName, Vec<ResponderName>);

fn change(add: &Names, remove: &Names, replace: &Option<ResponderName>, by: &Names) -> Vec<Change> {
    let added = add.0.iter().map(|who| (who.clone(), vec![who.clone()]));
    let removed = remove.0.iter().map(|who| (who.clone(), Vec::new()));
    added.chain(removed).chain(replace.iter().map(|who| (who.clone(), by.0.clone()))).collect()
}

fn is_today(holiday: &HolidaySettings, now: Timestamp) -> bool {
    let zone = jiff::tz::TimeZone::get(holiday.zone.as_deref().unwrap()).unwrap();
    let date: jiff::civil::Date = holiday.dates[0].parse().unwrap();
    let midnight = |date: jiff::civil::Date| crate::oncall::first_instant(&zone, date.at(0, 0, 0, 0));
    midnight(date) <= now && now < midnight(date.tomorrow().unwrap())
}

/// Nobody could tell the two parts apart.
#[test]
fn a_shift_that_one_override_begins_and_a_like_one_continues_is_one() {
    let overlapping = overriding(10, 14, "add = 'cho'") + &overriding(8, 12, "add = 'cho'");
    let base = "zone = 'UTC'\n[[layers]]\nname = 'x'\nturns = ['ana']\n";
    let schedule = schedule(&format!("{base}{overlapping}"));
    let shifts = schedule.shifts(at("2027-01-04T07:00Z"), at("2027-01-04T15:00Z"));
    let cho: Vec<_> = shifts.iter().filter(|shift| shift.responder == ResponderName::from("cho")).collect();
    assert_eq!(cho.len(), 1, "{cho:?}");
    assert_eq!((cho[0].start, cho[0].end), (at("2027-01-04T08:00Z"), at("2027-01-04T14:00Z")));
}
