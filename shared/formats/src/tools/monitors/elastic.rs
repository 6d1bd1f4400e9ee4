//! Elastic: Kibana's webhook connector, whose body users write of its variables, and Watcher's.
//!
//! A rule's alert recovers in the action group `recovered`. Source:
//! <https://www.elastic.co/guide/en/kibana/current/rule-action-variables.html>

use crate::shape::{SHAPE, Shape, Sign::Has, Tool};
use callout_domain::alarm::AlarmKind::{Change, Resolve, Trigger};

pub(super) const TOOL: Tool =
    Tool { names: &["elastic", "kibana"], title: "Elastic (Kibana)", shapes: &[RULE, WATCH] };

const RULE: Shape = Shape {
    has: &[
        &[Has("/rule/name"), Has("/alert/id")],
        &[Has("/rule/id"), Has("/alert/id")],
        &[Has("/rule/name"), Has("/alert/actionGroup")],
        &[Has("/rule_name"), Has("/alert_id")],
        &[Has("/rule_name"), Has("/action_group")],
        &[Has("/ruleName"), Has("/alertId")],
        &[Has("/ruleName"), Has("/actionGroup")],
        &[Has("/alertName"), Has("/alertInstanceId")],
    ],
    state: &[
        "/alert/actionGroup",
        "/alert/actionGroupName",
        "/alert/action_group",
        "/actionGroup",
        "/alertActionGroup",
        "/actionGroupName",
        "/alert/status",
        "/status",
        "/state",
    ],
    states: &[("recovered", Resolve), ("flapping", Change), ("active", Trigger), ("untracked", Resolve)],
    key: &[
        "elastic/{/rule/id}/{/alert/id}",
        "elastic/{/rule/id}/{/alert/uuid}",
        "elastic/{/rule_id}/{/alert_id}",
        "elastic/{/alertId}/{/alertInstanceId}",
        "elastic/{/rule/name}/{/alert/id}",
        "elastic/{/rule_name}/{/alert_id}",
        "elastic/{/rule/id}",
        "elastic/{/rule_id}",
        "elastic/{/rule/name}",
        "elastic/{/rule_name}",
    ],
    title: &[
        "{/rule/name}: {/context/reason}",
        "{/rule/name}: {/context/title}",
        "{/rule_name}: {/reason}",
        "{/rule_name}: {/message}",
        "{/rule/name}: {/context/message}",
        "{/rule/name}: {/alert/id}",
        "{/rule_name}: {/alert_id}",
        "{/alertName}: {/alertInstanceId}",
        "/rule/name",
        "/rule_name",
        "/alertName",
    ],
    severity: &["/severity", "/context/severity", "/alert/severity"],
    links: &[
        ("/context/alertDetailsUrl", "Alert in Kibana"),
        ("/context/viewInAppUrl", "In Kibana"),
        ("/alert/url", "Alert in Kibana"),
        ("/rule/url", "Rule in Kibana"),
        ("/url", "In Kibana"),
    ],
    details: &["/context/message", "/message", "/context/reason"],
    ..SHAPE
};

const WATCH: Shape = Shape {
    has: &[&[Has("/watch_id")]],
    state: &["/state", "/status"],
    key: &["elastic/watch/{/watch_id}"],
    title: &["/metadata/name", "/message", "/text", "Watch {/watch_id}"],
    severity: &["/metadata/severity", "/severity"],
    details: &["/message"],
    ..SHAPE
};
