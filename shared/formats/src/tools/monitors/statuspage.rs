//! Atlassian Statuspage: incidents and components of somebody else's page, for what one depends on.
//!
//! Source: <https://support.atlassian.com/statuspage/docs/enable-webhook-notifications/>

use crate::shape::{SHAPE, Shape, Sign::Has, Tool};
use callout_domain::alarm::AlarmKind::{Change, Resolve, Trigger};
use callout_domain::severity::Severity::{Sev2, Sev3, Sev4};

pub(super) const TOOL: Tool =
    Tool { names: &["statuspage"], title: "Atlassian Statuspage", shapes: &[COMPONENT, INCIDENT] };

const INCIDENT: Shape = Shape {
    has: &[&[Has("/page/id"), Has("/incident/id"), Has("/incident/status")]],
    state: &["/incident/status"],
    states: &[
        ("investigating", Trigger),
        ("identified", Trigger),
        ("monitoring", Trigger),
        ("resolved", Resolve),
        ("postmortem", Change),
        ("scheduled", Change),
        ("in_progress", Change),
        ("verifying", Change),
        ("completed", Change),
    ],
    key: &["statuspage/{/page/id}/{/incident/id}"],
    title: &["{/incident/name}: {/incident/incident_updates/0/body}", "/incident/name"],
    severity: &["impact {/incident/impact}"],
    severities: &[("impact critical", Sev2), ("impact major", Sev3), ("impact minor", Sev4)],
    links: &[("/incident/shortlink", "Incident")],
    ..SHAPE
};

const COMPONENT: Shape = Shape {
    has: &[&[Has("/page/id"), Has("/component/id"), Has("/component_update")]],
    state: &["/component_update/new_status", "/component/status"],
    states: &[
        ("operational", Resolve),
        ("under_maintenance", Change),
        ("degraded_performance", Trigger),
        ("partial_outage", Trigger),
        ("major_outage", Trigger),
    ],
    key: &["statuspage/{/page/id}/component/{/component/id}"],
    title: &[
        "{/component/name} is {/component_update/new_status}",
        "{/component/name} is {/component/status}",
    ],
    severity: &["/component_update/new_status"],
    severities: &[("major_outage", Sev2), ("partial_outage", Sev3), ("degraded_performance", Sev4)],
    ..SHAPE
};
