//! updown.io: checks that are down and up, certificates and slow pages.
//!
//! Source: <https://updown.io/api#webhooks>; a body is a list of events.

use crate::shape::{SHAPE, Shape, Sign::Has, Sign::Says, Tool};
use callout_domain::alarm::AlarmKind::{Change, Resolve, Trigger};
use callout_domain::severity::Severity::Sev4;

pub(super) const TOOL: Tool = Tool { names: &["updown"], title: "updown.io", shapes: &[CERTIFICATE, CHECK] };

const CHECK: Shape = Shape {
    has: &[&[Says("/event", "check."), Has("/check/token"), Has("/description")]],
    state: &["/event"],
    states: &[
        ("check.down", Trigger),
        ("check.still_down", Trigger),
        ("check.up", Resolve),
        ("check.performance_drop", Change),
    ],
    key: &["updown/{/check/token}"],
    title: &["/description"],
    links: &[("/check/url", "Checked page")],
    ..SHAPE
};

const CERTIFICATE: Shape = Shape {
    has: &[&[Says("/event", "check.ssl_"), Has("/check/token"), Has("/description")]],
    states: &[
        ("check.ssl_invalid", Trigger),
        ("check.ssl_expiration", Trigger),
        ("check.ssl_valid", Resolve),
        ("check.ssl_renewed", Resolve),
    ],
    key: &["updown/{/check/token}/certificate"],
    severity: &["a certificate"],
    severities: &[("a certificate", Sev4)],
    ..CHECK
};
