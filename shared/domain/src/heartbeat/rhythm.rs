//! When a heartbeat is expected next, and when a missing one raises an alarm.
//!
//! Must not refuse settings that were checked: what cannot be read counts as a heartbeat of every day.

use super::Heartbeat;
use super::expected::Expected;
use super::wall_clock::{Start, WallClock};
use jiff::{SignedDuration, Timestamp};

/// The default grace period, as a fraction of the interval…
const SHARE: i32 = 10;
/// …but at least a minute, for jobs that start on the minute and take some seconds, and at most an hour.
const LEAST_GRACE: SignedDuration = SignedDuration::from_mins(1);
const MOST_GRACE: SignedDuration = SignedDuration::from_hours(1);
/// From this interval on, a job most likely starts by a wall clock.
const DAY: SignedDuration = SignedDuration::from_hours(24);
/// How much longer than a day the night is on which clocks go back, almost everywhere.
const LONG_NIGHT: SignedDuration = SignedDuration::from_hours(1);

/// What says when a heartbeat is expected.
enum Rhythm {
    Every(SignedDuration),
    WallClock(WallClock),
}

impl Heartbeat {
    /// When a heartbeat last reported at `last_ping_at` raises an alarm.
    pub fn due_at(&self, last_ping_at: Timestamp) -> Timestamp {
        let due_at = match self.rhythm() {
            Ok(Rhythm::WallClock(clock)) => {
                clock.after_report(last_ping_at).map(|start| self.deadline(&clock, start))
            }
            Ok(Rhythm::Every(every)) => last_ping_at.saturating_add(self.patience(every)).ok(),
            Err(_) => last_ping_at.saturating_add(self.patience(DAY)).ok(),
        };
        due_at.unwrap_or(Timestamp::MAX)
    }

    /// The next times after `now` at which the job starts; none where only the time since the last report counts.
    pub fn next_expected(&self, now: Timestamp) -> impl Iterator<Item = Expected> + '_ {
        let clock = match self.rhythm() {
            Ok(Rhythm::WallClock(clock)) => Some(clock),
            _ => None,
        };
        let mut after = now;
        std::iter::from_fn(move || {
            let clock = clock.as_ref()?;
            let start = clock.after(after)?;
            after = start.first;
            Some(Expected { at: start.first, by: self.deadline(clock, start) })
        })
    }

    /// How long after the last report an alarm is raised; `None` where a wall clock says when.
    pub fn patience_after_a_report(&self) -> Option<SignedDuration> {
        match self.rhythm() {
            Ok(Rhythm::WallClock(_)) => None,
            Ok(Rhythm::Every(every)) => Some(self.patience(every)),
            Err(_) => Some(self.patience(DAY)),
        }
    }

    /// Whether a job that starts by a wall clock would page on the night on which clocks go back.
    pub fn fears_the_long_night(&self) -> bool {
        let is_daily = self.every.is_some_and(|every| every.0.as_secs() % DAY.as_secs() == 0);
        is_daily && self.grace.is_some_and(|grace| grace.0 <= LONG_NIGHT)
    }

    /// What is wrong with when it is expected: the key, and what to write instead.
    pub(crate) fn rhythm_problem(&self) -> Option<(&'static str, String)> {
        match (self.rhythm(), &self.cron) {
            (Ok(Rhythm::WallClock(clock)), Some(line)) if !clock.comes() => {
                Some(("cron", format!("`{line}` never comes; no month has that day")))
            }
            (rhythm, _) => rhythm.err(),
        }
    }

    /// When it is expected: `every 1h`, `at 02:30 mon-fri (Europe/Lisbon)`.
    pub fn rhythm_words(&self) -> String {
        let zone = self.zone.as_deref().unwrap_or("UTC");
        match (&self.every, &self.at, &self.cron) {
            (Some(every), ..) => format!("every {:#}", every.0),
            (None, Some(at), _) if self.days.is_empty() => format!("at {at} ({zone})"),
            (None, Some(at), _) => format!("at {at} {} ({zone})", self.days.join(", ")),
            (None, None, Some(cron)) => format!("by cron `{cron}` ({zone})"),
            (None, None, None) => "every day".to_owned(),
        }
    }

    fn rhythm(&self) -> Result<Rhythm, (&'static str, String)> {
        let zone = self.zone.as_deref();
        let alone = |key: &'static str, what: &str| Err((key, what.to_owned()));
        match (&self.every, &self.at, &self.cron) {
            (None, None, None) => alone(
                "every",
                "is missing: write every = \"1h\", or at = \"02:30\" or cron = \"30 2 * * *\" with the zone of that clock",
            ),
            (Some(_), None, None) if zone.is_some() => alone(
                "zone",
                "has no use beside `every`, which counts from the last ping; write `at`, or leave it out",
            ),
            (_, None, _) if !self.days.is_empty() => {
                alone("days", "are the days for `at`; write `at`, or leave them out")
            }
            (Some(every), None, None) => Ok(Rhythm::Every(every.0)),
            (None, Some(at), None) => WallClock::daily(at, &self.days, zone).map(Rhythm::WallClock),
            (None, None, Some(line)) => WallClock::cron(line, zone).map(Rhythm::WallClock),
            (Some(_), ..) => alone("every", "stands beside `at` or `cron`; keep one of them"),
            (None, Some(_), Some(_)) => alone("cron", "stands beside `at`; keep one of them"),
        }
    }

    fn patience(&self, every: SignedDuration) -> SignedDuration {
        let night = if every >= DAY { LONG_NIGHT } else { SignedDuration::ZERO };
        let grace = self.grace.map_or_else(|| share(every) + night, |grace| grace.0);
        every.saturating_add(grace)
    }

    fn deadline(&self, clock: &WallClock, start: Start) -> Timestamp {
        let interval = || clock.after(start.first).map_or(DAY, |next| next.first.duration_since(start.first));
        let grace = self.grace.map_or_else(|| share(interval()), |grace| grace.0);
        start.last.saturating_add(grace).unwrap_or(Timestamp::MAX)
    }
}

fn share(interval: SignedDuration) -> SignedDuration {
    (interval / SHARE).clamp(LEAST_GRACE, MOST_GRACE)
}
