//! Whatever is posted to the address of `webhooks` becomes events within the limits, or a refusal that lists what to fix.

use crate::now;
use crate::payloads::{bend, check_event, fixtures};
use callout_formats::packed::{Packing, unpack};
use callout_formats::tools::pagerduty;
use callout_formats::webhook::{Format, says_nothing};
use callout_formats::{Parsed, Sender};
use serde_json::Value;
use std::sync::OnceLock;

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
    let formats = formats();
    check_body(formats[usize::from(*which) % formats.len()], body);
}

/// A known body of a monitor with places overwritten, removed or moved, as the bytes say.
pub fn webhook_bent(data: &[u8]) {
    let [which, address, rest @ ..] = data else { return };
    let known = bodies();
    let mut body = known[usize::from(*which) % known.len()].clone();
    for step in rest.chunks(4).take(6) {
        bend(&mut body, step);
    }
    let formats = formats();
    let body = body.to_string();
    check_body(formats[usize::from(*address) % formats.len()], body.as_bytes());
    check_body(Format::Generic, body.as_bytes());
}

/// A packed body: never more than the limit comes out.
pub fn packed(data: &[u8]) {
    let [which, body @ ..] = data else { return };
    let packing = if which % 2 == 0 { Packing::Gzip } else { Packing::Zlib };
    if let Ok(unpacked) = unpack(body, packing, 4096) {
        assert!(unpacked.len() <= 4096);
    }
}

fn formats() -> &'static [Format] {
    static FORMATS: OnceLock<Vec<Format>> = OnceLock::new();
    FORMATS.get_or_init(|| {
        let monitors = Format::monitors().into_iter().filter_map(|tool| Format::named(tool.name));
        monitors.chain([Format::Alertmanager, Format::Grafana, Format::Datadog, Format::Generic]).collect()
    })
}

fn check_body(format: Format, body: &[u8]) {
    let sender = Sender::integration("fuzz", None, now());
    let parsed = format.read(body, &sender);
    assert!(!parsed.is_empty() || says_nothing(body));
    for parsed in &parsed {
        match parsed {
            Parsed::Event(event) => check_event(event),
            Parsed::Ignored(reason) => assert!(!reason.to_string().is_empty()),
        }
    }
}

/// What each monitor sends, of our fixtures.
fn bodies() -> &'static [Value] {
    static KNOWN: OnceLock<Vec<Value>> = OnceLock::new();
    KNOWN.get_or_init(|| {
        let sent = |fixture: &Value| ["opens", "ends", "test"].map(|field| fixture[field].clone());
        let sent =
            fixtures("monitors").iter().flat_map(sent).filter(|body| !body.is_null()).collect::<Vec<_>>();
        sent
    })
}
