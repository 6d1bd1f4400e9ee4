//! Silences that end soon, or ended and were left where they are.

use crate::clock;
use crate::to_type::{callout, word};
use callout_domain::settings::Settings;
use callout_domain::suppression::{SilenceSettings, Span, SpanState};
use jiff::{SignedDuration, Timestamp};

/// How long before its end whoever relies on a silence wants to know.
const SOON: SignedDuration = SignedDuration::from_hours(24);

/// Silences that end for good within a day, and those that are over and only lie about.
pub(crate) fn ending_soon(settings: &Settings, now: Timestamp) -> Vec<String> {
    let told = |(name, it): (&String, &SilenceSettings)| {
        let span = Span::compile(it.span()).ok()?;
        match (span.state(now), span.end()) {
            (SpanState::Over, _) => Some(format!(
                "Silence {name} ({}) is over; `{}` removes it.",
                it.author,
                callout(&format!("silence remove {}", word(name)))
            )),
            (_, Some(end)) if end.duration_since(now) <= SOON => Some(format!(
                "Silence {name} ({}) ends at {}; alerts still firing then will page.",
                it.author,
                clock::minute(end)
            )),
            _ => None,
        }
    };
    settings.silences.iter().filter_map(told).collect()
}
