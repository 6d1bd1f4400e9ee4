//! Reads the notices of a schedule.
//!
//! Must not read who is on call; see the siblings.

use crate::delay::Delay;
use crate::oncall::days::DaySet;
use crate::oncall::moment::time_of_day;
use crate::oncall::notice::{NoticeTime, Notices};
use crate::oncall::problem::Problems;
use crate::oncall::settings::NoticeSettings;
use jiff::SignedDuration;
use jiff::civil::Time;
use jiff::tz::TimeZone;

/// The longest time before a shift for a notice. An earlier notice is forgotten before the shift starts.
const LONGEST_BEFORE: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Reads the notices of a schedule in this zone. Without settings, there are none.
pub(super) fn read(settings: Option<&NoticeSettings>, zone: &TimeZone, problems: &mut Problems) -> Notices {
    let Some(settings) = settings else { return Notices::default() };
    problems.within("notices", |problems| Notices {
        change: settings.change,
        time: time(settings, zone, problems),
        before: settings.before.as_deref().and_then(|text| problems.take("before", before(text))),
    })
}

fn time(settings: &NoticeSettings, zone: &TimeZone, problems: &mut Problems) -> Option<NoticeTime> {
    let days = match settings.days.is_empty() {
        true => Some(DaySet::ALL),
        false => problems.take("days", DaySet::parse(settings.days.iter().map(String::as_str))),
    };
    let Some(at) = &settings.at else {
        if !settings.days.is_empty() {
            problems.add_at("days", "says on which days, but not when; add `at`, for example at = \"09:00\"");
        }
        return None;
    };
    let time = problems.take("at", clock_time(at));
    Some(NoticeTime { days: days?, time: time?, zone: zone.clone() })
}

fn clock_time(text: &str) -> Result<Time, String> {
    let seconds = time_of_day(text)?;
    let part = |number: i64| i8::try_from(number).ok();
    let time = part(seconds / 3_600).zip(part(seconds / 60 % 60));
    let time = time.and_then(|(hour, minute)| Time::new(hour, minute, 0, 0).ok());
    time.ok_or_else(|| format!("`{text}` is the next day already; write `00:00`"))
}

fn before(text: &str) -> Result<SignedDuration, String> {
    let Delay(length) = Delay::parse(text)?;
    if length < SignedDuration::from_mins(1) {
        return Err(format!("`{text}` is no time before a shift; write it like 12h, or change = true"));
    }
    if length > LONGEST_BEFORE {
        return Err(format!("`{text}` is too early to be remembered; write at most 30d"));
    }
    Ok(length)
}
