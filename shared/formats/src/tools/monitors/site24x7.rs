//! Site24x7's webhook, posted as JSON or as a form.
//!
//! Source: <https://www.site24x7.com/help/admin/third-party-integration/webhooks.html>

use crate::shape::{SHAPE, Shape, Sign::Has, Tool};
use callout_domain::alarm::AlarmKind::{Change, Trigger};
use callout_domain::severity::Severity::{Sev2, Sev3};

pub(super) const TOOL: Tool = Tool { names: &["site24x7"], title: "Site24x7", shapes: &[MONITOR] };

const MONITOR: Shape = Shape {
    has: &[&[Has("/MONITORNAME"), Has("/STATUS")]],
    state: &["/STATUS"],
    states: &[("trouble", Trigger), ("maintenance", Change), ("suspended", Change)],
    key: &["site24x7/{/MONITOR_ID}", "site24x7/{/MONITORNAME}"],
    title: &[
        "{/MONITORNAME} is {/STATUS}: {/INCIDENT_REASON}",
        "{/MONITORNAME} is {/STATUS}: {/INCIDENT_DETAILS}",
        "{/MONITORNAME} is {/STATUS}",
    ],
    severity: &["/STATUS"],
    severities: &[("down", Sev2), ("critical", Sev2), ("trouble", Sev3)],
    links: &[("/MONITOR_DASHBOARD_LINK", "Monitor in Site24x7"), ("/MONITORURL", "Monitored page")],
    details: &["/INCIDENT_DETAILS"],
    ..SHAPE
};
