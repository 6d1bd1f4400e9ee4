//! Nagios: a notification command that posts its macros under their own names, as most scripts do.
//!
//! Nagios has no webhook. Source: <https://assets.nagios.com/downloads/nagioscore/docs/nagioscore/4/en/macrolist.html>

use crate::shape::{SHAPE, Shape, Sign::Has, Tool};
use callout_domain::alarm::AlarmKind::{Acknowledge, Change, Trigger};
use callout_domain::severity::Severity::{Sev1, Sev2, Sev3};

pub(super) const TOOL: Tool = Tool { names: &["nagios"], title: "Nagios", shapes: &[NOTIFICATION] };

const NOTIFICATION: Shape = Shape {
    has: &[
        &[Has("/NOTIFICATIONTYPE"), Has("/HOSTNAME")],
        &[Has("/NAGIOS_NOTIFICATIONTYPE"), Has("/NAGIOS_HOSTNAME")],
        &[Has("/notification_type"), Has("/host_name")],
        &[Has("/notification_type"), Has("/hostname")],
        &[Has("/notificationtype"), Has("/hostname")],
        &[Has("/host"), Has("/service"), Has("/state"), Has("/output")],
    ],
    state: &[
        "/NOTIFICATIONTYPE",
        "/NAGIOS_NOTIFICATIONTYPE",
        "/SERVICESTATE",
        "/HOSTSTATE",
        "/state",
        "/status",
    ],
    states: &[
        ("acknowledgement", Acknowledge),
        ("custom", Trigger),
        ("unreachable", Trigger),
        ("downtimestart", Change),
        ("downtimeend", Change),
        ("downtimeremoved", Change),
        ("downtimecancelled", Change),
        ("flappingstart", Change),
        ("flappingstop", Change),
        ("flappingdisabled", Change),
    ],
    key: &[
        "nagios/{/HOSTNAME}/{/SERVICEDESC}",
        "nagios/{/HOSTNAME}/{/SERVICE_DESCRIPTION}",
        "nagios/{/NAGIOS_HOSTNAME}/{/NAGIOS_SERVICEDESC}",
        "nagios/{/HOSTNAME}/{/SERVICENAME}",
        "nagios/{/HOSTNAME}/{/SERVICE}",
        "nagios/{/HOST}/{/SERVICE}",
        "nagios/{/HOSTNAME}",
        "nagios/{/NAGIOS_HOSTNAME}",
        "nagios/{/HOST}",
    ],
    title: &[
        "{/SERVICEDESC} on {/HOSTNAME} is {/SERVICESTATE}: {/SERVICEOUTPUT}",
        "{/SERVICEDESC} on {/HOSTNAME} is {/SERVICESTATE}",
        "{/SERVICE_DESCRIPTION} on {/HOSTNAME} is {/SERVICESTATE}: {/SERVICEOUTPUT}",
        "{/NAGIOS_SERVICEDESC} on {/NAGIOS_HOSTNAME} is {/NAGIOS_SERVICESTATE}: {/NAGIOS_SERVICEOUTPUT}",
        "{/SERVICE_DESCRIPTION} on {/HOSTNAME} is {/SERVICESTATE}",
        "{/SERVICENAME} on {/HOSTNAME} is {/SERVICESTATE}: {/SERVICEOUTPUT}",
        "{/SERVICENAME} on {/HOSTNAME} is {/SERVICESTATE}",
        "{/SERVICE} on {/HOSTNAME} is {/SERVICESTATE}: {/SERVICEOUTPUT}",
        "{/SERVICE} on {/HOSTNAME} is {/STATE}: {/OUTPUT}",
        "{/SERVICE} on {/HOST} is {/STATE}: {/OUTPUT}",
        "{/HOSTNAME} is {/HOSTSTATE}: {/HOSTOUTPUT}",
        "{/NAGIOS_HOSTNAME} is {/NAGIOS_HOSTSTATE}: {/NAGIOS_HOSTOUTPUT}",
        "{/HOSTNAME} is {/HOSTSTATE}",
        "{/HOST} is {/STATE}: {/OUTPUT}",
    ],
    severity: &["/SERVICESTATE", "/NAGIOS_SERVICESTATE", "/HOSTSTATE", "/NAGIOS_HOSTSTATE", "/STATE"],
    severities: &[("critical", Sev1), ("down", Sev1), ("unreachable", Sev2), ("warning", Sev3)],
    links: &[("/SERVICEACTIONURL", "Service"), ("/HOSTACTIONURL", "Host")],
    details: &["/LONGSERVICEOUTPUT", "/NOTIFICATIONCOMMENT"],
    ..SHAPE
};
