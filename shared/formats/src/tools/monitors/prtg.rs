//! PRTG's action "Execute HTTP Action", whose parameters users name like PRTG's placeholders.
//!
//! PRTG has no default body: `sensorid=%sensorid&device=%device&name=%name&status=%status&message=%message&link=%linksensor`.
//! Source: <https://www.paessler.com/manuals/prtg/list_of_placeholders_for_notifications>. `%status` is a sentence.

use crate::shape::{SHAPE, Shape, Sign::Has, Tool};
use callout_domain::alarm::AlarmKind::{Acknowledge, Change, Resolve, Trigger};
use callout_domain::severity::Severity::Sev3;

pub(super) const TOOL: Tool = Tool { names: &["prtg"], title: "PRTG", shapes: &[SENSOR] };

const SENSOR: Shape = Shape {
    has: &[
        &[Has("/sensorid"), Has("/status")],
        &[Has("/sensorid"), Has("/laststatus")],
        &[Has("/sensorid"), Has("/message")],
        &[Has("/linksensor"), Has("/status")],
        &[Has("/sensor"), Has("/device"), Has("/status"), Has("/probe")],
    ],
    state: &["/status", "/laststatus", "/state"],
    states: &[
        ("down (acknowledged)", Acknowledge),
        ("down acknowledged", Acknowledge),
        ("down ended", Resolve),
        ("warning ended", Resolve),
        ("unusual ended", Resolve),
        ("error ended", Resolve),
        ("partial down ended", Resolve),
        ("down escalation", Trigger),
        ("down", Trigger),
        ("warning", Trigger),
        ("up", Resolve),
        ("paused", Change),
    ],
    key: &["prtg/{/sensorid}", "prtg/{/linksensor}", "prtg/{/device}/{/sensor}", "prtg/{/device}/{/name}"],
    title: &[
        "{/device}: {/sensor} is {/status}: {/message}",
        "{/device}: {/name} is {/status}: {/message}",
        "{/device}: {/sensor} is {/status}",
        "{/device}: {/name} is {/status}",
        "{/sensor} is {/status}: {/message}",
        "{/name} is {/status}: {/message}",
        "{/sensor} is {/status}",
        "{/name} is {/status}",
        "Sensor {/sensorid} is {/status}",
        "/message",
    ],
    severity: &["/status", "/laststatus"],
    severities: &[("warning", Sev3), ("unusual", Sev3)],
    links: &[("/linksensor", "Sensor in PRTG"), ("/link", "Sensor in PRTG"), ("/url", "Sensor in PRTG")],
    details: &["/message", "/down"],
    ..SHAPE
};
