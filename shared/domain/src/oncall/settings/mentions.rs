//! All names used in a schedule.
//!
//! Must not know who exists: that is checked for the settings as a whole.

use super::ScheduleSettings;
use super::names::{Names, TurnSettings};
use crate::ids::ResponderName;
use std::collections::BTreeSet;

impl ScheduleSettings {
    /// Everybody named in the schedule, once each.
    pub fn responders(&self) -> BTreeSet<ResponderName> {
        self.mentions().into_iter().map(|(_, name)| name.clone()).collect()
    }

    /// Every use of a name, with the keys and indexes that lead to it.
    pub fn mentions(&self) -> Vec<(Vec<String>, &ResponderName)> {
        let mut found = Mentions::default();
        for (i, layer) in self.layers.iter().enumerate() {
            found.turns(&["layers", &i.to_string(), "turns"], &layer.turns);
            for (v, version) in layer.versions.iter().enumerate() {
                found.turns(&["layers", &i.to_string(), "versions", &v.to_string(), "turns"], &version.turns);
            }
        }
        for (i, it) in self.overrides.iter().enumerate() {
            let lists = [("add", &it.add), ("remove", &it.remove), ("by", &it.by), ("swap", &it.swap)];
            found.lists(&["overrides", &i.to_string()], &lists, it.replace.as_ref());
        }
        for (i, it) in self.holidays.iter().enumerate() {
            let lists = [("on_call", &it.on_call), ("add", &it.add), ("remove", &it.remove), ("by", &it.by)];
            found.lists(&["holidays", &i.to_string()], &lists, it.replace.as_ref());
        }
        for (i, it) in self.temporary.iter().enumerate() {
            for (s, shift) in it.shifts.iter().enumerate() {
                let path = ["temporary", &i.to_string(), "shifts", &s.to_string()];
                found.lists(&path, &[("responders", &shift.responders)], None);
            }
        }
        found.0
    }
}

#[derive(Default)]
struct Mentions<'a>(Vec<(Vec<String>, &'a ResponderName)>);

impl<'a> Mentions<'a> {
    fn turns(&mut self, path: &[&str], turns: &'a [TurnSettings]) {
        for (i, turn) in turns.iter().enumerate() {
            let path: Vec<String> = path.iter().map(|&key| key.to_owned()).chain([i.to_string()]).collect();
            self.0.extend(turn.people().map(|name| (path.clone(), name)));
        }
    }

    fn lists(&mut self, path: &[&str], lists: &[(&str, &'a Names)], replace: Option<&'a ResponderName>) {
        let under = |key: &str| path.iter().copied().chain([key]).map(str::to_owned).collect::<Vec<_>>();
        self.0.extend(replace.map(|name| (under("replace"), name)));
        for (key, names) in lists {
            self.0.extend(names.people().map(|name| (under(key), name)));
        }
    }
}
