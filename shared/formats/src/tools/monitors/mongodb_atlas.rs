//! `MongoDB` Atlas: alerts that open and close.
//!
//! Source: <https://www.mongodb.com/docs/atlas/tutorial/third-party-service-integrations/>, with the fields of
//! <https://www.mongodb.com/docs/atlas/reference/api-resources-spec/> for an alert.

use crate::shape::{SHAPE, Shape, Sign::Has, Tool};
use callout_domain::alarm::AlarmKind::{Acknowledge, Change, Resolve, Trigger};

pub(super) const TOOL: Tool = Tool { names: &["mongodb-atlas"], title: "MongoDB Atlas", shapes: &[ALERT] };

const ALERT: Shape = Shape {
    has: &[&[Has("/eventTypeName"), Has("/alertConfigId"), Has("/status")]],
    state: &["/status"],
    states: &[
        ("open", Trigger),
        ("closed", Resolve),
        ("cancelled", Resolve),
        ("tracking", Change),
        ("informational", Change),
        ("acknowledged", Acknowledge),
    ],
    key: &["atlas/{/id}"],
    title: &[
        "{/humanReadable} ({/hostnameAndPort})",
        "/humanReadable",
        "{/eventTypeName} of {/clusterName}",
        "/eventTypeName",
    ],
    links: &[("/links/0/href", "Alert in Atlas")],
    ..SHAPE
};
