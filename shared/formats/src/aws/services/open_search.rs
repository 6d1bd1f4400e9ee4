//! `OpenSearch`: notices about a domain, most of which only inform.
//!
//! Source: <https://docs.aws.amazon.com/opensearch-service/latest/developerguide/monitoring-events.html>

use crate::shape::{SHAPE, Shape, Sign::Has, Sign::Is, Tool};
use callout_domain::alarm::AlarmKind::{Change, Resolve};
use callout_domain::severity::Severity::{Sev4, Sev5};

pub(super) const SERVICE: Tool = Tool { names: &["aws.es"], title: "OpenSearch", shapes: &[NOTICE] };

const NOTICE: Shape = Shape {
    has: &[&[Is("/source", "aws.es"), Has("/detail/event"), Has("/detail/status")]],
    state: &["{/detail/severity} {/detail/status}", "/detail/status"],
    states: &[("informational completed", Resolve), ("informational", Change)],
    key: &["{/resources/0}#{/detail/event}"],
    title: &["OpenSearch: {/detail/description}", "OpenSearch: {/detail/event} {/detail/status}"],
    severity: &["/detail/severity"],
    severities: &[("informational", Sev5), ("low", Sev4)],
    ..SHAPE
};
