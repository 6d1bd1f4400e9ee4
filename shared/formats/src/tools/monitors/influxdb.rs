//! `InfluxDB`'s notification rules, and Kapacitor's HTTP post. The level is the state, too.
//!
//! Sources: <https://docs.influxdata.com/influxdb/v2/monitor-alert/notification-rules/create/>,
//! <https://docs.influxdata.com/kapacitor/v1/reference/event_handlers/post/>

use crate::shape::{SHAPE, Shape, Sign::Has, Tool};
use callout_domain::alarm::AlarmKind::{Change, Resolve, Trigger};
use callout_domain::severity::Severity::{Sev1, Sev3};

pub(super) const TOOL: Tool =
    Tool { names: &["influxdb", "kapacitor"], title: "InfluxDB and Kapacitor", shapes: &[RULE, TASK] };

const RULE: Shape = Shape {
    has: &[&[Has("/_level"), Has("/_check_name")], &[Has("/_level"), Has("/_check_id")]],
    state: &["/_level"],
    states: &[("crit", Trigger), ("warn", Trigger), ("info", Change), ("ok", Resolve)],
    key: &["influxdb/{/_check_id}/{/host}", "influxdb/{/_check_id}", "influxdb/{/_check_name}"],
    title: &["/_message", "{/_check_name} is {/_level}"],
    severity: &["/_level"],
    severities: &[("crit", Sev1), ("warn", Sev3)],
    ..SHAPE
};

const TASK: Shape = Shape {
    has: &[
        &[Has("/level"), Has("/previousLevel"), Has("/id")],
        &[Has("/level"), Has("/recoverable"), Has("/id")],
    ],
    state: &["/level"],
    states: &[("critical", Trigger), ("warning", Trigger), ("info", Change), ("ok", Resolve)],
    key: &["kapacitor/{/id}"],
    title: &["/message", "{/id} is {/level}"],
    severity: &["/level"],
    severities: &[("critical", Sev1), ("warning", Sev3)],
    details: &["/details"],
    ..SHAPE
};
