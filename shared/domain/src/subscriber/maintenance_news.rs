//! What of a maintenance window is news to a subscriber: each update of the page, and a reminder before it begins.
//!
//! A window's updates have even positions, and the odd one behind an update is that of its reminder: so a window that is moved
//! is called to mind anew, and nobody has to store who was reminded of what.

use crate::status::{MaintenancePhase, MaintenanceUpdate, MaintenanceWindow};
use jiff::Timestamp;

/// What one window has to tell somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaintenanceNews<'a> {
    /// The window.
    pub window: &'a MaintenanceWindow,
    /// The updates that they were not told yet, oldest first.
    pub updates: Vec<&'a MaintenanceUpdate>,
    /// Since when they are to be reminded that it begins, if they are.
    pub reminder: Option<Timestamp>,
    /// The position of the latest change: whoever is told this has been told all.
    pub upto: u64,
}

/// The position of the latest change of a window by a time.
pub(super) fn position(window: &MaintenanceWindow, now: Timestamp) -> u64 {
    let last = window.updates.last().map_or(0, position_of);
    last + u64::from(window.remind_at().is_some_and(|at| at <= now))
}

fn position_of(update: &MaintenanceUpdate) -> u64 {
    update.seq * 2
}

impl<'a> MaintenanceNews<'a> {
    pub(super) fn of(
        window: &'a MaintenanceWindow,
        told: Option<u64>,
        since: Timestamp,
        now: Timestamp,
    ) -> Self {
        let is_new = |update: &MaintenanceUpdate| match told {
            Some(told) => position_of(update) > told,
            None => update.said_at() > since,
        };
        let all: Vec<&MaintenanceUpdate> = window.updates.iter().filter(|update| is_new(update)).collect();
        let is_announcement =
            |update: &&MaintenanceUpdate| Some(update.seq) == window.updates.first().map(|it| it.seq);
        let is_first = told.is_none() && all.first().is_some_and(is_announcement);
        let ended_at = window.updates.last().filter(|_| !window.is_ahead_or_active()).map(|update| update.at);
        let updates = match window.phase() {
            _ if told.is_none() && ended_at.is_some_and(|at| at <= since) => Vec::new(),
            // Whoever never heard of it needs not hear that it does not take place.
            MaintenancePhase::Cancelled if is_first => Vec::new(),
            // A first message that is late says how it ended, not how it began.
            MaintenancePhase::Completed if is_first => all.into_iter().next_back().into_iter().collect(),
            _ => all,
        };
        let upto = position(window, now);
        let remind_at = window.remind_at().filter(|at| (*at..window.from).contains(&now));
        // Whoever is told its time now needs no reminder of it.
        let is_due = |at: &Timestamp| {
            updates.last().map(|update| position_of(update) + 1) != Some(upto)
                && told.map_or(*at > since, |told| told < upto)
        };
        Self { window, reminder: remind_at.filter(is_due), updates, upto }
    }

    pub(super) fn until(mut self, upto: u64) -> Self {
        self.updates.retain(|update| position_of(update) <= upto);
        self.reminder = self.reminder.filter(|_| self.upto <= upto);
        Self { upto, ..self }
    }

    /// Whether there is nothing to tell.
    pub fn is_nothing(&self) -> bool {
        self.updates.is_empty() && self.reminder.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Settings;
    use crate::status::{PageDocument, planned};
    use crate::subscriber::{Announced, Wanted};
    use MaintenancePhase::{Cancelled, Completed, InProgress, Scheduled};
    use jiff::SignedDuration;

    fn at(time: &str) -> Timestamp {
        format!("2026-11-29T{time}:00Z").parse().unwrap()
    }

    fn window_of(from: &str, until: &str, components: &str) -> Settings {
        toml::from_str(&format!(
            "[maintenance.db]\nreason = \"x\"\nstart = \"2026-11-29T{from}\"\nend = \"2026-11-29T{until}\"\n\
             page = {{ components = [{components}], title = \"New database\" }}"
        ))
        .unwrap()
    }

    fn settings(from: &str, until: &str) -> Settings {
        window_of(from, until, "\"checkout\"")
    }

    /// The page after it looked at each time with the settings of then.
    fn page(looks: &[(&str, &Settings)]) -> PageDocument {
        let mut page = PageDocument::default();
        for (time, settings) in looks {
            page.follow_maintenance(&planned(settings, at(time)), at(time));
        }
        page
    }

    /// What somebody is told, and whether they are reminded.
    fn told(page: &PageDocument, told: Option<u64>, since: &str, now: &str) -> (Vec<MaintenancePhase>, bool) {
        let news = MaintenanceNews::of(&page.maintenance[0], told, at(since), at(now));
        (news.updates.iter().map(|update| update.phase).collect(), news.reminder.is_some())
    }

    #[test]
    fn whoever_heard_of_it_hears_the_rest_and_whoever_came_later_too() {
        let once = settings("10:00", "11:00");
        let page = page(&[("07:00", &once), ("10:00", &once), ("11:00", &once)]);
        assert_eq!(told(&page, Some(2), "06:00", "11:00"), (vec![InProgress, Completed], false));
        assert_eq!(told(&page, Some(3), "06:00", "11:00"), (vec![InProgress, Completed], false), "reminded");
        assert_eq!(told(&page, Some(4), "06:00", "11:00"), (vec![Completed], false));
        assert_eq!(told(&page, Some(6), "06:00", "11:00"), (vec![], false));
        assert_eq!(
            told(&page, None, "08:00", "11:00"),
            (vec![InProgress, Completed], false),
            "they signed up between"
        );
        assert_eq!(told(&page, None, "11:00", "11:00"), (vec![], false), "it was over before they signed up");
    }

    #[test]
    fn a_first_message_that_is_late_says_how_it_ended() {
        let (once, none) = (settings("10:00", "11:00"), Settings::default());
        let over = page(&[("07:00", &once), ("10:00", &once), ("11:00", &once)]);
        assert_eq!(told(&over, None, "06:00", "12:00"), (vec![Completed], false));
        let cancelled = page(&[("07:00", &once), ("08:00", &none)]);
        assert_eq!(told(&cancelled, None, "06:00", "09:00"), (vec![], false), "they never heard of it");
        assert_eq!(told(&cancelled, Some(2), "06:00", "09:00"), (vec![Cancelled], false));
        assert_eq!(
            told(&cancelled, None, "07:30", "09:00"),
            (vec![Cancelled], false),
            "they may have read of it"
        );
    }

    /// Settings may give it a beginning that is past; and the page says a little later that it began.
    #[test]
    fn what_counts_is_when_the_page_said_it() {
        let once = settings("10:00", "11:00");
        let late = page(&[("10:30", &once)]);
        assert_eq!(told(&late, None, "10:20", "10:31"), (vec![Scheduled, InProgress], false));
        assert_eq!(told(&late, None, "10:30", "10:31"), (vec![], false), "they read of it");
        let begun = page(&[("07:00", &once), ("10:02", &once)]);
        assert_eq!(told(&begun, None, "10:01", "10:03"), (vec![InProgress], false));
        let over = page(&[("07:00", &once), ("12:30", &once)]);
        assert_eq!(told(&over, None, "12:00", "12:31"), (vec![], false), "it was over before they signed up");
    }

    #[test]
    fn an_hour_before_it_begins_whoever_was_told_before_is_reminded_once() {
        let once = settings("10:00", "11:00");
        let announced = page(&[("07:00", &once)]);
        assert_eq!(told(&announced, Some(2), "06:00", "08:59"), (vec![], false));
        assert_eq!(told(&announced, Some(2), "06:00", "09:00"), (vec![], true));
        assert_eq!(told(&announced, Some(3), "06:00", "09:10"), (vec![], false), "once");
        assert_eq!(told(&announced, Some(2), "06:00", "10:00"), (vec![], false), "too late for it");
        assert_eq!(told(&announced, None, "08:00", "09:00"), (vec![], true), "they signed up between");
        assert_eq!(told(&announced, None, "09:30", "09:40"), (vec![], false), "they read of it a moment ago");
        assert_eq!(
            told(&announced, None, "06:00", "09:30"),
            (vec![Scheduled], false),
            "one message is enough"
        );
        let short = page(&[("09:20", &once)]);
        assert_eq!(told(&short, Some(2), "06:00", "09:30"), (vec![], false), "they heard of it a moment ago");
    }

    #[test]
    fn what_is_moved_is_called_to_mind_anew() {
        let (once, later) = (settings("10:00", "11:00"), settings("14:00", "15:00"));
        let moved = page(&[("07:00", &once), ("09:30", &later)]);
        assert_eq!(told(&moved, Some(3), "06:00", "09:31"), (vec![Scheduled], false));
        assert_eq!(told(&moved, Some(4), "06:00", "13:00"), (vec![], true));
        assert_eq!(told(&moved, Some(5), "06:00", "13:00"), (vec![], false));
    }

    #[test]
    fn a_message_says_only_what_it_was_claimed_for() {
        let once = settings("10:00", "11:00");
        let page = page(&[("07:00", &once), ("10:00", &once)]);
        let news =
            |upto| MaintenanceNews::of(&page.maintenance[0], Some(0), at("06:00"), at("10:01")).until(upto);
        assert_eq!((news(2).updates.len(), news(3).updates.len(), news(4).updates.len()), (1, 1, 2));
    }

    #[test]
    fn whoever_wants_a_component_hears_of_it_to_the_end() {
        let (once, other) = (settings("10:00", "11:00"), window_of("10:00", "11:00", "\"search\""));
        let page = page(&[("07:00", &once), ("08:00", &other)]);
        let shown = crate::subscriber::Shown::Maintenance(page.maintenance[0].clone());
        for (name, wanted) in [("search", true), ("checkout", true), ("shop", false)] {
            assert_eq!(Wanted::components([name.into()]).includes(&shown), wanted, "{name}");
        }
        assert!(Wanted::everything().includes(&shown));
    }

    /// What is handed on at each minute, as deliver does it.
    struct Desk {
        page: PageDocument,
        announced: Announced,
        handed_on: Vec<String>,
        reads: usize,
    }

    impl Desk {
        fn new() -> Self {
            Self {
                page: PageDocument::default(),
                announced: Announced::default(),
                handed_on: Vec::new(),
                reads: 0,
            }
        }

        /// The page follows the settings, unless it is late.
        fn look(&mut self, settings: &Settings, now: Timestamp, page_looks: bool) {
            let planned = planned(settings, now);
            if page_looks {
                self.page.follow_maintenance(&planned, now);
            }
            if self.announced.is_current(&planned, now) {
                return;
            }
            self.reads += 1;
            let news = self.announced.news(&self.page, now);
            self.handed_on.extend(news.iter().map(|_| now.strftime("%H:%M").to_string()));
            self.announced.take(&self.page, &planned, now);
        }
    }

    #[test]
    fn each_change_is_handed_on_within_a_minute_and_the_page_read_only_then() {
        let (once, longer) = (settings("10:00", "11:00"), settings("10:00", "11:30"));
        let mut desk = Desk::new();
        for minute in 0..6 * 60 {
            let now = at("07:00") + SignedDuration::from_mins(minute);
            let settings = if minute < 3 * 60 + 30 { &once } else { &longer };
            // The page is looked at every two minutes.
            desk.look(settings, now, minute % 2 == 1);
        }
        assert_eq!(desk.handed_on, ["07:01", "09:00", "10:01", "10:31", "11:31"]);
        assert!(desk.reads < 12, "{} reads of the page in six hours", desk.reads);
    }
}
