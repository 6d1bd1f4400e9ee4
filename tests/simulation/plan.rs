//! Everything that a seed decides beforehand: the world, its alarms, its faults. Parts can be taken out to shorten it.

use super::alarms::{self, Alarm, Teller};
use super::chance::Chance;
use super::declarations::{self, Declares};
use super::edits::edited;
use super::faults::Faults;
use super::hearts::{self, Heart};
use super::queues::{Outgoing, Queue};
use super::reports::{self, Reports};
use super::settings::{self, minutes};
use super::to_come::ToCome;
use super::world::Happening;
use callout_domain::routing::NoData;
use callout_domain::settings::Settings;

/// The plan of one run.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub(super) seed: u64,
    pub(super) from: i64,
    /// When nothing new begins any more.
    pub(super) to: i64,
    /// How long it goes on after that.
    pub(super) tail: i64,
    /// The settings, one after another.
    pub(super) settings: Vec<Settings>,
    /// When each of them but the first is applied.
    edits: Vec<i64>,
    pub(super) longest_hold: i64,
    /// What routes make of missing data.
    pub(super) no_data: NoData,
    pub(super) alarms: Vec<Alarm>,
    /// What reaches the queue of alarms and is none: when, and its text.
    pub(super) unparsed: Vec<(i64, String)>,
    /// How many bytes of an event the topic takes.
    pub(super) longest_event: usize,
    pub(super) hearts: Vec<Heart>,
    pub(super) declarations: Vec<Declares>,
    pub(super) reports: Vec<Reports>,
    pub(super) faults: Faults,
    pub(super) to_come: ToCome,
    /// Contacts that refuse everything.
    pub(super) dead: Vec<(String, String)>,
}

impl Plan {
    pub(super) fn of(seed: u64) -> Self {
        let mut chance = Chance::new(seed);
        // A Sunday at three in the morning, or another hour of that week.
        let from = 1_795_316_400_000 + chance.between(0, 7 * 24) * minutes(60);
        let to = from + chance.between(30, 240) * minutes(1);
        let drawn = settings::draw(&mut chance, from);
        let mut all = vec![drawn.settings];
        let mut edits = Vec::new();
        if chance.one_in(2) {
            edits.extend((0..1 + chance.below(3)).map(|_| chance.between(from, to)));
        }
        edits.sort_unstable();
        for nth in 0..edits.len() {
            all.push(edited(&all[nth], &mut chance));
        }
        let alarms = alarms::draw(&mut chance, (from, to));
        let unparsed = alarms::unparsed(&mut chance, (from, to));
        let longest_event = if chance.one_in(5) { 600 + chance.below(800) } else { usize::MAX };
        let no_data = drawn.no_data;
        let tail = minutes(110).max(drawn.longest_hold + minutes(100) - to);
        let hearts = hearts::draw(&mut chance, (from, to), to + tail);
        let declarations = declarations::draw(&mut chance, (from, to));
        let faults = Faults::draw(&mut chance, (from, to));
        let to_come = ToCome::draw(&mut chance, (from, to));
        let mut dead = Vec::new();
        for name in settings::PEOPLE {
            for contact in ["sms", "email"] {
                if chance.one_in(8) {
                    dead.push((name.to_owned(), contact.to_owned()));
                }
            }
        }
        // Last, so that a seed's other parts stay what they were.
        let reports = reports::draw(&mut chance, (from, to));
        Self {
            seed,
            from,
            to,
            tail,
            settings: all,
            edits,
            longest_hold: drawn.longest_hold,
            no_data,
            alarms,
            unparsed,
            longest_event,
            hearts,
            declarations,
            reports,
            faults,
            to_come,
            dead,
        }
    }

    /// Everything that happens at a time of its own.
    pub(super) fn happenings(&self) -> Vec<(i64, Happening)> {
        let alarms = self.alarms.iter().flat_map(Alarm::deliveries);
        let mut all: Vec<_> = alarms.map(|(at, outgoing)| (at, Happening::Alarm(outgoing))).collect();
        let unparsed = self.unparsed.iter().cloned();
        all.extend(
            unparsed.map(|(at, text)| (at, Happening::Alarm(Outgoing::new(Queue::Incoming, text, at)))),
        );
        let edits = self.edits.iter().enumerate();
        all.extend(edits.map(|(nth, at)| (*at, Happening::Settings(nth + 1))));
        let tools = self.alarms.iter().enumerate().filter(|(_, alarm)| alarm.teller == Teller::Tool);
        all.extend(tools.map(|(nth, alarm)| (alarm.told[0].arrives[0], Happening::Post(nth, 0))));
        let declared = self.declarations.iter().enumerate();
        all.extend(declared.map(|(nth, declares)| (declares.at, Happening::Declare(nth))));
        let reported = self.reports.iter().flat_map(Reports::deliveries);
        all.extend(reported.map(|(at, outgoing)| (at, Happening::Alarm(outgoing))));
        all.extend(self.to_come.written().map(|(at, written)| (at, Happening::ToCome(written))));
        for heart in &self.hearts {
            all.extend(heart.pings.iter().map(|at| (*at, Happening::Ping(heart.name))));
        }
        all
    }

    /// How many parts can be taken out.
    pub(super) fn parts(&self) -> usize {
        self.alarms.len()
            + self.hearts.len()
            + self.declarations.len()
            + self.reports.len()
            + self.edits.len()
            + self.dead.len()
            + 15
    }

    /// The same plan without one part; `None` if there is no such part.
    pub(super) fn without(&self, nth: usize) -> Option<Self> {
        let mut plan = self.clone();
        let (alarms, edits, dead) = (plan.alarms.len(), plan.edits.len(), plan.dead.len());
        if nth < alarms {
            plan.alarms.remove(nth);
            return Some(plan);
        }
        let nth = nth - alarms;
        if nth < plan.hearts.len() {
            plan.hearts.remove(nth);
            return Some(plan);
        }
        let nth = nth - plan.hearts.len();
        if nth < plan.declarations.len() {
            plan.declarations.remove(nth);
            return Some(plan);
        }
        let nth = nth - plan.declarations.len();
        if nth < plan.reports.len() {
            plan.reports.remove(nth);
            return Some(plan);
        }
        let nth = nth - plan.reports.len();
        if nth < edits {
            plan.edits.remove(nth);
            plan.settings.remove(nth + 1);
        } else if nth < edits + dead {
            plan.dead.remove(nth - edits);
        } else if nth < edits + dead + 3 {
            return plan.to_come.without(nth - edits - dead).then_some(plan);
        } else if !plan.faults.without(nth - edits - dead - 3) {
            return None;
        }
        Some(plan)
    }
}
