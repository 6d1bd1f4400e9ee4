//! The Notification plugin of Jenkins: builds that begin and end.
//!
//! Source: <https://plugins.jenkins.io/notification/>

use crate::shape::{SHAPE, Shape, Sign::Has, Tool};
use callout_domain::alarm::AlarmKind::{Change, Resolve, Trigger};
use callout_domain::severity::Severity::Sev4;

pub(super) const TOOL: Tool = Tool { names: &["jenkins"], title: "Jenkins", shapes: &[BUILD] };

const BUILD: Shape = Shape {
    has: &[&[Has("/name"), Has("/build/phase"), Has("/build/number")]],
    state: &["/build/status", "/build/phase"],
    states: &[
        ("success", Resolve),
        ("failure", Trigger),
        ("unstable", Trigger),
        ("aborted", Change),
        ("not_built", Change),
        ("queued", Change),
        ("started", Change),
    ],
    key: &["jenkins/{/url}", "jenkins/{/name}"],
    title: &["{/name} #{/build/number}: {/build/status}", "{/name} #{/build/number}: {/build/phase}"],
    severity: &["a build"],
    severities: &[("a build", Sev4)],
    links: &[("/build/full_url", "Build in Jenkins")],
    ..SHAPE
};
