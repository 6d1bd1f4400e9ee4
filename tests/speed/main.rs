//! Measures triage in a storm, the settings of a large company, and the functions as they are deployed; writes one JSON object for
//! `run`, which shows it.
//!
//! Must not fail because a machine is slow: what is asserted is counted, not timed.

#[cfg(test)]
mod aws;
#[cfg(test)]
mod cpu;
#[cfg(test)]
mod functions;
#[cfg(test)]
mod large;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod storm;
#[cfg(test)]
#[path = "../contracts/table.rs"]
mod table;
#[cfg(test)]
mod taped;
#[cfg(test)]
mod wire;

#[cfg(test)]
use serde_json::{Value, json};

/// How many events the storm has.
const EVENTS: &str = "SPEED_EVENTS";
/// Where the functions are, as `NAME/bootstrap`; without it they are left out.
const FUNCTIONS: &str = "SPEED_FUNCTIONS";
/// Where the result goes.
const RESULT: &str = "SPEED_RESULT";

#[expect(clippy::disallowed_methods, reason = "a choice of whoever runs it")]
fn asked(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

#[tokio::test]
#[ignore = "tests/speed/run runs it"]
async fn by_hand() {
    let events = asked(EVENTS).map_or(10_000, |number| number.parse().unwrap());
    let storm = storm::measure(events).await;
    let settings = large::measure();
    let functions = match asked(FUNCTIONS) {
        Some(folder) => pages::measure(folder.as_ref()).await,
        None => Value::Null,
    };
    let result = json!({ "storm": storm, "settings": settings, "functions": functions });
    std::fs::write(asked(RESULT).unwrap(), result.to_string()).unwrap();
}
