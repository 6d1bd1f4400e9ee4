//! What operators change in the settings while incidents run.

use super::chance::Chance;
use super::settings::PEOPLE;
use callout_domain::delay::Delay;
use callout_domain::escalation::{AckTimeout, Policy, Target};
use callout_domain::settings::Settings;

/// The same settings, edited.
pub(super) fn edited(before: &Settings, chance: &mut Chance) -> Settings {
    let mut settings = before.clone();
    let policies = settings.policies.values_mut();
    match chance.below(9) {
        0 => drop(settings.responders.remove(&(*chance.of(&PEOPLE[..5])).into())),
        1 => settings.silences.clear(),
        2 => settings.maintenance.clear(),
        3 => {
            let layers = settings.schedules.values_mut().flat_map(|schedule| &mut schedule.layers);
            layers.for_each(|layer| layer.turns.reverse());
        }
        4 => policies.for_each(|policy| fewer_levels(policy, chance)),
        5 => policies.for_each(|policy| other_delays(policy, chance)),
        6 => {
            let to = *chance.of(&PEOPLE[..5]);
            let levels = policies.flat_map(|policy| &mut policy.levels);
            levels.for_each(|level| level.page = vec![Target::Responder(to.into())]);
        }
        7 => rename(&mut settings, "day", "late"),
        _ => leave(&mut settings, chance.of::<&str>(&PEOPLE[..5])),
    }
    settings
}

fn fewer_levels(policy: &mut Policy, chance: &mut Chance) {
    match policy.levels.len() {
        0 => {}
        1 if chance.one_in(2) => {}
        some => drop(policy.levels.remove(chance.below(some))),
    }
}

fn other_delays(policy: &mut Policy, chance: &mut Chance) {
    policy.levels.iter_mut().for_each(|level| level.delay = Delay::minutes(chance.between(2, 20)));
    policy.ack_timeout = Some(AckTimeout::After(Delay::minutes(chance.between(10, 40))));
}

/// A policy gets another name, everywhere.
fn rename(settings: &mut Settings, from: &str, to: &str) {
    let Some(policy) = settings.policies.remove(&from.into()) else { return };
    settings.policies.insert(to.into(), policy);
    let services = settings.services.values_mut().filter(|service| service.policy.as_str() == from);
    services.for_each(|service| service.policy = to.into());
}

/// Somebody leaves everything: levels, turns, and the list of responders.
fn leave(settings: &mut Settings, who: &str) {
    settings.responders.remove(&who.into());
    let levels = settings.policies.values_mut().flat_map(|policy| &mut policy.levels);
    levels.for_each(|level| {
        level.page.retain(|target| !matches!(target, Target::Responder(name) if name.as_str() == who));
    });
    let layers = settings.schedules.values_mut().flat_map(|schedule| &mut schedule.layers);
    layers.for_each(|layer| {
        if layer.turns.iter().any(|turn| turn.people().all(|name| name.as_str() != who)) {
            layer.turns.retain(|turn| turn.people().all(|name| name.as_str() != who));
        }
    });
}
