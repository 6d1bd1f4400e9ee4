//! Azure Monitor: the common alert schema, and the older one of metric alerts.
//!
//! `Sev0` is the worst. A sample that an action group sends as a test is about a rule named like `test-metricAlertRule`.
//! Source: <https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-common-schema>

use crate::shape::{SHAPE, Shape, Sign::Has, Sign::Is, Sign::Says, Tool};
use callout_domain::alarm::AlarmKind::{Resolve, Trigger};
use callout_domain::severity::Severity::{Sev1, Sev2, Sev3, Sev4, Sev5};

pub(super) const TOOL: Tool =
    Tool { names: &["azure-monitor", "azure"], title: "Azure Monitor", shapes: &[COMMON, METRIC] };

const COMMON: Shape = Shape {
    has: &[
        &[Is("/schemaId", "azureMonitorCommonAlertSchema"), Has("/data/essentials")],
        &[Has("/data/essentials/monitorCondition")],
    ],
    test: &[Says("/data/essentials/alertRule", "test-"), Says("/data/essentials/alertRule", "AlertRule")],
    state: &["/data/essentials/monitorCondition"],
    states: &[("fired", Trigger)],
    key: &[
        "{/data/essentials/alertId}",
        "{/data/essentials/originAlertId}",
        "azure/{/data/essentials/alertRule}",
    ],
    title: &[
        "{/data/essentials/alertRule}: {/data/essentials/description}",
        "{/data/essentials/alertRule} on {/data/essentials/configurationItems}",
        "/data/essentials/alertRule",
    ],
    severity: &["/data/essentials/severity"],
    severities: &[("sev0", Sev1), ("sev1", Sev2), ("sev2", Sev3), ("sev3", Sev4), ("sev4", Sev5)],
    links: &[
        ("/data/essentials/investigationLink", "Alert in Azure"),
        ("https://portal.azure.com/#resource{/data/essentials/alertTargetIDs/0}", "Resource in Azure"),
    ],
    ..SHAPE
};

const METRIC: Shape = Shape {
    has: &[&[Has("/status"), Has("/context/resourceId"), Has("/context/name")]],
    state: &["/status"],
    states: &[("activated", Trigger), ("deactivated", Resolve)],
    key: &["{/context/id}#{/context/resourceId}", "azure/{/context/name}#{/context/resourceId}"],
    title: &[
        "{/context/name}: {/context/description}",
        "{/context/name} on {/context/resourceName}",
        "/context/name",
    ],
    severity: &["sev{/context/severity}"],
    severities: COMMON.severities,
    links: &[("/context/portalLink", "Resource in Azure")],
    ..SHAPE
};
