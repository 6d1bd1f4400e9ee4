//! Whatever is posted to the function's address is taken within the limits or refused with what to mend.

use crate::now;
use crate::payloads::sound;
use callout_formats::Sender;
use callout_formats::tools::pagerduty;
use callout_formats::webhook::Format;

/// A body for `POST /v2/enqueue`.
pub fn enqueue(data: &[u8]) {
    let _ = pagerduty::change(data, None);
    match pagerduty::enqueue(data, None) {
        Ok(enqueue) => sound(&enqueue.into_event("fuzz", None, now())),
        Err(refusal) => {
            assert!(!refusal.errors.is_empty() && refusal.errors.iter().all(|error| !error.is_empty()));
            assert!(refusal.to_string().len() < 4096, "{refusal}");
        }
    }
}

/// A body of a webhook; its first byte says whose.
pub fn hook(data: &[u8]) {
    let [which, body @ ..] = data else { return };
    let formats = [Format::Alertmanager, Format::Grafana, Format::Datadog, Format::Events];
    let sender = Sender::integration("fuzz", None, now());
    let events = formats[usize::from(*which) % formats.len()].read(body, &sender);
    let says_nothing =
        body.iter().all(u8::is_ascii_whitespace) || serde_json::from_slice(body).is_ok_and(is_empty);
    assert!(!events.is_empty() || says_nothing || String::from_utf8_lossy(body).trim().is_empty());
    events.iter().for_each(sound);
}

fn is_empty(body: serde_json::Value) -> bool {
    body.as_array().is_some_and(Vec::is_empty)
}
