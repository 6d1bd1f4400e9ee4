//! `AppConfig`: deployments of configurations, which are rolled back when an alarm goes off.
//!
//! Source: <https://docs.aws.amazon.com/appconfig/latest/userguide/working-with-appconfig-extensions-about-predefined-notification-sns.html>

use crate::shape::{SHAPE, Shape, Sign::Has, Tool};
use callout_domain::alarm::AlarmKind::{Change, Resolve, Trigger};
use callout_domain::severity::Severity::Sev4;

pub(super) const SERVICE: Tool =
    Tool { names: &["aws.appconfig"], title: "AppConfig", shapes: &[DEPLOYMENT, DEPLOYMENT_EVENT] };

const DEPLOYMENT: Shape = Shape {
    has: &[&[Has("/Application/Id"), Has("/Environment/Id"), Has("/Type"), Has("/DeploymentNumber")]],
    state: &["/Type"],
    states: &[
        ("ondeploymentstart", Change),
        ("ondeploymentstep", Change),
        ("ondeploymentbaking", Change),
        ("ondeploymentcomplete", Resolve),
        ("ondeploymentrolledback", Trigger),
    ],
    key: &[
        "{/Application/Id}#{/Environment/Id}#{/ConfigurationProfile/Id}",
        "{/Application/Id}#{/Environment/Id}",
    ],
    title: &[
        "AppConfig {/Application/Name}/{/Environment/Name}: {/Type}: {/Description}",
        "AppConfig {/Application/Name}/{/Environment/Name}: {/Type}",
        "AppConfig {/Application/Id}/{/Environment/Id}: {/Type}",
    ],
    severity: &["/Type"],
    severities: &[("ondeploymentrolledback", Sev4)],
    ..SHAPE
};

const DEPLOYMENT_EVENT: Shape = Shape {
    has: &[&[Has("/detail/Application/Id"), Has("/detail/Environment/Id"), Has("/detail/Type")]],
    unpack: |event| event.get("detail").cloned(),
    ..DEPLOYMENT
};
