//! How on-call time is shared.
//!
//! Must not judge people: it counts hours, and how even they are.

use super::length::DAY;
use super::schedule::Schedule;
use super::zone::unix;
use crate::ids::ResponderName;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// The night in the schedule's time zone, from 22:00 to 06:00, in seconds of the day.
const NIGHT: [(i64, i64); 2] = [(0, 6 * 3_600), (22 * 3_600, DAY)];

/// From here on, people call it even (Grafana `OnCall`).
pub const EVEN: f64 = 0.95;

/// A kind of hours, and how many of them a person has.
pub type LoadKind = (&'static str, fn(&Load) -> SignedDuration);

/// What costs sleep or leisure.
pub const LOAD_KINDS: [LoadKind; 4] = [
    ("hours", |load| load.total),
    ("nights", |load| load.nights),
    ("weekends", |load| load.weekends),
    ("holidays", |load| load.holidays),
];

/// A person's on-call time, and how much of it is at night, on weekends, or on holidays. An hour may count for several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Load {
    /// Who.
    pub responder: ResponderName,
    /// The total time.
    pub total: SignedDuration,
    /// From 22:00 to 06:00 in the schedule's time zone.
    pub nights: SignedDuration,
    /// On Saturdays and Sundays.
    pub weekends: SignedDuration,
    /// On the days of the schedule's holiday calendars.
    pub holidays: SignedDuration,
}

impl Schedule {
    /// The on-call time of each person within `[from, to)`, sorted by name. Includes people without any.
    pub fn loads(&self, from: Timestamp, to: Timestamp) -> Vec<Load> {
        let mut loads: Vec<(ResponderName, [i64; 4])> =
            self.people.iter().map(|name| (name.clone(), [0; 4])).collect();
        for span in self.spans(unix(from), unix(to)) {
            let seconds = self.seconds(span.start, span.end);
            let load = usize::try_from(span.holder.person).ok().and_then(|index| loads.get_mut(index));
            let sums = load.into_iter().flat_map(|(_, sums)| sums);
            sums.zip(seconds).for_each(|(sum, seconds)| *sum += seconds);
        }
        let load = |(responder, sums): (ResponderName, [i64; 4])| {
            let [total, nights, weekends, holidays] = sums.map(SignedDuration::from_secs);
            Load { responder, total, nights, weekends, holidays }
        };
        loads.into_iter().map(load).collect()
    }

    /// The seconds of a shift: all, at night, on weekends, on holidays.
    fn seconds(&self, start: i64, end: i64) -> [i64; 4] {
        let within = |from: i64, to: i64| (to.min(end) - from.max(start)).max(0);
        let (mut nights, mut weekends) = (0, 0);
        for day in self.clock.local(start).div_euclid(DAY) - 1..=self.clock.local(end).div_euclid(DAY) {
            let instant = |time: i64| self.clock.first(day * DAY + time);
            nights += NIGHT.iter().map(|(from, to)| within(instant(*from), instant(*to))).sum::<i64>();
            // 1970-01-01 was a Thursday, so Saturday is the third day of these weeks.
            if matches!(day.rem_euclid(7), 2 | 3) {
                weekends += within(instant(0), instant(DAY));
            }
        }
        let holidays = self.holidays.iter().map(|(from, to)| within(*from, *to)).sum();
        [end - start, nights, weekends, holidays]
    }
}

/// How evenly something is shared, from 0 to 1: over all pairs, the mean of the smaller share to the greater (as in
/// Grafana
/// `OnCall`). 0.95 and above counts as even.
pub fn balance(shares: &[SignedDuration]) -> f64 {
    let pairs = shares
        .iter()
        .enumerate()
        .flat_map(|(index, one)| shares[index + 1..].iter().map(move |other| (one, other)));
    let ratio = |(one, other): (&SignedDuration, &SignedDuration)| match one.max(other).is_zero() {
        true => 1.0,
        false => one.min(other).as_secs_f64() / one.max(other).as_secs_f64(),
    };
    let (sum, count) = pairs.map(ratio).fold((0.0, 0.0), |(sum, count), ratio| (sum + ratio, count + 1.0));
    if count == 0.0 { 1.0 } else { sum / count }
}

/// How even each kind is among those who are on call at all: who is only named, in an override of another month, takes no
/// part. A kind that nobody has is left out.
pub fn balances(loads: &[Load]) -> Vec<(&'static str, f64)> {
    let taking_part = || loads.iter().filter(|load| !load.total.is_zero());
    let even = |(kind, of): &LoadKind| {
        let shares: Vec<SignedDuration> = taking_part().map(of).collect();
        let any = shares.iter().any(|share| !share.is_zero());
        any.then(|| (*kind, balance(&shares)))
    };
    LOAD_KINDS.iter().filter_map(even).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oncall::tests::generated::{any_schedule, near_a_change};
    use crate::oncall::tests::{at, schedule};
    use jiff::civil::Weekday;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    #[test]
    fn hours_are_counted_by_what_they_cost() {
        let schedule = schedule(
            "zone = 'Europe/Lisbon'\n[[layers]]\nname = 'x'\nturns = ['ana', 'ben', 'cho']\nevery = '1 week'\n\
             start = '2027-03-22T09:00'\n[[holidays]]\ncalendar = 'portugal'\ndates = ['2027-03-26']\nremove = 'dee'",
        );
        let loads = schedule.loads(at("2027-03-22T09:00Z"), at("2027-04-05T08:00Z"));
        let hours: Vec<_> = loads
            .iter()
            .map(|it| [it.total, it.nights, it.weekends, it.holidays].map(|sum| sum.as_hours()))
            .collect();
        // Ana's Sunday is the one that has 23 hours, and its night 7.
        assert_eq!(hours, [[167, 55, 47, 24], [168, 56, 48, 0], [0; 4], [0; 4]]);
    }

    #[test]
    fn a_holiday_of_two_calendars_is_one() {
        let calendar = |zone: &str| {
            format!(
                "[[holidays]]\ncalendar = '{zone}'\nzone = '{zone}'\ndates = ['2027-12-25']\nremove = 'dee'\n"
            )
        };
        let schedule = schedule(&format!(
            "zone = 'UTC'\n[[layers]]\nname = 'x'\nturns = ['ana']\n{}{}{}",
            calendar("Europe/Lisbon"),
            calendar("Europe/Madrid"),
            calendar("Asia/Tokyo"),
        ));
        let loads = schedule.loads(at("2027-12-20T00:00Z"), at("2027-12-30T00:00Z"));
        // In Tokyo from 24 December 15:00 UTC, in Lisbon until 26 December 00:00.
        assert_eq!(loads[0].holidays.as_hours(), 33);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn hours_add_up_minute_by_minute(schedule in any_schedule(), from in near_a_change()) {
            let minutes = |n: i64| from + SignedDuration::from_mins(n);
            let mut counted: BTreeMap<ResponderName, [i64; 3]> = BTreeMap::new();
            for minute in (0..1_700).map(minutes) {
                let wall = minute.to_zoned(schedule.zone().clone());
                let night = i64::from(!(6..22).contains(&wall.hour()));
                let weekend = i64::from(matches!(wall.weekday(), Weekday::Saturday | Weekday::Sunday));
                for responder in schedule.on_call(minute) {
                    let sums = counted.entry(responder).or_default();
                    sums.iter_mut().zip([1, night, weekend]).for_each(|(sum, minutes)| *sum += minutes);
                }
            }
            for load in schedule.loads(from, minutes(1_700)) {
                let found = [load.total, load.nights, load.weekends].map(|sum| sum.as_mins());
                prop_assert_eq!(found, counted.remove(&load.responder).unwrap_or_default(), "{} from {}", load.responder, from);
            }
        }
    }

    #[test]
    fn an_even_share_is_one() {
        let check = |hours: &[i64], expected: f64| {
            let shares: Vec<_> = hours.iter().copied().map(SignedDuration::from_hours).collect();
            assert!((balance(&shares) - expected).abs() < 1e-9, "{hours:?}");
        };
        check(&[168, 168, 168], 1.0);
        check(&[100, 50], 0.5);
        check(&[100, 50, 0], (0.5 + 0.0 + 0.0) / 3.0);
        check(&[0, 0], 1.0);
        check(&[7], 1.0);
    }
}
