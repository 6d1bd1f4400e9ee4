//! What a storm costs, in DynamoDB's write units and in runs that died: units are reckoned from what was written, as the
//! price list does.
//!
//! A kilobyte written is a unit, two in a transaction; an index that an item is in costs its size again.

use callout_ports::Commit;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;

/// Keys, versions and names of attributes beside the JSON of an item.
const BESIDE: usize = 160;

/// Write units, by what they were spent on.
#[derive(Debug, Default)]
pub(super) struct Meter(Mutex<Spent>);

#[derive(Debug, Default)]
struct Spent {
    units: usize,
    of_partitions: BTreeMap<String, usize>,
    commits: usize,
    lost: usize,
    deaths: usize,
}

fn units<T: Serialize>(item: &T) -> usize {
    (serde_json::to_string(item).unwrap().len() + BESIDE).div_ceil(1024)
}

impl Meter {
    /// Adds a commit; one that lost a race is paid for, too.
    pub(super) fn count(&self, commit: &Commit, done: bool) {
        let alone = commit.change.is_none() && commit.counting.is_none() && commit.alerts.len() == 1;
        let times = if alone { 1 } else { 2 };
        let mut spent = self.0.lock().unwrap();
        spent.commits += 1;
        spent.lost += usize::from(!done);
        for alert in &commit.alerts {
            spent.spend(format!("alert {}", alert.key), times * units(alert));
        }
        if let Some(change) = &commit.change {
            // The incident is in the index of incidents with everything, and in those of due steps and of what is open with its
            // keys; its number points to it.
            let is_opening = change.events.iter().any(|event| event.seq == 1);
            if is_opening {
                spent.spend("the number".to_owned(), times);
            }
            if is_opening || !change.incident.is_open() {
                spent.spend("what is open".to_owned(), 1);
            }
            let incident = units(&change.incident);
            let events: usize = change.events.iter().map(units).sum();
            spent.spend("the incident".to_owned(), times * (incident + events) + incident + 1);
        }
        if let Some(counting) = &commit.counting {
            spent.spend(format!("shard {}", counting.shard), times);
        }
    }

    /// Whether a run of triage died at a call.
    pub(super) fn died(&self, died: bool) {
        self.0.lock().unwrap().deaths += usize::from(died);
    }

    /// How many runs died.
    pub(super) fn deaths(&self) -> usize {
        self.0.lock().unwrap().deaths
    }

    pub(super) fn print(&self, events: usize, took: Duration) {
        let spent = self.0.lock().unwrap();
        let each = spent.units as f64 / events as f64;
        let fast = events as f64 / took.as_secs_f64();
        let hottest = spent.of_partitions.iter().max_by_key(|(_, units)| **units);
        println!(
            "storm: {events} events in {took:.1?}, {fast:.0} a second on one core with the engine in it{}; \
             {} commits, {} of them lost races; {each:.2} write units an event; hottest partition: {:?}",
            if cfg!(debug_assertions) { " (not optimised)" } else { "" },
            spent.commits,
            spent.lost,
            hottest,
        );
    }
}

impl Spent {
    fn spend(&mut self, partition: String, units: usize) {
        self.units += units;
        *self.of_partitions.entry(partition).or_default() += units;
    }
}
