//! Cost Anomaly Detection: spending that nobody expected.
//!
//! It never says that an anomaly is over: people resolve its alerts. Source:
//! <https://docs.aws.amazon.com/cost-management/latest/userguide/ad-SNS.html>

use crate::shape::{SHAPE, Shape, Sign::Has, Sign::Is, Tool};
use callout_domain::severity::Severity::Sev4;

pub(super) const SERVICE: Tool =
    Tool { names: &["aws.ce"], title: "Cost Anomaly Detection", shapes: &[ANOMALY, EVENT] };

const ANOMALY: Shape = Shape {
    has: &[&[Has("/anomalyId"), Has("/impact")]],
    state: &["detected"],
    key: &["cost-anomaly#{/anomalyId}"],
    title: &[
        "Cost anomaly: {/rootCauses/0/service} in account {/accountId}, {/impact/totalImpact} USD above what was expected",
        "Cost anomaly: {/monitorName} in account {/accountId}, {/impact/totalImpact} USD above what was expected",
        "Cost anomaly in account {/accountId}, {/impact/totalImpact} USD above what was expected",
        "Cost anomaly of {/impact/totalImpact} USD: {/monitorName}",
        "Cost anomaly {/anomalyId}",
    ],
    severity: &["anomaly"],
    severities: &[("anomaly", Sev4)],
    links: &[("/anomalyDetailsLink", "Anomaly in the console")],
    ..SHAPE
};

const EVENT: Shape = Shape {
    has: &[&[Is("/detail-type", "Anomaly Detected"), Has("/detail/anomalyId")]],
    unpack: |event| event.get("detail").cloned(),
    ..ANOMALY
};
