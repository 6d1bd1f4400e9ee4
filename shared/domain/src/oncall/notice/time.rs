//! When a notice at a set time of the week is due.
//!
//! Must not know the text of the notice.

use crate::oncall::days::DaySet;
use crate::oncall::zone::first_instant;
use jiff::Timestamp;
use jiff::civil::Time;
use jiff::tz::TimeZone;

/// A time of day on some weekdays, in one zone.
#[derive(Debug, Clone)]
pub struct NoticeTime {
    /// On which days.
    pub days: DaySet,
    /// At what time.
    pub time: Time,
    /// The time zone.
    pub zone: TimeZone,
}

impl NoticeTime {
    /// The first such time strictly after `now`; `None` if there is no day for it.
    pub fn next_after(&self, now: Timestamp) -> Option<Timestamp> {
        let mut day = now.to_zoned(self.zone.clone()).date();
        // Two weeks: today's time may be over, and next week's may be skipped by a clock change.
        for _ in 0..2 * 7 {
            day = day.saturating_add(jiff::Span::new().days(self.days.days_until(day.weekday())?));
            let at = first_instant(&self.zone, day.to_datetime(self.time));
            if at > now {
                return Some(at);
            }
            day = day.tomorrow().ok()?;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oncall::tests::generated::{near_a_change, zone};
    use jiff::ToSpan;
    use proptest::prelude::*;

    fn check(days: &[&str], now: &str, expected: Option<&str>) {
        let days = DaySet::parse(days.iter().copied()).unwrap();
        let zone = TimeZone::get("Europe/Lisbon").unwrap();
        let notice = NoticeTime { days, time: Time::constant(8, 30, 0, 0), zone };
        assert_eq!(notice.next_after(now.parse().unwrap()).map(|at| at.to_string()).as_deref(), expected);
    }

    #[test]
    fn a_notice_comes_at_its_time_strictly_after_now() {
        check(&["mon"], "2027-01-04T08:29:59Z", Some("2027-01-04T08:30:00Z"));
        check(&["mon"], "2027-01-04T08:30:00Z", Some("2027-01-11T08:30:00Z"));
        check(&["weekend"], "2027-07-01T12:00:00Z", Some("2027-07-03T07:30:00Z"));
        check(&[], "2027-01-04T08:30:00Z", None);
    }

    proptest! {
        #[test]
        fn it_is_the_earliest_of_all_days_after_now(
            now in near_a_change(),
            zone in zone(),
            days in prop::sample::subsequence(vec!["mon", "tue", "wed", "thu", "fri", "sat", "sun"], 1..8),
            minutes in prop_oneof![0..1_440_i64, 0..180_i64],
        ) {
            let zone = TimeZone::get(zone).unwrap();
            let time = Time::midnight() + minutes.minutes();
            let notice = NoticeTime { days: DaySet::parse(days).unwrap(), time, zone: zone.clone() };
            let today = now.to_zoned(zone.clone()).date();
            let near = (-9..17_i64).map(|day| today + day.days()).filter(|day| notice.days.days_until(day.weekday()) == Some(0));
            let earliest = near.map(|day| first_instant(&zone, day.to_datetime(time))).filter(|at| *at > now).min();
            prop_assert_eq!(notice.next_after(now), earliest);
        }
    }
}
