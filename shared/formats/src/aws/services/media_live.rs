//! `MediaLive`: alerts of channels, which are set and cleared.
//!
//! Source: <https://docs.aws.amazon.com/medialive/latest/ug/monitoring-via-cloudwatch.html>

use crate::shape::{SHAPE, Shape, Sign::Has, Tool};
use callout_domain::alarm::AlarmKind::{Resolve, Trigger};

pub(super) const SERVICE: Tool = Tool { names: &["aws.medialive"], title: "MediaLive", shapes: &[CHANNEL] };

const CHANNEL: Shape = Shape {
    has: &[&[Has("/detail/alarm_state"), Has("/detail/alarm_id")]],
    state: &["/detail/alarm_state"],
    states: &[("set", Trigger), ("cleared", Resolve)],
    key: &["/detail/alarm_id"],
    title: &["{/detail-type}: {/detail/message}", "{/detail-type}: {/detail/alert_type}"],
    ..SHAPE
};
