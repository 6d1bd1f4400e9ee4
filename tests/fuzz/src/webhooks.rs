//! Whatever is posted to the address of `webhooks` becomes events within the limits, or a refusal that lists what to fix.

use crate::now;
use crate::payloads::check_event;
use callout_formats::Sender;
use callout_formats::tools::pagerduty;
use callout_formats::webhook::Format;

/// A body for `POST /v2/enqueue`.
pub fn enqueue(data: &[u8]) {
    let _ = pagerduty::read_change(data, None);
    match pagerduty::read_event(data, None) {
        Ok(event) => check_event(&event.into_event("fuzz", None, now())),
        Err(invalid) => {
            assert!(!invalid.errors.is_empty() && invalid.errors.iter().all(|error| !error.is_empty()));
            assert!(invalid.to_string().len() < 4096, "{invalid}");
        }
    }
}

/// A body of a webhook; its first byte says whose.
pub fn webhook(data: &[u8]) {
    let [which, body @ ..] = data else { return };
    let formats = [Format::Alertmanager, Format::Grafana, Format::Datadog, Format::Generic];
    let sender = Sender::integration("fuzz", None, now());
    let events = formats[usize::from(*which) % formats.len()].read(body, &sender);
    let says_nothing =
        body.iter().all(u8::is_ascii_whitespace) || serde_json::from_slice(body).is_ok_and(is_empty);
    assert!(!events.is_empty() || says_nothing || String::from_utf8_lossy(body).trim().is_empty());
    events.iter().for_each(check_event);
}

fn is_empty(body: serde_json::Value) -> bool {
    body.as_array().is_some_and(Vec::is_empty)
}
