//! How long each component worked, day by day, in seconds.
//!
//! Weights: a major outage counts whole, a partial one three tenths, degraded performance and maintenance not at all
//! (Statuspage: "How is uptime calculated"). At each instant the worst of what is said counts.

use super::public_incident::PublicIncident;
use crate::ids::ComponentName;
use crate::incident::ComponentStatus;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

/// The days that are shown.
#[derive(Debug, Clone)]
pub struct Window {
    now: Timestamp,
    /// The days, oldest first, each with its beginning; and the beginning of tomorrow.
    days: Vec<(Date, Timestamp)>,
    tomorrow: Timestamp,
}

impl Window {
    /// The last `days` days up to now, in a zone.
    pub fn ending(now: Timestamp, zone: &TimeZone, days: u16) -> Self {
        let today = now.to_zoned(zone.clone()).date();
        let begins = |date: Date| zone.to_ambiguous_zoned(date.into()).compatible().map(|at| at.timestamp());
        let day = |back: u16| {
            let date = today.checked_sub(SignedDuration::from_hours(24 * i64::from(back))).ok()?;
            Some((date, begins(date).ok()?))
        };
        let tomorrow = today.tomorrow().ok().and_then(|date| begins(date).ok()).unwrap_or(Timestamp::MAX);
        Self { now, days: (0..days).rev().filter_map(day).collect(), tomorrow }
    }

    /// Its first day.
    pub fn first_day(&self) -> Option<Date> {
        self.days.first().map(|(date, _)| *date)
    }

    /// When it begins.
    pub fn begins_at(&self) -> Timestamp {
        self.days.first().map_or(self.now, |(_, at)| *at)
    }

    /// Each day with its beginning and its end, which is at most now.
    fn spans(&self) -> impl Iterator<Item = (Date, Timestamp, Timestamp)> {
        let ends = self.days.iter().skip(1).map(|(_, at)| *at).chain([self.tomorrow]);
        self.days.iter().zip(ends).map(|((date, from), until)| (*date, *from, until.min(self.now)))
    }
}

/// The outages of all components.
#[derive(Debug, Clone)]
pub struct Uptimes<'a> {
    window: Window,
    /// What was said of each, as spans in any order.
    said: BTreeMap<&'a ComponentName, Vec<Span>>,
}

#[derive(Debug, Clone, Copy)]
struct Span {
    from: Timestamp,
    until: Timestamp,
    status: ComponentStatus,
}

/// The days of a component, oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uptime {
    /// One for each day of the window.
    pub days: Vec<DayUptime>,
}

/// A day of a component, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayUptime {
    /// The day.
    pub date: Date,
    /// How long it was watched: 0 before anybody did.
    pub watched: i64,
    /// How long its performance was degraded.
    pub degraded: i64,
    /// How long it was partly out.
    pub partial: i64,
    /// How long it was out.
    pub major: i64,
}

impl<'a> Uptimes<'a> {
    /// Gathers what incidents say, those that are named twice once.
    pub fn of(incidents: impl Iterator<Item = &'a PublicIncident>, window: Window) -> Self {
        let mut said: BTreeMap<&ComponentName, Vec<Span>> = BTreeMap::new();
        let unique: BTreeMap<_, _> = incidents.map(|incident| (&incident.id, incident)).collect();
        for (from, until, update) in unique.values().flat_map(|incident| incident.spans()) {
            let until = until.unwrap_or(window.now).min(window.now);
            if until <= window.begins_at() {
                continue;
            }
            for name in &update.components {
                let status = update.status_of(name);
                if status > ComponentStatus::Operational {
                    said.entry(name).or_default().push(Span { from, until, status });
                }
            }
        }
        Self { window, said }
    }

    /// The days of a component that is watched since a day; since ever if none is named.
    pub fn component(&self, name: &ComponentName, since: Option<Date>) -> Uptime {
        let worst = self.said.get(name).map(|spans| worst_at_each_instant(spans)).unwrap_or_default();
        let day = |(date, from, until): (Date, Timestamp, Timestamp)| {
            let mut day = DayUptime { date, watched: 0, degraded: 0, partial: 0, major: 0 };
            if since.is_none_or(|since| date >= since) {
                day.watched = from.duration_until(until).as_secs().max(0);
                worst.iter().for_each(|span| day.add(span, from, until));
            }
            day
        };
        Uptime { days: self.window.spans().map(day).collect() }
    }
}

/// Spans that do not overlap, in order; each as bad as the worst that was said of it.
fn worst_at_each_instant(said: &[Span]) -> Vec<Span> {
    let mut edges: Vec<Timestamp> = said.iter().flat_map(|span| [span.from, span.until]).collect();
    edges.sort_unstable();
    edges.dedup();
    let between = edges.windows(2).filter_map(|edge| {
        let (from, until) = (edge[0], edge[1]);
        let over = said.iter().filter(|span| span.from <= from && until <= span.until);
        over.map(|span| span.status).max().map(|status| Span { from, until, status })
    });
    between.collect()
}

impl DayUptime {
    fn add(&mut self, span: &Span, from: Timestamp, until: Timestamp) {
        // Between whole seconds: what lasts less than a second is no outage, and a span that goes on adds up exactly.
        let seconds = span.until.min(until).as_second() - span.from.max(from).as_second();
        let kept = match span.status {
            ComponentStatus::Operational => return,
            ComponentStatus::DegradedPerformance => &mut self.degraded,
            ComponentStatus::PartialOutage => &mut self.partial,
            ComponentStatus::MajorOutage => &mut self.major,
        };
        *kept += seconds.max(0);
    }

    /// The worst that was said on it; `None` if nobody watched.
    pub fn worst(&self) -> Option<ComponentStatus> {
        if self.watched == 0 {
            return None;
        }
        Some(match (self.major, self.partial, self.degraded) {
            (1.., _, _) => ComponentStatus::MajorOutage,
            (_, 1.., _) => ComponentStatus::PartialOutage,
            (_, _, 1..) => ComponentStatus::DegradedPerformance,
            _ => ComponentStatus::Operational,
        })
    }

    /// Tenths of seconds that count as down.
    fn down(&self) -> i64 {
        self.major * 10 + self.partial * 3
    }

    /// The share of the day that it worked, in hundredths of a percent, cut; `None` if nobody watched.
    pub fn share(&self) -> Option<i64> {
        share(self.watched, self.down())
    }
}

impl Uptime {
    /// The share of the watched time that it worked, in hundredths of a percent, cut and never rounded up: an outage
    /// never reads 100 %. `None` if nobody watched.
    pub fn share(&self) -> Option<i64> {
        let watched = self.days.iter().map(|day| day.watched).sum();
        share(watched, self.days.iter().map(DayUptime::down).sum())
    }

    /// The days on which something was said, the latest first.
    pub fn days_with_problems(&self) -> impl Iterator<Item = &DayUptime> {
        let is_bad = |day: &&DayUptime| day.worst().is_some_and(|worst| worst > ComponentStatus::Operational);
        self.days.iter().rev().filter(is_bad)
    }
}

/// Seconds watched and tenths of seconds down as hundredths of a percent that it was up.
fn share(watched: i64, down: i64) -> Option<i64> {
    let all = watched * 10;
    (all > 0).then(|| (all - down).max(0) * 10_000 / all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::IncidentId;
    use crate::incident::{Impact, Phase, StatusUpdate};

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    /// An incident of `checkout` by what was said when.
    fn incident(nth: u8, started: &str, said: &[(&str, Phase, Impact)]) -> PublicIncident {
        let update = |(seq, (when, phase, impact)): (usize, &(&str, Phase, Impact))| StatusUpdate {
            seq: seq as u64,
            at: at(when),
            phase: *phase,
            text: "x".into(),
            impact: *impact,
            components: vec!["checkout".into()],
            states: BTreeMap::new(),
            added_at: None,
            named: Vec::new(),
            generic: false,
            translations: Default::default(),
            changed: None,
            automatic: false,
            silent: false,
        };
        let updates = said.iter().enumerate().map(update).collect();
        PublicIncident { id: IncidentId::from_bytes([nth; 8]), started_at: at(started), updates }
    }

    fn uptime(incidents: &[PublicIncident], now: &str, zone: &TimeZone, days: u16) -> Uptime {
        let window = Window::ending(at(now), zone, days);
        Uptimes::of(incidents.iter(), window).component(&"checkout".into(), None)
    }

    use Impact::{Critical, Major, Minor};
    use Phase::{Investigating, Monitoring, Resolved};

    #[test]
    fn each_state_counts_with_its_weight_from_the_beginning_of_the_incident() {
        let over = incident(
            1,
            "2026-11-22T10:00:00Z",
            &[
                ("2026-11-22T10:10:00Z", Investigating, Critical),
                ("2026-11-22T11:00:00Z", Monitoring, Major),
                ("2026-11-22T11:30:00Z", Monitoring, Minor),
                ("2026-11-22T12:00:00Z", Resolved, Minor),
            ],
        );
        let days = uptime(&[over], "2026-11-23T00:00:00Z", &TimeZone::UTC, 2).days;
        assert_eq!((days[0].major, days[0].partial, days[0].degraded), (3600, 1800, 1800));
        // 3,600 + 0.3 × 1,800 of 86,400 seconds.
        assert_eq!(days[0].share(), Some(9520));
        assert_eq!((days[1].watched, days[1].share()), (0, None));
    }

    #[test]
    fn a_second_of_outage_in_ninety_days_never_reads_100_percent() {
        let short =
            [("2026-11-22T10:00:00Z", Investigating, Critical), ("2026-11-22T10:00:01Z", Resolved, Critical)];
        let short = incident(1, "2026-11-22T10:00:00Z", &short);
        assert_eq!(uptime(&[short], "2026-11-23T10:00:00Z", &TimeZone::UTC, 90).share(), Some(9999));
        assert_eq!(uptime(&[], "2026-11-23T10:00:00Z", &TimeZone::UTC, 90).share(), Some(10_000));
    }

    #[test]
    fn of_two_at_once_the_worse_counts_and_once() {
        let two = [
            incident(1, "2026-11-22T10:00:00Z", &[("2026-11-22T10:00:00Z", Investigating, Critical)]),
            incident(2, "2026-11-22T09:00:00Z", &[("2026-11-22T09:00:00Z", Investigating, Major)]),
        ];
        let day = uptime(&two, "2026-11-22T11:00:00Z", &TimeZone::UTC, 1).days[0];
        assert_eq!((day.major, day.partial, day.watched), (3600, 3600, 11 * 3600));
    }

    #[test]
    fn days_are_those_of_the_zone_with_their_own_lengths() {
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        let days = uptime(&[], "2026-10-26T12:00:00Z", &berlin, 3).days;
        let lengths: Vec<i64> = days.iter().map(|day| day.watched / 3600).collect();
        assert_eq!(lengths, [24, 25, 13], "clocks go back on the 25th");
    }

    #[test]
    fn before_anybody_watched_nothing_is_known() {
        let window = Window::ending(at("2026-11-22T12:00:00Z"), &TimeZone::UTC, 90);
        let uptime = Uptimes::of([].into_iter(), window)
            .component(&"checkout".into(), Some("2026-11-22".parse().unwrap()));
        assert_eq!(uptime.days.iter().filter(|day| day.worst().is_none()).count(), 89);
        assert_eq!(uptime.share(), Some(10_000));
    }
}
