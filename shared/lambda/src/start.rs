//! Start-up of every function, before its first event.

use anyhow::{Context, Result};
use tracing::{Level, Metadata};
use tracing_subscriber::filter::{Targets, filter_fn};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// Starts structured logs on standard output; `RUST_LOG` sets the level.
///
/// One JSON object per line, without colours or timestamps: CloudWatch Logs adds its own. Never log contact details,
/// secrets, link tokens or raw payloads.
pub fn start() {
    let wanted = setting("RUST_LOG").ok().and_then(|words| words.parse().ok());
    let filter: Targets = wanted.unwrap_or_else(|| Targets::new().with_default(Level::INFO));
    let lines = tracing_subscriber::fmt::layer()
        .json()
        .flatten_event(true)
        .with_current_span(true)
        .with_span_list(false)
        .without_time()
        .with_target(false);
    let subscriber = tracing_subscriber::registry().with(filter).with(filter_fn(is_discreet)).with(lines);
    // A second start in one process (tests) keeps the first subscriber.
    let _ = subscriber.try_init();
}

/// Whether a log line cannot contain secrets, whatever `RUST_LOG` asks for: below `info`, these crates log whole
/// requests, with link tokens and contact details.
fn is_discreet(line: &Metadata<'_>) -> bool {
    const TALKATIVE: [&str; 5] = ["aws_", "h2", "hyper", "lambda_", "rustls"];
    *line.level() <= Level::INFO || !TALKATIVE.iter().any(|talker| line.target().starts_with(talker))
}

/// An environment variable that the function requires.
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

#[cfg(test)]
mod tests {
    use super::is_discreet;
    use std::sync::{Arc, Mutex};
    use tracing::{debug, info, trace};
    use tracing_subscriber::filter::{Targets, filter_fn};
    use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};

    /// Records the targets of log lines.
    #[derive(Clone, Default)]
    struct Logged(Arc<Mutex<Vec<String>>>);

    impl<S: tracing::Subscriber> Layer<S> for Logged {
        fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
            let line = format!("{} {}", event.metadata().level(), event.metadata().target());
            self.0.lock().unwrap().push(line);
        }
    }

    #[test]
    fn no_request_is_printed_whatever_is_asked_for() {
        let logged = Logged::default();
        let filter: Targets = "trace,aws_sdk_sns=trace,hyper_util::client=debug".parse().unwrap();
        let subscriber =
            tracing_subscriber::registry().with(filter).with(filter_fn(is_discreet)).with(logged.clone());
        tracing::subscriber::with_default(subscriber, || {
            trace!(target: "aws_sdk_sns::operation", "a request");
            debug!(target: "hyper_util::client", "a request");
            trace!(target: "lambda_runtime::layers", "an event");
            info!(target: "aws_config", "fine");
            trace!(target: "triage::handler", "fine");
        });
        assert_eq!(*logged.0.lock().unwrap(), ["INFO aws_config", "TRACE triage::handler"]);
    }
}
