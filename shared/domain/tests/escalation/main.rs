//! How incidents escalate, seen from outside, with a clock moved by hand: properties of our own, and the vectors of the
//! folder that `CALLOUT_CONFORMANCE` names against the incident's decisions and the plan of messages.
//!
//! Must not hold vectors: they belong to other projects. Each rule has a case of our own in the stories.
//!
//! Not run, and why:
//! * `heartbeat-expiry`: a story tells it (`tests/stories/heartbeats.rs`). `dedup-*`, `close-generic`: about intake and
//!   triage, whose tests hold the same rules; but alerts of one service share its incident, so that not each pages.
//! * `prio-new-service-first`, `bundle-sms`: the throttle and its bundles have tests of their own. `sms-reply-codes`:
//!   Callout's replies need a number and a signed code (decision of 2026-11-28), and have tests of their own.
//! * `opsknight_delay_before_step`, case 1 (D5).
//!
//! Adapted: nobody is counted who is paged as the fallback contact (semantics 2.5, rule 3); "service moved" is "apply new
//! policy" (D7); all are of SEV3, so that no acknowledgement lapses (D10); an empty level is skipped at once (D6); in `esc-in-progress` the steps of u2 about testing1
//! are read as all sent, as its later entries need.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a vector that cannot be read is a failed test")]
#![expect(clippy::print_stdout, reason = "a skipped test says so")]

mod properties;
mod scenarios;
mod transitions;
mod world;

use serde_json::Value;

#[expect(clippy::disallowed_methods, reason = "where the vectors lie differs from machine to machine")]
pub(crate) fn vectors() -> Option<Value> {
    let Ok(folder) = std::env::var("CALLOUT_CONFORMANCE") else {
        println!("skipped escalation.json: CALLOUT_CONFORMANCE names no folder of vectors");
        return None;
    };
    let path = std::path::Path::new(&folder).join("escalation.json");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Some(serde_json::from_str(&text).unwrap())
}
