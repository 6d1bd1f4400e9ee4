//! Healthchecks.io: a webhook with the body `$JSON`, or one that names its placeholders.
//!
//! It has no default body. Its test notification is about a check named `TEST`. Source:
//! <https://healthchecks.io/docs/configuring_notifications/>

use crate::shape::{SHAPE, Shape, Sign::Has, Sign::Is, Tool};
use callout_domain::alarm::AlarmKind::Change;

pub(super) const TOOL: Tool =
    Tool { names: &["healthchecks", "healthchecks-io"], title: "Healthchecks.io", shapes: &[CHECK] };

const CHECK: Shape = Shape {
    has: &[
        &[Has("/ping_url"), Has("/status")],
        &[Has("/n_pings"), Has("/status")],
        &[Has("/check_name"), Has("/status"), Has("/check_code")],
    ],
    test: &[Is("/name", "TEST"), Has("/status")],
    state: &["/status"],
    states: &[("new", Change), ("paused", Change), ("started", Change)],
    key: &[
        "healthchecks/{/uuid}",
        "healthchecks/{/unique_key}",
        "healthchecks/{/code}",
        "healthchecks/{/check_code}",
        "healthchecks/{/ping_url}",
        "healthchecks/{/name}",
        "healthchecks/{/check_name}",
        "healthchecks/{/check}",
    ],
    title: &[
        "{/name} is {/status}",
        "{/check_name} is {/status}",
        "{/check} is {/status}",
        "/name",
        "/check_name",
        "/check",
        "{/slug} is {/status}",
    ],
    details: &["/desc"],
    ..SHAPE
};
