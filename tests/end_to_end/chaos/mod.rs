//! Chaos: while a stream of alarms runs, function processes are killed, timers dropped, a role is denied, queues are filled
//! with poison, and the emulator restarts with its data. At the end every alarm has paged somebody or is in a dead-letter
//! queue, and `callout replay` brings back what lies there.
//!
//! Must not repair anything itself.

mod faults;
mod stream;

use super::local::{Local, eventually};
use serde_json::Value;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};
use stream::Stream;

/// Several times the longest wait between two tries.
const SETTLED: Duration = Duration::from_secs(15 * 60);
/// How late the sweep may page a level whose timer is lost.
const SWEEP: Duration = Duration::from_secs(90);

#[test]
#[ignore = "takes ten minutes or more: tests/end_to_end/chaos/run"]
fn no_alarm_is_lost() {
    let mut local = Local::start_keeping();
    stream::apply_settings(&local);
    let mut stream = Stream::default();
    // First: later, a level that cannot be reached for all that waits is left early.
    a_lost_timer_is_swept(&local, &mut stream);
    for (what, fault) in faults::ALL {
        println!("while alarms come in: {what}");
        stream.go_on(&local);
        fault(&mut local, &mut stream);
        stream.go_on(&local);
    }
    println!("{} alarms sent, {} by a sender that had to try again", stream.sent.len(), stream.retried);
    let mut paged = Paged::default();
    everything_paged_or_lies_in_a_dead_letter_queue(&local, &stream, &mut paged);
    what_lies_there_comes_back(&local, &mut stream, &mut paged);
}

/// The alarms that somebody is known to have been paged for.
#[derive(Default)]
struct Paged(BTreeSet<String>);

impl Paged {
    /// The alarms of the stream that are not known to have paged anybody, after another look.
    fn missing(&mut self, local: &Local, stream: &Stream) -> Vec<String> {
        let unknown: Vec<&String> = stream.sent.iter().filter(|name| !self.0.contains(*name)).collect();
        let incidents = local.incidents();
        for name in unknown {
            let of_it = |one: &&Value| one["title"].as_str().unwrap().contains(name.as_str());
            if incidents.iter().filter(of_it).any(|one| is_sent(local, &one["number"].to_string())) {
                self.0.insert(name.clone());
            }
        }
        stream.sent.iter().filter(|name| !self.0.contains(*name)).cloned().collect()
    }
}

/// Whether a message about an incident left.
fn is_sent(local: &Local, number: &str) -> bool {
    let shown = local.json(&["show", number]);
    shown["messages"].as_array().unwrap().iter().any(|message| !message["state"]["sent"].is_null())
}

fn everything_paged_or_lies_in_a_dead_letter_queue(local: &Local, stream: &Stream, paged: &mut Paged) {
    let began = Instant::now();
    let mut lost = Vec::new();
    let deadline = began + SETTLED;
    let mut dead = String::new();
    while Instant::now() < deadline {
        dead = dead_letters(local);
        lost = paged.missing(local, stream);
        lost.retain(|name| !dead.contains(name.as_str()));
        if lost.is_empty() {
            break;
        }
    }
    assert!(lost.is_empty(), "neither paged nor in a dead-letter queue: {lost:?}");
    let there = stream.sent.iter().filter(|name| dead.contains(name.as_str())).count();
    println!("paged or in a dead-letter queue after {} s; {there} lie there", began.elapsed().as_secs());
}

/// What lies in the dead-letter queues, as text.
fn dead_letters(local: &Local) -> String {
    String::from_utf8_lossy(&local.run(&["replay", "--dry-run"]).stdout).into_owned()
}

fn what_lies_there_comes_back(local: &Local, stream: &mut Stream, paged: &mut Paged) {
    let given_up = stream.give_up(local);
    assert!(dead_letters(local).contains(&given_up), "{given_up} lies in a dead-letter queue");
    local.run(&["replay", "--yes"]);
    assert!(!dead_letters(local).contains(&given_up), "`callout replay` left {given_up} where it was");
    let deadline = Instant::now() + SETTLED;
    let mut missing = paged.missing(local, stream);
    while !missing.is_empty() && Instant::now() < deadline {
        missing = paged.missing(local, stream);
    }
    assert!(missing.is_empty(), "`callout replay` did not bring back {missing:?}");
    println!("after `callout replay` each of {} alarms has paged somebody", stream.sent.len());
}

/// Every timer is deleted right after an alarm paged its first level: the second is paged all the same.
fn a_lost_timer_is_swept(local: &Local, stream: &mut Stream) {
    let name = stream.send(local);
    let number = local.expect_status(&name, "triggered")["number"].to_string();
    let is_paged = |who: &str| {
        let shown = local.json(&["show", &number]);
        let mut messages = shown["messages"].as_array().unwrap().clone();
        messages.retain(|message| message["responder"] == who && !message["state"]["sent"].is_null());
        (!messages.is_empty()).then_some(())
    };
    eventually(SWEEP, || is_paged(stream::FIRST), || format!("#{number} paged nobody"));
    let paged_at = Instant::now();
    let dropped = faults::drop_timers(local);
    let late = stream::DELAY + SWEEP;
    eventually(late, || is_paged(stream::SECOND), || format!("#{number}: no second level within {late:?}"));
    let after = paged_at.elapsed().saturating_sub(stream::DELAY);
    assert!(dropped > 0, "the timer of the next level was there");
    println!(
        "{dropped} timers lost: the next level was paged {} s after its time (at most 90)",
        after.as_secs()
    );
}
