//! The settings with what was decided beside them.

use super::entry::{EndedEarly, LiveChange, LiveEntry, Over};
use super::list::Live;
use crate::settings::Settings;
use crate::suppression::{MaintenanceSettings, SilenceSettings, Span, Written};
use jiff::Timestamp;
use std::collections::BTreeMap;

impl Live {
    /// The settings as they hold with these decisions. Files and decisions never take each other's names.
    pub fn merged(&self, mut settings: Settings) -> Settings {
        // In the order in which people decided: what somebody was handed, they can hand on.
        let mut all: Vec<(&str, &LiveEntry)> = self.entries().collect();
        all.sort_by_key(|(_, entry)| entry.made.at);
        all.into_iter().for_each(|(name, entry)| merge(&mut settings, name, entry));
        settings
    }
}

/// What follows the name of a decision where files took the name later.
pub(super) const BESIDE: &str = " (in no file)";

fn merge(settings: &mut Settings, name: &str, entry: &LiveEntry) {
    let (start, end) = (Some(entry.from.to_string()), Some(entry.until.to_string()));
    match &entry.what {
        LiveChange::Silence { matches } => {
            let silence = SilenceSettings {
                matches: matches.clone(),
                start,
                end,
                author: entry.made.by.clone(),
                reason: entry.reason.clone(),
                ..SilenceSettings::default()
            };
            insert(&mut settings.silences, name, silence);
        }
        LiveChange::Maintenance { services, page } => {
            let (services, reason, page) = (services.clone(), entry.reason.clone(), page.clone());
            let window =
                MaintenanceSettings { services, start, end, reason, page, ..MaintenanceSettings::default() };
            insert(&mut settings.maintenance, name, window);
        }
        LiveChange::Override { schedule, change } => {
            // A shift taken by somebody who left would be nobody's.
            let mut coming = change.add.0.iter().chain(&change.by.0).chain(&change.swap.0);
            if !coming.all(|name| settings.responders.contains_key(name)) {
                return;
            }
            let Some(schedule) = settings.schedules.get_mut(schedule) else { return };
            schedule.overrides.push(change.during(entry.from, entry.until, &entry.reason));
        }
        // Nothing changes until it is taken.
        LiveChange::ShiftRequest { .. } => {}
        LiveChange::Ended(EndedEarly { of: Over::Silence, name }) => {
            if let Some(silence) = settings.silences.get_mut(name) {
                silence.start = begin_after(silence.span(), entry.until);
            }
        }
        LiveChange::Ended(EndedEarly { of: Over::Maintenance, name }) => {
            if let Some(window) = settings.maintenance.get_mut(name) {
                window.start = begin_after(window.span(), entry.until);
            }
        }
    }
}

/// When a rule of the files begins that ended early: when it would have ended, so that a recurring one goes on with its next
/// time and any other is over. One that the files moved to a later time since is another one.
fn begin_after(written: Written<'_>, until: Timestamp) -> Option<String> {
    let start = Span::compile(written).ok().and_then(|span| span.start());
    if start.is_some_and(|start| start >= until) {
        written.start.map(str::to_owned)
    } else {
        Some(until.to_string())
    }
}

fn insert<T>(rules: &mut BTreeMap<String, T>, name: &str, rule: T) {
    let name = if rules.contains_key(name) { format!("{name}{BESIDE}") } else { name.to_owned() };
    rules.insert(name, rule);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::{LONGEST_OF_RESPONDER, LiveVersion, Made};
    use crate::settings::Rules;
    use crate::suppression::PublicMaintenance;
    use jiff::Timestamp;

    #[test]
    fn a_window_for_customers_alone_is_on_the_page_and_holds_nothing() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let (from, until) = (at("2026-11-29T01:00:00Z"), at("2026-11-29T06:00:00Z"));
        let page = PublicMaintenance {
            components: vec!["checkout".into()],
            title: "New database".to_owned(),
            ..PublicMaintenance::default()
        };
        let what = LiveChange::Maintenance { services: Vec::new(), page: Some(page.clone()) };
        let made = Made { by: "Ana".to_owned(), at: from, incident: None };
        let entry = LiveEntry { what, from, until, reason: String::new(), made };
        let (live, name) = Live::default().with(entry, LONGEST_OF_RESPONDER, from, |_| false).unwrap();
        assert_eq!(live.merged(Settings::default()).maintenance[&name].page, Some(page));
        let rules = Rules::build_with(Settings::default(), LiveVersion { number: 1, live });
        assert!(rules.settings().maintenance[&name].services.is_empty());
    }
}
