//! An attacker against a running stack with IAM enforced: with nothing, with the key of an integration, with the address of a
//! report page, with the public page of subscriptions, with a responder's old link, with the role of a public function. Every attempt is counted, and none may succeed.
//!
//! Must not look inside: whether an attempt succeeded is seen where people, or AWS, would see it.

mod colleague;
mod flood;
mod key;
mod link;
mod nothing;
mod report;
mod role;
mod subscriber;
mod web;

use super::local::Local;
use report::Report;

/// How often what takes long is tried.
#[derive(Debug, Clone, Copy)]
struct Scale {
    /// Forged or truncated tokens.
    tokens: usize,
    /// Visits of a link scanner.
    visits: usize,
    /// Distinct alarms of one key while CloudWatch has to page.
    alarms: usize,
}

/// What `.ci/run` tries.
const SHORT: Scale = Scale { tokens: 200, visits: 50, alarms: 60 };
/// What is tried by hand: `tests/end_to_end/attack/run`.
const LONG: Scale = Scale { tokens: 10_000, visits: 10_000, alarms: 600 };

/// Attacks a stack; fails with every attempt that succeeded.
fn nobody_gets_in(local: &Local, scale: Scale) {
    let keys = key::settings(local);
    let mut report = Report::default();
    let link = link::a_page(local);
    nothing::attack(local, &link, scale, &mut report);
    key::attack(local, &keys, &mut report);
    colleague::attack(local, scale, &mut report);
    link::attack(local, &link, &mut report);
    subscriber::attack(local, scale, &mut report);
    flood::attack(local, &keys, scale, &mut report);
    // Last: where it succeeds, nothing else works any more.
    role::attack(local, &mut report);
    report.conclude();
}

#[test]
#[ignore = "a minute on a stack of its own: .ci/run"]
fn the_short_attack() {
    nobody_gets_in(&Local::start(), SHORT);
}

#[test]
#[ignore = "takes minutes: tests/end_to_end/attack/run"]
fn the_long_attack() {
    nobody_gets_in(&Local::start(), LONG);
}
