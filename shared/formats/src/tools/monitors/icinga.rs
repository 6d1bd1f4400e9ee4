//! Icinga 2: the variables of its notification scripts, and the events of its API stream.
//!
//! Icinga has no webhook of its own. Sources: `etc/icinga2/scripts/*.sh` of <https://github.com/Icinga/icinga2>,
//! <https://icinga.com/docs/icinga-2/latest/doc/12-icinga2-api/#event-streams>

use crate::shape::{SHAPE, Shape, Sign::Has, Sign::Is, Tool};
use callout_domain::alarm::AlarmKind::{Acknowledge, Change, Resolve, Trigger};
use callout_domain::severity::Severity::{Sev1, Sev3};

pub(super) const TOOL: Tool =
    Tool { names: &["icinga", "icinga2"], title: "Icinga", shapes: &[NOTIFICATION, STREAM, STATE, OBJECTS] };

const NOTIFICATION: Shape = Shape {
    has: &[
        &[Has("/NOTIFICATIONTYPE"), Has("/HOSTDISPLAYNAME")],
        &[Has("/notification_type"), Has("/host_display_name")],
    ],
    state: &["/NOTIFICATIONTYPE"],
    states: &[
        ("acknowledgement", Acknowledge),
        ("custom", Trigger),
        ("downtimestart", Change),
        ("downtimeend", Change),
        ("downtimeremoved", Change),
        ("flappingstart", Change),
        ("flappingend", Change),
    ],
    key: &[
        "icinga/{/HOSTNAME}/{/SERVICENAME}",
        "icinga/{/HOSTDISPLAYNAME}/{/SERVICEDISPLAYNAME}",
        "icinga/{/HOSTNAME}",
    ],
    title: &[
        "{/SERVICEDISPLAYNAME} on {/HOSTDISPLAYNAME} is {/SERVICESTATE}: {/SERVICEOUTPUT}",
        "{/SERVICENAME} on {/HOSTDISPLAYNAME} is {/SERVICESTATE}: {/SERVICEOUTPUT}",
        "{/SERVICEDISPLAYNAME} on {/HOSTDISPLAYNAME} is {/SERVICESTATE}",
        "{/HOSTDISPLAYNAME} is {/HOSTSTATE}: {/HOSTOUTPUT}",
        "{/HOSTDISPLAYNAME} is {/HOSTSTATE}",
    ],
    severity: &["/SERVICESTATE", "/HOSTSTATE"],
    severities: &[("critical", Sev1), ("down", Sev1), ("warning", Sev3)],
    links: &[("/ICINGAWEB2URL", "Icinga Web")],
    details: &["/NOTIFICATIONCOMMENT"],
    ..SHAPE
};

/// An event `Notification` of the stream.
const STREAM: Shape = Shape {
    has: &[&[Is("/type", "Notification"), Has("/notification_type"), Has("/check_result")]],
    state: &["/notification_type"],
    key: &["icinga/{/host}/{/service}", "icinga/{/host}"],
    title: &["{/service} on {/host}: {/check_result/output}", "{/host}: {/check_result/output}"],
    severity: &[],
    details: &["/text"],
    ..NOTIFICATION
};

/// An event `StateChange` of the stream: 0 is well, and the state of a host is 0 or 1.
const STATE: Shape = Shape {
    has: &[&[Is("/type", "StateChange"), Has("/check_result"), Has("/host")]],
    state: &["/state"],
    states: &[("0", Resolve), ("1", Trigger), ("2", Trigger), ("3", Trigger)],
    severity: &["{/state} of {/service}"],
    severities: &[("2", Sev1), ("1", Sev3)],
    ..STREAM
};

/// Host and service as the API shows them, with the result of the check, as notification scripts post them.
const OBJECTS: Shape = Shape {
    has: &[&[Has("/check_result/output"), Has("/host/name")]],
    state: &["/check_result/state", "/check_result/exit_status", "/service/state", "/host/state"],
    states: &[("0", Resolve), ("1", Trigger), ("2", Trigger), ("3", Trigger), ("unknown", Trigger)],
    key: &["icinga/{/host/name}/{/service/name}", "icinga/{/host/name}"],
    title: &[
        "{/service/display_name} on {/host/display_name}: {/check_result/output}",
        "{/service/name} on {/host/name}: {/check_result/output}",
        "{/host/name}: {/check_result/output}",
    ],
    severity: &["/check_result/state", "{/check_result/state} of {/service/name}"],
    severities: &[("critical", Sev1), ("down", Sev1), ("warning", Sev3)],
    ..STREAM
};
