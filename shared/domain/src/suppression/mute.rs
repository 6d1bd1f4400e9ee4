//! A maintenance window as CloudWatch alarm mute rules.
//!
//! Must not call CloudWatch, and must not mute more than the window: what mute rules cannot express is refused.

use super::interval::{IntervalSettings, Number, TimesSettings};
use super::{MaintenanceSettings, Span};
use crate::oncall::{find_zone, time_of_day};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// The longest duration of a mute rule.
const LONGEST_MUTE: SignedDuration = SignedDuration::from_hours(24 * 15);

/// When a mute rule mutes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MuteTimes {
    /// `at(2027-01-15T22:00)` or `cron(0 22 * * SUN)`.
    pub expression: String,
    /// ISO 8601, `PT4H`.
    pub duration: String,
    /// IANA zone.
    pub zone: String,
    /// The start date. A one-time rule has it in its expression.
    pub start: Option<Timestamp>,
    /// The end date.
    pub expires: Option<Timestamp>,
}

impl MaintenanceSettings {
    /// The times at which the mirrored alarms are muted. A window without a start begins at `now`.
    ///
    /// # Errors
    /// Returns what mute rules cannot express, and what to write instead.
    pub fn mute_times(&self, now: Timestamp) -> Result<Vec<MuteTimes>, String> {
        let Ok(span) = Span::compile(self.span()) else { return Ok(Vec::new()) };
        if self.recurring.is_empty() {
            // Nothing is muted in the past, except the current minute.
            let next = Timestamp::from_second((now.as_second() + 59).div_euclid(60) * 60).unwrap_or(now);
            let start = span.start().map_or(next, |start| start.max(next));
            return once(start, span.end()).map(|times| vec![times]);
        }
        let zone = self.zone.as_deref().unwrap_or("UTC");
        let each = self.recurring.iter().map(|interval| again(interval, zone, &span));
        each.collect::<Result<Vec<_>, _>>().map(|all| all.concat())
    }
}

fn once(start: Timestamp, end: Option<Timestamp>) -> Result<MuteTimes, String> {
    let end = end.ok_or("never ends")?;
    let length = end.duration_since(start);
    if length > LONGEST_MUTE {
        return Err(
            "CloudWatch mutes for 15 days at most; split the window, or leave `mirror` out".to_owned()
        );
    }
    let expression = format!("at({})", start.to_zoned(TimeZone::UTC).strftime("%Y-%m-%dT%H:%M"));
    let duration = format!("PT{}M", length.as_mins().max(1));
    Ok(MuteTimes { expression, duration, zone: "UTC".to_owned(), start: None, expires: None })
}

fn again(interval: &IntervalSettings, zone: &str, span: &Span) -> Result<Vec<MuteTimes>, String> {
    let zone = interval.zone.as_deref().unwrap_or(zone);
    find_zone(zone)?;
    if !interval.years.is_empty() {
        return Err("CloudWatch's mute rules know no years; write start and end instead".to_owned());
    }
    if !interval.weekdays.is_empty() && !interval.days_of_month.is_empty() {
        let message = "CloudWatch's mute rules take either weekdays or days of the month; leave one out";
        return Err(message.to_owned());
    }
    let weekdays = interval.cron_weekdays();
    let days = field(&interval.days_of_month, |text| text.parse().ok().filter(|day| (1..=31).contains(day)));
    let days = days.ok_or("CloudWatch's mute rules count no days from the end of the month")?;
    let months = interval.cron_months();
    let all_day = [TimesSettings { from: "00:00".to_owned(), to: "24:00".to_owned() }];
    let times = if interval.times.is_empty() { &all_day[..] } else { &interval.times };
    let rule = |times: &TimesSettings| {
        let (from, to) = (time_of_day(&times.from)?, time_of_day(&times.to)?);
        Ok(MuteTimes {
            expression: format!("cron({} {} {days} {months} {weekdays})", from % 3_600 / 60, from / 3_600),
            duration: format!("PT{}M", (to - from) / 60),
            zone: zone.to_owned(),
            start: span.start(),
            expires: span.end(),
        })
    };
    times.iter().map(rule).collect()
}

/// Numbers and ranges in cron syntax.
fn field(written: &[Number], read: impl Fn(&str) -> Option<i64>) -> Option<String> {
    let one = |it: &Number| match it {
        Number::One(number) => read(&number.to_string()).map(|number| number.to_string()),
        Number::Text(text) => match text.split_once(':') {
            Some((from, to)) => Some(format!("{}-{}", read(from.trim())?, read(to.trim())?)),
            None => read(text.trim()).map(|number| number.to_string()),
        },
    };
    let all: Option<Vec<String>> = written.iter().map(one).collect();
    all.map(|all| if all.is_empty() { "*".to_owned() } else { all.join(",") })
}
