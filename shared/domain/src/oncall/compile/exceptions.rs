//! Reads overrides, temporary schedules and holidays.
//!
//! Must not read layers; see the sibling.

use super::context::{Context, refuse_nobody};
use crate::ids::ResponderName;
use crate::oncall::exceptions::{Exception, Kind};
use crate::oncall::moment::{date, instant};
use crate::oncall::problem::Problems;
use crate::oncall::settings::{
    Calendars, HolidaySettings, Names, OverrideSettings, ScheduleSettings, TemporarySettings,
};
use crate::oncall::source::Source;
use crate::oncall::suggest::nearest;
use crate::oncall::zone::seconds_of;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

/// Reads all exceptions, weakest first: holidays, then overrides as listed; temporary schedules stand above
/// both.
pub(super) fn read(
    settings: &ScheduleSettings,
    calendars: &Calendars,
    context: &mut Context,
    problems: &mut Problems,
) -> Vec<Exception> {
    let mut found = Vec::new();
    problems.within("holidays", |problems| {
        for (index, holiday) in settings.holidays.iter().enumerate() {
            problems.within(index, |p| found.extend(holidays(holiday, calendars, context, p)));
        }
    });
    problems.within("overrides", |problems| {
        for (index, it) in settings.overrides.iter().enumerate() {
            problems.within(index, |p| found.extend(overrides(it, context, p)));
        }
    });
    problems.within("temporary", |problems| {
        for (index, it) in settings.temporary.iter().enumerate() {
            problems.within(index, |p| found.extend(temporary(it, context, p)));
        }
    });
    found
}

fn overrides(settings: &OverrideSettings, context: &mut Context, problems: &mut Problems) -> Vec<Exception> {
    let window = window(&settings.start, &settings.end, context.clock.zone(), problems);
    let OverrideSettings { add, remove, by, swap, replace, .. } = settings;
    let kinds = match swap.0.as_slice() {
        [] => change(&Changes { add, remove, by, replace: replace.as_ref() }, context, problems),
        [one, other]
            if one != other && add.is_empty() && remove.is_empty() && replace.is_none() && by.is_empty() =>
        {
            let turned = |from: &ResponderName, to: &ResponderName| {
                context.person(from).zip(context.person(to)).map(|(from, to)| Kind::Replace(from, vec![to]))
            };
            refuse_nobody("swap", swap, problems);
            [turned(one, other), turned(other, one)].into_iter().flatten().collect()
        }
        _ => {
            problems.add_at("swap", "takes two people and stands alone, as in swap = [\"ana\", \"ben\"]");
            Vec::new()
        }
    };
    let Some((start, end)) = window else { return Vec::new() };
    let source = context.source(Source::Override(settings.reason.clone()));
    let handed_over = |kind| match kind {
        Kind::Replace(from, by) if settings.hands_over => {
            by.into_iter().map(|to| Kind::HandOver(from, to)).collect()
        }
        other => vec![other],
    };
    kinds.into_iter().flat_map(handed_over).map(|kind| Exception { start, end, source, kind }).collect()
}

fn holidays(
    settings: &HolidaySettings,
    calendars: &Calendars,
    context: &mut Context,
    problems: &mut Problems,
) -> Vec<Exception> {
    let clock = context.clock_of(settings.zone.as_deref(), problems);
    let HolidaySettings { add, remove, by, replace, on_call, .. } = settings;
    let kinds = if on_call.is_empty() {
        change(&Changes { add, remove, by, replace: replace.as_ref() }, context, problems)
    } else {
        if !(add.is_empty() && remove.is_empty() && by.is_empty() && replace.is_none()) {
            problems
                .add_at("on_call", "names everybody who is on call; leave add, remove, replace and by out");
        }
        vec![Kind::Instead(context.persons(on_call))]
    };
    let dates = dates(settings, calendars, problems);
    let source = context.source(Source::Holiday(settings.calendar.clone()));
    let on = |date: &Date| {
        let midnight = |date: Date| clock.first(seconds_of(date.to_datetime(Time::midnight())));
        let (start, end) = (midnight(*date), midnight(date.tomorrow().unwrap_or(Date::MAX)));
        kinds.iter().map(move |kind| Exception { start, end, source, kind: kind.clone() })
    };
    dates.iter().flat_map(on).collect()
}

fn dates(settings: &HolidaySettings, calendars: &Calendars, problems: &mut Problems) -> Vec<Date> {
    let shared = calendars.get(&settings.calendar);
    let texts = match (settings.dates.as_slice(), shared) {
        ([], Some(calendar)) => calendar.dates.as_slice(),
        ([], None) => {
            let hint = match nearest(&settings.calendar, calendars.keys().map(String::as_str)) {
                Some(name) => format!("did you mean `{name}`?"),
                None => "list the `dates` here, as in [\"2026-12-25\"], or write the calendar".to_owned(),
            };
            problems.add_at("calendar", format!("there is no calendar `{}`; {hint}", settings.calendar));
            &[]
        }
        (own, _) => own,
    };
    let mut read = |(index, text): (usize, &String)| problems.within("dates", |p| p.take(index, date(text)));
    let mut dates: Vec<Date> = texts.iter().enumerate().filter_map(&mut read).collect();
    dates.sort_unstable();
    dates.dedup();
    dates
}

fn temporary(settings: &TemporarySettings, context: &mut Context, problems: &mut Problems) -> Vec<Exception> {
    let Some(whole) = window(&settings.start, &settings.end, context.clock.zone(), problems) else {
        return Vec::new();
    };
    let source = context.source(Source::Temporary);
    let empty = Exception { start: whole.0, end: whole.1, source, kind: Kind::Only(Vec::new()) };
    let mut found = vec![empty];
    problems.within("shifts", |problems| {
        for (index, shift) in settings.shifts.iter().enumerate() {
            problems.within(index, |problems| {
                let start = shift.start.as_ref().unwrap_or(&settings.start);
                let end = shift.end.as_ref().unwrap_or(&settings.end);
                let Some((start, end)) = window(start, end, context.clock.zone(), problems) else { return };
                let (start, end) = (start.max(whole.0), end.min(whole.1));
                if end <= start {
                    problems.add(
                        "lies outside its temporary schedule; move it into the window, or widen the window",
                    );
                    return;
                }
                refuse_nobody("responders", &shift.responders, problems);
                found.push(Exception {
                    start,
                    end,
                    source,
                    kind: Kind::Only(context.persons(&shift.responders)),
                });
            });
        }
    });
    found
}

/// The ways to change who is on call, as written; exactly one must be.
struct Changes<'a> {
    add: &'a Names,
    remove: &'a Names,
    by: &'a Names,
    replace: Option<&'a ResponderName>,
}

fn change(changes: &Changes<'_>, context: &Context, problems: &mut Problems) -> Vec<Kind> {
    let Changes { add, remove, by, replace } = *changes;
    for (key, names) in [("add", add), ("remove", remove), ("by", by)] {
        refuse_nobody(key, names, problems);
    }
    match (add.is_empty(), remove.is_empty(), replace, by.is_empty()) {
        (false, true, None, true) => vec![Kind::Add(context.persons(add))],
        (true, false, None, true) => vec![Kind::Remove(context.persons(remove))],
        (true, true, Some(replaced), false) => {
            if by.0.contains(replaced) {
                problems
                    .add_at("by", format!("`{replaced}` cannot stand in for themselves; name somebody else"));
            }
            context
                .person(replaced)
                .map(|person| Kind::Replace(person, context.persons(by)))
                .into_iter()
                .collect()
        }
        (true, true, Some(_), true) => {
            problems.add_at("replace", "says not who takes over; add `by`, or use `remove` for nobody");
            Vec::new()
        }
        (true, true, None, false) => {
            problems.add_at("by", "says not whose turns are taken; add `replace`, or use `add`");
            Vec::new()
        }
        (true, true, None, true) => {
            problems.add("changes nothing; write `add`, `remove`, or `replace` with `by`");
            Vec::new()
        }
        _ => {
            problems.add("does several things at once; write one of `add`, `remove`, or `replace` with `by`");
            Vec::new()
        }
    }
}

fn window(start: &str, end: &str, zone: &TimeZone, problems: &mut Problems) -> Option<(i64, i64)> {
    let from = problems.take("start", instant(start, zone));
    let to = problems.take("end", instant(end, zone));
    let (from, to) = from.zip(to)?;
    if to <= from {
        problems.add_at("end", format!("`{end}` is not after the start `{start}`; put it later"));
        return None;
    }
    Some((from, to))
}
