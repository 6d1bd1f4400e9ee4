//! Sensu Go's events, as a handler posts them. The status is that of a plugin: 0 is well.
//!
//! Source: <https://docs.sensu.io/sensu-go/latest/observability-pipeline/observe-events/events/>

use crate::shape::{SHAPE, Shape, Sign::Has, Tool};
use callout_domain::alarm::AlarmKind::{Resolve, Trigger};
use callout_domain::severity::Severity::{Sev1, Sev3};

pub(super) const TOOL: Tool = Tool { names: &["sensu"], title: "Sensu", shapes: &[EVENT] };

const EVENT: Shape = Shape {
    has: &[&[Has("/check/metadata/name"), Has("/check/status"), Has("/entity/metadata/name")]],
    state: &["/check/status"],
    states: &[("0", Resolve), ("1", Trigger), ("2", Trigger), ("3", Trigger)],
    key: &["sensu/{/entity/metadata/namespace}/{/entity/metadata/name}/{/check/metadata/name}"],
    title: &[
        "{/check/metadata/name} on {/entity/metadata/name}: {/check/output}",
        "{/check/metadata/name} on {/entity/metadata/name}",
    ],
    severity: &["status {/check/status}"],
    severities: &[("status 2", Sev1), ("status 1", Sev3)],
    ..SHAPE
};
