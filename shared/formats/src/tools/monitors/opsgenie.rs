//! Opsgenie: the body of its alert API, which many tools can call, and its outgoing webhook.
//!
//! The alias identifies an alert; users and tools choose it, so it is kept as it is. Sources:
//! <https://docs.opsgenie.com/docs/alert-api>, <https://support.atlassian.com/opsgenie/docs/opsgenie-edge-connector-alert-action-data/>

use crate::shape::{SHAPE, Shape, Sign::Has, Tool};
use callout_domain::alarm::AlarmKind::{Acknowledge, Change, Resolve, Trigger};

pub(super) const TOOL: Tool = Tool { names: &["opsgenie"], title: "Opsgenie", shapes: &[WEBHOOK, ALERT] };

const WEBHOOK: Shape = Shape {
    has: &[&[Has("/action"), Has("/alert/alertId")]],
    state: &["/action"],
    states: &[
        ("create", Trigger),
        ("unacknowledge", Trigger),
        ("escalate", Trigger),
        ("acknowledge", Acknowledge),
        ("delete", Resolve),
        ("addnote", Change),
        ("addrecipient", Change),
        ("addresponder", Change),
        ("addteam", Change),
        ("addtags", Change),
        ("removetags", Change),
        ("adddetails", Change),
        ("removedetails", Change),
        ("assignownership", Change),
        ("takeownership", Change),
        ("snooze", Change),
        ("updatepriority", Change),
        ("updatemessage", Change),
        ("updatedescription", Change),
        // Of the alert API: the last part of the address.
        ("notes", Change),
        ("tags", Change),
        ("details", Change),
        ("responders", Change),
        ("teams", Change),
        ("assign", Change),
        ("attachments", Change),
        ("priority", Change),
        ("message", Change),
        ("description", Change),
    ],
    key: &["/alert/alias", "/alert/alertId"],
    title: &["/alert/message"],
    severity: &["/alert/priority"],
    details: &["/alert/description"],
    ..SHAPE
};

/// What is posted to `/v2/alerts`; the route adds `action` for what is posted about an alert.
const ALERT: Shape = Shape {
    has: &[&[Has("/message"), Has("/alias")], &[Has("/action"), Has("/alias")]],
    state: &["/action"],
    key: &["/alias"],
    title: &["/message", "/note", "{/action} {/alias}"],
    severity: &["/priority"],
    details: &["/description", "/note"],
    ..WEBHOOK
};
