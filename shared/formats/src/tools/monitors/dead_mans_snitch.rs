//! Dead Man's Snitch: jobs that do not report, or report again.
//!
//! Source: <https://deadmanssnitch.com/docs/webhooks>

use crate::shape::{SHAPE, Shape, Sign::Has, Tool};
use callout_domain::alarm::AlarmKind::{Change, Resolve, Trigger};

pub(super) const TOOL: Tool =
    Tool { names: &["dead-mans-snitch"], title: "Dead Man's Snitch", shapes: &[SNITCH] };

const SNITCH: Shape = Shape {
    has: &[&[Has("/type"), Has("/data/snitch/token")]],
    state: &["/type"],
    states: &[
        ("snitch.missing", Trigger),
        ("snitch.errored", Trigger),
        ("snitch.reporting", Resolve),
        ("snitch.paused", Change),
    ],
    key: &["snitch/{/data/snitch/token}"],
    title: &["{/data/snitch/name} is {/data/snitch/status}", "/data/snitch/name"],
    details: &["/data/snitch/notes"],
    ..SHAPE
};
