//! Reads layers.
//!
//! Must not read overrides; see the sibling.

use super::context::Context;
use crate::oncall::clock::Clock;
use crate::oncall::days::DaySet;
use crate::oncall::days_off_rotation::DaysOffRotation;
use crate::oncall::layer::Layer;
use crate::oncall::length::{self, Length};
use crate::oncall::moment::instant;
use crate::oncall::problem::Problems;
use crate::oncall::restriction::{self, Reading, Windows};
use crate::oncall::rotation::{Anchor, Rotation};
use crate::oncall::settings::{LayerSettings, NOBODY, ScheduleSettings, TurnSettings};
use crate::oncall::source::Source;
use crate::oncall::turns::{Person, Turns};
use jiff::tz::TimeZone;

/// Reads the layers, highest precedence first, and makes each a source.
pub(super) fn read(
    settings: &ScheduleSettings,
    context: &mut Context,
    problems: &mut Problems,
) -> Vec<Layer> {
    let mut layers: Vec<Layer> = problems.within("layers", |problems| {
        let numbered = settings.layers.iter().enumerate();
        numbered
            .filter_map(|(index, layer)| problems.within(index, |p| layer_of(layer, context, p)))
            .collect()
    });
    refuse_twins(settings, &layers, problems);
    layers.sort_by_key(|layer| std::cmp::Reverse(layer.precedence));
    for layer in &layers {
        context.source(Source::Layer(layer.name.clone()));
    }
    layers
}

fn layer_of(settings: &LayerSettings, context: &Context, problems: &mut Problems) -> Option<Layer> {
    let clock = context.clock_of(settings.zone.as_deref(), problems);
    let exists = existence(settings, clock.zone(), problems);
    let first_turns = turns_of("turns", &settings.turns, context, problems);
    let days_off = problems.take("days_off", DaySet::parse(settings.days_off.iter().map(String::as_str)))?;
    let faults = problems.count();
    let windows = match restriction::read(&settings.restrictions, days_off, problems) {
        Reading::Always => None,
        Reading::Sometimes(windows) => Some(windows),
        Reading::Never => {
            if problems.count() == faults {
                problems.add_at(
                    "days_off",
                    "the layer is never in force; leave a day or a window that is not off",
                );
            }
            None
        }
    };
    let rotation = rotation(settings, &clock, windows.as_ref(), days_off, problems)?;
    let mut turns = Turns::new(first_turns?);
    add_versions(settings, &clock, &rotation, &mut turns, context, problems);
    if settings.name.trim().is_empty() {
        problems.add_at("name", "the layer has no name; call it `primary`, for example");
    }
    Some(Layer {
        name: settings.name.clone(),
        precedence: settings.precedence,
        clock,
        rotation,
        turns,
        windows,
        exists,
    })
}

fn existence(settings: &LayerSettings, zone: &TimeZone, problems: &mut Problems) -> (i64, i64) {
    let mut read = |key: &str, text: &Option<String>| {
        text.as_ref().and_then(|text| problems.take(key, instant(text, zone)))
    };
    let from = read("effective_from", &settings.effective_from).unwrap_or(i64::MIN);
    let until = read("effective_until", &settings.effective_until).unwrap_or(i64::MAX);
    if until <= from {
        problems.add_at(
            "effective_until",
            "ends before `effective_from`; put it later, or leave one of them out",
        );
    }
    (from, until)
}

fn turns_of(
    key: &str,
    turns: &[TurnSettings],
    context: &Context,
    problems: &mut Problems,
) -> Option<Vec<Vec<Person>>> {
    problems.within(key, |problems| {
        if turns.is_empty() {
            problems.add("nobody takes turns; name somebody, or write [\"nobody\"] if that is meant");
            return None;
        }
        for (index, turn) in turns.iter().enumerate() {
            if turn.0.len() > 1 && turn.0.iter().any(|name| name.as_str() == NOBODY) {
                problems.add_at(index, "`nobody` cannot share a turn; leave it out, or let it stand alone");
            }
        }
        let sorted = |turn: &TurnSettings| {
            let mut people = context.persons(turn);
            people.sort_unstable();
            people.dedup();
            people
        };
        Some(turns.iter().map(sorted).collect())
    })
}

fn rotation(
    settings: &LayerSettings,
    clock: &Clock,
    windows: Option<&Windows>,
    off: DaySet,
    problems: &mut Problems,
) -> Option<Rotation> {
    let turns_pass =
        settings.turns.len() > 1 || settings.versions.iter().any(|version| version.turns.len() > 1);
    if !turns_pass && settings.every.is_none() {
        // Unused for a single turn without an end, but reported anyway, because it matters as soon as a second turn is
        // added.
        for (key, text) in [("start", &settings.start), ("first_handoff", &settings.first_handoff)] {
            text.as_ref().and_then(|text| problems.take(key, instant(text, clock.zone())));
        }
        return Some(Rotation::endless());
    }
    let length = match &settings.every {
        Some(every) => problems.take("every", length::parse(every)),
        None => {
            problems.add("says no length of a turn; add `every`, for example every = \"1 week\"");
            None
        }
    };
    let anchor = anchor_of(settings, clock, problems)?;
    let length = length?;
    if matches!(length, Length::Elapsed(_)) && !off.is_empty() && !settings.burn_days_off {
        problems.add_at(
            "every",
            "a length that does not divide a day is counted in elapsed time, which does not stand still on days off; \
             choose 1, 2, 3, 4, 6, 8, 12 or 24 hours, or set burn_days_off = true",
        );
    }
    let windows = windows.filter(|_| !settings.burn_days_off);
    let still = windows.and_then(|windows| DaysOffRotation::new(length, anchor.wall, windows, off));
    Some(match still {
        Some(still) => Rotation::standing_still(still, anchor),
        None => Rotation::new(length, anchor),
    })
}

fn anchor_of(settings: &LayerSettings, clock: &Clock, problems: &mut Problems) -> Option<Anchor> {
    let mut read = |key: &str, text: &Option<String>| {
        text.as_ref().map(|text| problems.take(key, instant(text, clock.zone())))
    };
    let start = read("start", &settings.start);
    let handoff = read("first_handoff", &settings.first_handoff);
    let anchor = |at: i64, second| Anchor { at, wall: clock.local(at), second };
    match (start, handoff) {
        (None, None) => {
            problems.add(
                "says not when the first turn begins; add `start`, for example start = \"2026-01-05T09:00\"",
            );
            None
        }
        (Some(start), None) => start.map(|at| anchor(at, false)),
        (start, Some(handoff)) => {
            if start.flatten().zip(handoff).is_some_and(|(start, handoff)| handoff <= start) {
                problems.add_at("first_handoff", "is not after `start`; the first turn must last some time");
            }
            handoff.map(|at| anchor(at, true))
        }
    }
}

fn add_versions(
    settings: &LayerSettings,
    clock: &Clock,
    rotation: &Rotation,
    turns: &mut Turns,
    context: &Context,
    problems: &mut Problems,
) {
    let mut before = i64::MIN;
    problems.within("versions", |problems| {
        for (index, version) in settings.versions.iter().enumerate() {
            problems.within(index, |problems| {
                let groups = turns_of("turns", &version.turns, context, problems);
                let from = problems.take("effective_from", instant(&version.effective_from, clock.zone()));
                let Some((from, groups)) = from.zip(groups) else { return };
                if from <= before {
                    problems.add_at(
                        "effective_from",
                        "is not after the version before; list versions in order of time",
                    );
                    return;
                }
                before = from;
                if rotation.is_endless() {
                    turns.replace(from, groups);
                } else {
                    // A person whose turn starts exactly now is taken from the new list.
                    let just_before = from - 1;
                    let number = rotation.at(&clock.watch(just_before), just_before).number;
                    turns.change(from, number, groups, &context.gone);
                }
            });
        }
    });
}

/// Two layers with the same name are indistinguishable in the roster, unless one follows the other.
fn refuse_twins(settings: &ScheduleSettings, layers: &[Layer], problems: &mut Problems) {
    for (index, layer) in layers.iter().enumerate().filter(|_| layers.len() == settings.layers.len()) {
        let meets = |other: &&Layer| other.exists.0 < layer.exists.1 && layer.exists.0 < other.exists.1;
        if layers[..index].iter().filter(|other| other.name == layer.name).any(|other| meets(&other)) {
            let message =
                format!("there is another layer `{}` at the same time; give them two names", layer.name);
            problems.within("layers", |problems| problems.within(index, |p| p.add_at("name", message)));
        }
    }
}
