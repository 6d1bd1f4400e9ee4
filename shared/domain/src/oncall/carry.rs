//! Replaces settings without moving the person on call.
//!
//! Must not touch a layer whose handoffs have changed: its operator chose when turns begin.

use super::moment;
use super::settings::{LayerSettings, ScheduleSettings, TurnSettings, VersionSettings};
use super::zone::{timestamp, unix};
use crate::ids::ResponderName;
use jiff::Timestamp;
use jiff::tz::TimeZone;

impl ScheduleSettings {
    /// These settings as they should be stored when they replace `before` at `at`. Where only the turns of a layer were
    /// edited, the new list becomes a version that takes effect then, so that the person on call stays until the
    /// handoff (semantics 2.4, rule 8). A layer with versions of its own is left as written.
    pub fn taking_over_from(self, before: &Self, at: Timestamp) -> Self {
        self.taking_over_among(before, at, |_| true)
    }

    /// The same where only some people exist. Where somebody left, the new list takes effect in that minute: there is
    /// nobody to stay until the handoff.
    pub fn taking_over_among(
        mut self,
        before: &Self,
        at: Timestamp,
        exists: impl Fn(&ResponderName) -> bool,
    ) -> Self {
        let (zone, zone_before) = (self.zone.clone(), before.zone.clone());
        for layer in &mut self.layers {
            let old = before.layers.iter().find(|old| old.same_handoffs(&zone_before, layer, &zone));
            if let Some(old) = old.filter(|_| layer.versions.is_empty()) {
                layer.carry_on(old, &zone, unix(at), &exists);
            }
        }
        self
    }
}

impl LayerSettings {
    /// Whether two layers of one name hand over at the same times, so that only their people can differ.
    fn same_handoffs(&self, own_zone: &str, other: &Self, other_zone: &str) -> bool {
        let grid = |layer: &Self, zone: &str| {
            let zone = layer.zone.clone().unwrap_or_else(|| zone.to_owned());
            let times = (layer.every.clone(), layer.start.clone(), layer.first_handoff.clone());
            let force = (layer.restrictions.clone(), layer.days_off.clone(), layer.burn_days_off);
            // Layers with the same name follow one another, each with its own start.
            (layer.name.clone(), layer.effective_from.clone(), zone, times, force)
        };
        grid(self, own_zone) == grid(other, other_zone)
    }

    fn carry_on(&mut self, old: &Self, zone: &str, at: i64, exists: &impl Fn(&ResponderName) -> bool) {
        let zone = TimeZone::get(self.zone.as_deref().unwrap_or(zone)).unwrap_or(TimeZone::UTC);
        let minute = at - at.rem_euclid(60);
        // A turn that never ends is replaced at once. Otherwise the person on call now must stay, even if their turn
        // started a moment ago, unless somebody of the list in force is gone.
        let in_force = old.versions.iter().rfind(|version| begins_before(version, at + 1, &zone));
        let listed = in_force.map_or(&old.turns, |version| &version.turns);
        let is_anybody_gone = listed.iter().flat_map(TurnSettings::people).any(|name| !exists(name));
        let effective = if self.every.is_none() || is_anybody_gone { minute } else { minute + 60 };
        let begun = |version: &&VersionSettings| begins_before(version, effective, &zone);
        let versions: Vec<VersionSettings> = old.versions.iter().filter(begun).cloned().collect();
        let latest: &[TurnSettings] = versions.last().map_or(&old.turns, |version| &version.turns);
        let edited = (latest != self.turns).then(|| VersionSettings {
            effective_from: timestamp(effective).to_string(),
            turns: self.turns.clone(),
        });
        self.turns.clone_from(&old.turns);
        self.versions = versions.into_iter().chain(edited).collect();
    }
}

fn begins_before(version: &VersionSettings, at: i64, zone: &TimeZone) -> bool {
    moment::instant(&version.effective_from, zone).is_ok_and(|from| from < at)
}
