//! Alarms of one run: when each fires and is over, and how it is told: late, doubled, in any order, by a wrong clock.

mod body;

use super::chance::Chance;
use super::queues::{Outgoing, Queue};
use super::settings::{MINUTE, SERVICES};
use callout_domain::ids::AlertKey;
use callout_domain::routing::NoData;
use std::fmt;

/// What an alarm says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Alarm,
    Ok,
    NoData,
}

/// Who tells of an alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Teller {
    /// CloudWatch, through EventBridge and a queue: late, doubled, in any order.
    CloudWatch,
    /// A tool that calls an address: one after the other, each again until it is taken.
    Tool,
}

/// One change of an alarm's state.
#[derive(Debug, Clone)]
pub(super) struct Told {
    /// When it happened, by the right clock.
    pub(super) at: i64,
    pub(super) state: State,
    /// How far the source's clock is off.
    skew: i64,
    /// When it arrives, each time.
    pub(super) arrives: Vec<i64>,
}

/// One alarm.
#[derive(Debug, Clone)]
pub(super) struct Alarm {
    pub(super) name: String,
    pub(super) key: AlertKey,
    pub(super) teller: Teller,
    /// The alarms that it summarizes.
    children: Vec<String>,
    skew: i64,
    pub(super) told: Vec<Told>,
}

impl Alarm {
    fn new(name: String, teller: Teller, chance: &mut Chance) -> Self {
        let skew = if chance.one_in(4) { chance.between(-600_000, 40_000) } else { 0 };
        let key = match teller {
            Teller::CloudWatch => AlertKey::derive("cloudwatch", &body::arn(&name)),
            Teller::Tool => AlertKey::derive("integration/lab", &name),
        };
        Self { key, name, teller, children: Vec::new(), skew, told: Vec::new() }
    }

    /// Whether it fires after all that was told, if its route makes this of missing data; `None` if nothing was.
    pub(super) fn fires_in_the_end(&self, no_data: NoData) -> Option<bool> {
        let says = self.told.iter().filter(|told| told.state != State::NoData || no_data != NoData::Ignore);
        says.max_by_key(|told| told.at).map(|told| told.state != State::Ok)
    }

    /// Whether it ever tells that data is missing.
    pub(super) fn misses_data(&self) -> bool {
        self.told.iter().any(|told| told.state == State::NoData)
    }

    fn tell(&mut self, at: i64, state: State, chance: &mut Chance) {
        let mut arrives = vec![at + chance.between(100, 3_000)];
        if chance.one_in(12) {
            arrives[0] += chance.between(1_000, 8 * MINUTE);
        }
        if chance.one_in(10) {
            arrives.push(at + chance.between(100, 10 * MINUTE));
        }
        if self.teller == Teller::Tool {
            arrives.truncate(1);
        }
        // A clock may be set forward in the middle; one that is set back makes old news of what it tells next.
        if chance.one_in(40) {
            self.skew = self.skew.max(chance.between(-600_000, 40_000));
        }
        self.told.push(Told { at, state, skew: self.skew, arrives });
    }

    /// What arrives in the queue, and when.
    pub(super) fn deliveries(&self) -> impl Iterator<Item = (i64, Outgoing)> {
        let told = self.told.iter().filter(|_| self.teller == Teller::CloudWatch);
        told.flat_map(|told| {
            told.arrives
                .iter()
                .map(|at| (*at, Outgoing::new(Queue::Incoming, body::cloudwatch(self, told), *at)))
        })
    }

    /// What a tool sends.
    pub(super) fn request(&self, nth: usize) -> String {
        body::tool(self, &self.told[nth])
    }
}

impl fmt::Display for Alarm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({:?})", self.name, self.teller)?;
        if !self.children.is_empty() {
            write!(f, " of {}", self.children.join(" and "))?;
        }
        for Told { at, state, skew, arrives } in &self.told {
            let time = |at: &i64| super::settings::time(*at);
            let arrives: Vec<String> = arrives.iter().map(time).collect();
            write!(f, "\n      {state:?} at {}, arrives at {}", time(at), arrives.join(" and at "))?;
            if *skew != 0 {
                write!(f, ", by a clock that is {} s off", *skew as f64 / 1_000.0)?;
            }
        }
        Ok(())
    }
}

/// Draws the alarms of a run.
pub(super) fn draw(chance: &mut Chance, (from, to): (i64, i64)) -> Vec<Alarm> {
    let mut all: Vec<Alarm> = Vec::new();
    let storm = chance.one_in(6);
    let count = if storm { 20 + chance.below(40) } else { 4 + chance.below(28) };
    let burst = chance.between(from + MINUTE, to - MINUTE);
    for nth in 0..count {
        let service = if storm && !chance.one_in(4) { SERVICES[0] } else { *chance.of(&SERVICES) };
        let worse = if chance.one_in(6) { "-worse" } else { "" };
        let teller = if chance.one_in(5) { Teller::Tool } else { Teller::CloudWatch };
        let name = format!("{service}-{}{worse}", if chance.one_in(3) { 0 } else { nth });
        let mut alarm = Alarm::new(name, teller, chance);
        if all.iter().any(|known: &Alarm| known.name == alarm.name) {
            continue;
        }
        if teller == Teller::CloudWatch && chance.one_in(8) {
            alarm.children = (0..1 + chance.below(3)).map(|_| a_name(&all, chance)).collect();
        }
        let began = if storm { burst + chance.between(0, MINUTE) } else { chance.between(from + MINUTE, to) };
        script(&mut alarm, began, to, chance);
        all.push(alarm);
    }
    all
}

/// What comes where alarms do and is none.
pub(super) fn unparsed(chance: &mut Chance, (from, to): (i64, i64)) -> Vec<(i64, String)> {
    let one = |chance: &mut Chance| {
        let name = format!("strange-{}", chance.next());
        let forms = [
            format!("something is wrong with {name}"),
            format!("{{\"what\": \"{name}\"}}"),
            format!("{{\"source\": \"aws.cloudwatch\", \"detail\": [\"{name}\""),
        ];
        (chance.between(from, to), chance.of(&forms).clone())
    };
    let count = if chance.one_in(4) { 1 + chance.below(3) } else { 0 };
    (0..count).map(|_| one(chance)).collect()
}

/// The name of an alarm that there is, or that there may be.
fn a_name(all: &[Alarm], chance: &mut Chance) -> String {
    if all.is_empty() || chance.one_in(3) {
        return format!("{}-{}", chance.of(&SERVICES), chance.below(16));
    }
    chance.of(all).name.clone()
}

/// When an alarm fires and is over.
fn script(alarm: &mut Alarm, began: i64, to: i64, chance: &mut Chance) {
    let flaps = if chance.one_in(5) { 3 + chance.below(8) } else { 1 + chance.below(2) };
    let mut at = began;
    for nth in 0..flaps {
        // Only CloudWatch tells that data is missing.
        let is_cloudwatch = alarm.teller == Teller::CloudWatch;
        let missing = is_cloudwatch && chance.one_in(8);
        alarm.tell(at, if missing { State::NoData } else { State::Alarm }, chance);
        if is_cloudwatch && chance.one_in(10) {
            let other = if missing { State::Alarm } else { State::NoData };
            at += chance.between(1_000, MINUTE);
            alarm.tell(at, other, chance);
        }
        let lasts =
            if flaps > 2 { chance.between(10_000, 3 * MINUTE) } else { chance.between(20_000, 90 * MINUTE) };
        let stays = nth + 1 == flaps && chance.one_in(3);
        at += lasts;
        if stays || at >= to {
            return;
        }
        alarm.tell(at, State::Ok, chance);
        at += if flaps > 2 { chance.between(5_000, 2 * MINUTE) } else { chance.between(MINUTE, 60 * MINUTE) };
        if at >= to {
            return;
        }
    }
}
