//! How long the nightly drill took, as a metric; an alarm of the template tells when it stops coming.
//!
//! Never delays or fails a message.

use callout_domain::drill::{self, DrillTimes};
use callout_domain::incident::{Event, EventRecord, Incident};
use callout_domain::notification::{Attempt, AttemptState};
use callout_lambda::Metric;
use callout_ports::IncidentStore;

/// The dimension's value for the nightly drill.
const NIGHTLY: &str = "nightly";

/// Writes the seconds of the nightly drill, if this was its page.
pub(crate) async fn report(
    table: &impl IncidentStore,
    incident: &Incident,
    attempts: &[Attempt],
    namespace: &str,
) {
    let Some(sent) = first_sent(attempts).filter(|_| drill::is_nightly(&incident.service)) else { return };
    let events = match table.record(&incident.id).await {
        Ok(record) => record.events,
        Err(error) => return tracing::warn!(%error, "the nightly drill could not be measured"),
    };
    let Some(times) = times(&events) else { return };
    let seconds = sent.at.duration_since(times.changed_at).as_secs_f64();
    tracing::info!(incident.id = incident.id.as_str(), seconds, "the nightly drill arrived");
    Metric { namespace, name: drill::METRIC, dimension: (drill::METRIC_DIMENSION, NIGHTLY), seconds }
        .write(sent.at);
}

fn first_sent(attempts: &[Attempt]) -> Option<&Attempt> {
    attempts.iter().filter(|attempt| matches!(attempt.state, AttemptState::Sent(_))).min_by_key(|it| it.at)
}

fn times(events: &[EventRecord]) -> Option<DrillTimes> {
    events.iter().find_map(|record| match &record.event {
        Event::Opened(opened) => opened.drill,
        _ => None,
    })
}
