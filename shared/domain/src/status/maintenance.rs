//! Maintenance as customers see it: announced, begun, moved and over by the clock.
//!
//! What a window of the settings says is compared with what the page said before; what differs is an update. So a window
//! that the files no longer have is told as cancelled, and one that ends early as completed.

use super::planned::Planned;
use crate::ids::{ComponentName, MaintenanceId};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The most updates of a window: one that is moved again and again must not fill the page.
const MOST_UPDATES: usize = 20;
/// How long before it begins customers are reminded (Statuspage: 60 minutes).
const REMINDED_BEFORE: SignedDuration = SignedDuration::from_hours(1);

/// Where a window stands (Statuspage's words; cancelled is shown as completed there).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MaintenancePhase {
    /// Announced.
    Scheduled,
    /// Going on.
    InProgress,
    /// Over.
    Completed,
    /// It will not take place.
    Cancelled,
}

/// What was said of a window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaintenanceUpdate {
    /// Its number among the window's updates, from 1.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// When the page said so, if later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded_at: Option<Timestamp>,
    /// Where it stands from then on.
    pub phase: MaintenancePhase,
    /// The new beginning and end, if they moved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved: Option<(Timestamp, Timestamp)>,
}

/// A window as customers see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaintenanceWindow {
    /// Its identity, also used in the page's addresses.
    pub id: MaintenanceId,
    /// Its name in the settings; not shown.
    pub name: String,
    /// Its title.
    pub title: String,
    /// What it means for customers.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Its title in other languages of the page.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub titles: BTreeMap<String, String>,
    /// What it means in other languages.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub texts: BTreeMap<String, String>,
    /// Whether subscribers hear nothing of it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub silent: bool,
    /// The components that are worked on.
    pub components: Vec<ComponentName>,
    /// Those for which it was announced before: whoever heard of it then hears the rest.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub formerly: BTreeSet<ComponentName>,
    /// When it begins.
    pub from: Timestamp,
    /// When it ends.
    pub until: Timestamp,
    /// What was said, oldest first. Never empty.
    pub updates: Vec<MaintenanceUpdate>,
}

impl MaintenanceUpdate {
    /// When the page said so: what is the clock's is said a little later.
    pub fn said_at(&self) -> Timestamp {
        self.recorded_at.unwrap_or(self.at)
    }
}

impl MaintenanceWindow {
    fn new(planned: &Planned, now: Timestamp) -> Self {
        let from = planned.from.unwrap_or(now);
        let mut window = Self {
            id: MaintenanceId::derive(&planned.name, from),
            name: planned.name.clone(),
            title: String::new(),
            text: String::new(),
            titles: BTreeMap::new(),
            texts: BTreeMap::new(),
            silent: false,
            components: Vec::new(),
            formerly: BTreeSet::new(),
            from,
            until: planned.until,
            updates: Vec::new(),
        };
        window.describe(planned);
        window.say(now.min(from), now, MaintenancePhase::Scheduled, None);
        window
    }

    /// Where it stands.
    pub fn phase(&self) -> MaintenancePhase {
        self.updates.last().map_or(MaintenancePhase::Scheduled, |update| update.phase)
    }

    /// Whether it is neither over nor cancelled.
    pub fn is_ahead_or_active(&self) -> bool {
        matches!(self.phase(), MaintenancePhase::Scheduled | MaintenancePhase::InProgress)
    }

    /// Whether it took place and is over: what was cancelled did not.
    pub fn is_completed(&self) -> bool {
        self.phase() == MaintenancePhase::Completed
    }

    /// When it was completed or cancelled; `None` of one that is neither.
    pub fn ended_at(&self) -> Option<Timestamp> {
        self.updates.last().filter(|_| !self.is_ahead_or_active()).map(|update| update.at)
    }

    /// When the clock changes it next.
    pub fn changes_at(&self) -> Option<Timestamp> {
        match self.phase() {
            MaintenancePhase::Scheduled => Some(self.from),
            MaintenancePhase::InProgress => Some(self.until),
            MaintenancePhase::Completed | MaintenancePhase::Cancelled => None,
        }
    }

    /// When customers are reminded of it: an hour before it begins, unless its time was said within that hour.
    pub fn remind_at(&self) -> Option<Timestamp> {
        let at = self.from.checked_sub(REMINDED_BEFORE).ok()?;
        let last = self.updates.last()?;
        (last.phase == MaintenancePhase::Scheduled && last.said_at() < at).then_some(at)
    }

    /// The components for which it was ever announced.
    pub fn ever_affected(&self) -> impl Iterator<Item = &ComponentName> {
        self.components.iter().chain(&self.formerly)
    }

    /// Its title in a language of the page, else as it was written.
    pub fn title_in(&self, language: &str) -> &str {
        self.titles.get(language).unwrap_or(&self.title)
    }

    /// What it means for customers in a language of the page, else as it was written.
    pub fn text_in(&self, language: &str) -> &str {
        self.texts.get(language).unwrap_or(&self.text)
    }

    fn describe(&mut self, planned: &Planned) -> bool {
        let (page, before) = (&planned.page, self.clone());
        (self.title, self.text) = (page.title.clone(), page.text.clone());
        (self.titles, self.texts, self.silent) = (page.titles.clone(), page.texts.clone(), page.silent);
        self.formerly.extend(std::mem::replace(&mut self.components, page.components.clone()));
        self.formerly.retain(|name| !page.components.contains(name));
        before != *self
    }

    fn say(
        &mut self,
        at: Timestamp,
        now: Timestamp,
        phase: MaintenancePhase,
        moved: Option<(Timestamp, Timestamp)>,
    ) {
        let seq = self.updates.last().map_or(1, |update| update.seq + 1);
        self.updates.push(MaintenanceUpdate {
            seq,
            at,
            recorded_at: (now > at).then_some(now),
            phase,
            moved,
        });
        // The announcement stays.
        while self.updates.len() > MOST_UPDATES {
            self.updates.remove(1);
        }
    }

    /// Follows the settings, then the clock. Returns `false` if nothing changed.
    fn follow(&mut self, planned: Option<&Planned>, now: Timestamp) -> bool {
        let before = (self.updates.len(), self.from, self.until);
        let is_described = planned.is_some_and(|planned| self.describe(planned));
        // Announced for a time that has come, it began then, whatever is said of it since.
        let is_moved = planned.and_then(|planned| planned.from).is_some_and(|from| from != self.from);
        if self.phase() == MaintenancePhase::Scheduled && (is_moved || now < self.from) {
            match planned {
                Some(planned) => self.take_times(planned, now),
                None => self.say(now, now, MaintenancePhase::Cancelled, None),
            }
        }
        if self.phase() == MaintenancePhase::Scheduled && now >= self.from {
            self.say(self.from, now, MaintenancePhase::InProgress, None);
        }
        if self.phase() == MaintenancePhase::InProgress {
            match planned.filter(|planned| planned.is_active) {
                Some(planned) => self.take_times(planned, now),
                None => {
                    // Ended early, it must not block anybody's calendar.
                    self.until = self.until.min(now).max(self.from);
                    self.say(self.until, now, MaintenancePhase::Completed, None);
                }
            }
        }
        is_described || before != (self.updates.len(), self.from, self.until)
    }

    /// Announces again what was cancelled or ended early: the settings have it once more.
    fn revive(&mut self, planned: &Planned, now: Timestamp) {
        self.until = planned.until;
        self.say(now, now, MaintenancePhase::Scheduled, Some((self.from, self.until)));
    }

    /// Moves it as the settings do.
    fn take_times(&mut self, planned: &Planned, now: Timestamp) {
        let from = if self.phase() == MaintenancePhase::InProgress {
            self.from
        } else {
            planned.from.unwrap_or(self.from)
        };
        if (self.from, self.until) != (from, planned.until) {
            (self.from, self.until) = (from, planned.until);
            self.say(now, now, self.phase(), Some((from, planned.until)));
        }
    }
}

/// Brings what the page says up to date. Returns `false` if nothing changed.
pub(super) fn follow(windows: &mut Vec<MaintenanceWindow>, planned: &[Planned], now: Timestamp) -> bool {
    let mut changed = false;
    for window in windows.iter_mut().filter(|window| window.is_ahead_or_active()) {
        changed |= window.follow(planned.iter().find(|planned| planned.name == window.name), now);
    }
    for planned in planned {
        let is_told = windows.iter().any(|window| window.name == planned.name && window.is_ahead_or_active());
        if is_told {
            continue;
        }
        let new = MaintenanceWindow::new(planned, now);
        match windows.iter_mut().find(|known| known.id == new.id) {
            Some(known) => known.revive(planned, now),
            None => windows.push(new),
        }
        let window =
            windows.iter_mut().find(|window| window.name == planned.name && window.is_ahead_or_active());
        window.map(|window| window.follow(Some(planned), now));
        changed = true;
    }
    windows.sort_by(|a, b| (b.from, &b.id).cmp(&(a.from, &a.id)));
    changed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Settings;
    use crate::status::planned;
    use MaintenancePhase::{Cancelled, Completed, InProgress, Scheduled};

    fn settings(window: &str) -> Settings {
        let page =
            "page = { components = [\"checkout\"], title = \"New database\", text = \"Orders wait.\" }";
        toml::from_str(&format!("[maintenance.db]\nreason = \"x\"\n{page}\n{window}")).unwrap()
    }

    fn at(time: &str) -> Timestamp {
        format!("2026-11-29T{time}:00Z").parse().unwrap()
    }

    /// What the page says after it looked at each time with the settings of then.
    fn told(looks: &[(&str, &Settings)]) -> Vec<MaintenanceWindow> {
        let mut windows = Vec::new();
        for (time, settings) in looks {
            follow(&mut windows, &planned(settings, at(time)), at(time));
            let again = windows.clone();
            assert!(!follow(&mut windows, &planned(settings, at(time)), at(time)), "twice at {time}");
            assert_eq!(windows, again);
        }
        windows
    }

    fn phases(window: &MaintenanceWindow) -> Vec<(Timestamp, MaintenancePhase)> {
        window.updates.iter().map(|update| (update.at, update.phase)).collect()
    }

    #[test]
    fn it_begins_and_ends_by_the_clock_whenever_the_page_looks() {
        let once = settings("start = \"2026-11-29T10:00\"\nend = \"2026-11-29T11:00\"");
        let expected = [(at("08:00"), Scheduled), (at("10:00"), InProgress), (at("11:00"), Completed)];
        assert_eq!(phases(&told(&[("08:00", &once), ("10:00", &once), ("11:00", &once)])[0]), expected);
        assert_eq!(phases(&told(&[("08:00", &once), ("23:00", &once)])[0]), expected, "a look too late");
        assert_eq!(told(&[("12:00", &once)]), [], "it was over before anybody announced it");
    }

    #[test]
    fn what_is_moved_extended_ended_early_or_cancelled_is_said() {
        let once = settings("start = \"2026-11-29T10:00\"\nend = \"2026-11-29T11:00\"");
        let later = settings("start = \"2026-11-29T12:00\"\nend = \"2026-11-29T13:00\"");
        let longer = settings("start = \"2026-11-29T12:00\"\nend = \"2026-11-29T14:00\"");
        let none = Settings::default();
        let moved = &told(&[("08:00", &once), ("09:00", &later), ("12:30", &longer), ("13:30", &none)])[0];
        assert_eq!(
            phases(moved),
            [
                (at("08:00"), Scheduled),
                (at("09:00"), Scheduled),
                (at("12:00"), InProgress),
                (at("12:30"), InProgress),
                (at("13:30"), Completed),
            ]
        );
        assert_eq!(moved.updates[1].moved, Some((at("12:00"), at("13:00"))));
        assert_eq!(moved.updates[3].moved, Some((at("12:00"), at("14:00"))));
        let cancelled = &told(&[("08:00", &once), ("09:00", &none)])[0];
        assert_eq!(phases(cancelled), [(at("08:00"), Scheduled), (at("09:00"), Cancelled)]);
    }

    /// Readers of the page know an update by its number, and calendars a change by that of the latest.
    #[test]
    fn however_often_it_is_moved_each_update_keeps_its_number() {
        let ends: Vec<Settings> = (10..40)
            .map(|minute| {
                settings(&format!("start = \"2026-11-29T10:00\"\nend = \"2026-11-29T11:{minute}\""))
            })
            .collect();
        let looks: Vec<(&str, &Settings)> = ends.iter().map(|end| ("08:00", end)).collect();
        let moved = &told(&looks)[0];
        let numbers: Vec<u64> = moved.updates.iter().map(|update| update.seq).collect();
        assert_eq!((numbers.len(), numbers[0], numbers[1], numbers[19]), (20, 1, 12, 30));
    }

    #[test]
    fn what_comes_back_is_announced_again() {
        let once = settings("start = \"2026-11-29T10:00\"\nend = \"2026-11-29T11:00\"");
        let none = Settings::default();
        let back = &told(&[("08:00", &once), ("08:30", &none), ("09:00", &once), ("10:30", &once)])[0];
        let said: Vec<_> = back.updates.iter().map(|update| update.phase).collect();
        assert_eq!(said, [Scheduled, Cancelled, Scheduled, InProgress]);
        let early = &told(&[("09:00", &once), ("10:30", &none), ("10:40", &once)]);
        assert_eq!((early.len(), early[0].phase(), early[0].until), (1, InProgress, at("11:00")));
        let ended = &told(&[("09:00", &once), ("10:30", &none)])[0];
        assert_eq!((ended.phase(), ended.until), (Completed, at("10:30")));
    }

    #[test]
    fn words_of_another_language_follow_the_settings_and_are_no_update() {
        let once = settings("start = \"2026-11-29T10:00\"\nend = \"2026-11-29T11:00\"");
        let mut both = once.clone();
        let page = both.maintenance.get_mut("db").unwrap().page.as_mut().unwrap();
        page.titles = [("de".to_owned(), "Neue Datenbank".to_owned())].into();
        let window = &told(&[("08:00", &once), ("08:30", &both)])[0];
        assert_eq!((window.title_in("de"), window.title_in("en")), ("Neue Datenbank", "New database"));
        assert_eq!((window.text_in("de"), window.updates.len()), ("Orders wait.", 1));
    }

    #[test]
    fn one_that_recurs_announces_its_next_time() {
        let nightly = settings("recurring = [{ times = [{ from = \"02:00\", to = \"03:00\" }] }]");
        let windows = told(&[("01:00", &nightly), ("02:30", &nightly), ("03:00", &nightly)]);
        assert_eq!(windows.len(), 2);
        assert_eq!((windows[0].phase(), windows[1].phase()), (Scheduled, Completed));
        assert_eq!(windows[0].from, at("02:00") + jiff::SignedDuration::from_hours(24));
        assert_eq!(windows[0].changes_at(), Some(windows[0].from));
    }
}
