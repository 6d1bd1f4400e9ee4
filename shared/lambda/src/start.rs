//! What every function does before its first event.

use anyhow::{Context, Result};
use tracing_subscriber::EnvFilter;

/// Starts structured logs on standard output; `RUST_LOG` chooses how much.
///
/// One JSON object a line, no colour, no time of our own: CloudWatch Logs adds one. Never log contact details,
/// secrets, link tokens or raw payloads.
pub fn start() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    // A second start in one process (tests) keeps the first one's subscriber.
    let _ = tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(true)
        .with_span_list(false)
        .without_time()
        .with_target(false)
        .with_env_filter(filter)
        .try_init();
}

/// A setting of the process environment that the function cannot work without.
///
/// # Errors
/// It is missing or empty; the message names it and says where it comes from.
#[expect(
    clippy::disallowed_methods,
    reason = "the one reader of the environment, behind every Config::from_env"
)]
pub fn setting(name: &str) -> Result<String> {
    let value = std::env::var(name).ok().filter(|value| !value.is_empty());
    value.with_context(|| {
        format!("the setting {name} is missing; infra/template.yaml sets it, deploy it again")
    })
}
