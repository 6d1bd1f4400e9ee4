//! `UptimeRobot`'s webhook with its default variables, as JSON or as a form.
//!
//! Source: <https://help.uptimerobot.com/en/articles/11361344-understanding-webhooks-in-uptimerobot>; `alertType` is 1 for
//! down, 2 for up and 3 for a certificate that expires.

use crate::shape::{SHAPE, Shape, Sign::Has, Sign::Is, Tool};
use callout_domain::alarm::AlarmKind::{Change, Resolve, Trigger};

pub(super) const TOOL: Tool =
    Tool { names: &["uptimerobot"], title: "UptimeRobot", shapes: &[CERTIFICATE, MONITOR] };

const MONITOR: Shape = Shape {
    has: &[
        &[Has("/monitorID"), Has("/alertType")],
        &[Has("/monitorFriendlyName"), Has("/alertTypeFriendlyName")],
    ],
    state: &["/alertType", "/alertTypeFriendlyName", "/status"],
    states: &[
        ("1", Trigger),
        ("2", Resolve),
        ("98", Change),
        ("99", Change),
        ("paused", Change),
        ("started", Change),
    ],
    key: &["uptimerobot/{/monitorID}", "uptimerobot/{/monitorURL}", "uptimerobot/{/monitorFriendlyName}"],
    title: &[
        "{/monitorFriendlyName} is {/alertTypeFriendlyName}: {/alertDetails}",
        "{/monitorFriendlyName} is {/alertTypeFriendlyName}",
        "{/monitorFriendlyName}: {/alertDetails}",
        "/monitorFriendlyName",
        "/monitorURL",
    ],
    links: &[("/monitorURL", "Monitored page")],
    ..SHAPE
};

const CERTIFICATE: Shape = Shape {
    has: &[&[Has("/monitorID"), Is("/alertType", "3")]],
    state: &["expires"],
    key: &["uptimerobot/{/monitorID}/certificate"],
    ..MONITOR
};
