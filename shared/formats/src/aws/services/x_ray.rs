//! X-Ray: insights, which are active until they are closed.
//!
//! Source: <https://docs.aws.amazon.com/xray/latest/devguide/xray-console-insights.html>

use crate::shape::{SHAPE, Shape, Sign::Has, Sign::Says, Tool};
use callout_domain::alarm::AlarmKind::{Resolve, Trigger};

pub(super) const SERVICE: Tool = Tool { names: &["aws.xray"], title: "X-Ray", shapes: &[INSIGHT] };

const INSIGHT: Shape = Shape {
    has: &[&[Says("/detail-type", "X-Ray Insight"), Has("/detail/InsightId")]],
    state: &["/detail/State"],
    states: &[("active", Trigger), ("closed", Resolve)],
    key: &["/detail/InsightId"],
    title: &["X-Ray: {/detail/Summary}", "X-Ray insight of {/detail/GroupName}"],
    ..SHAPE
};
