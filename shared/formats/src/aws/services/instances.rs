//! EC2's instances: what stops opens an alert, and ends when it runs again.
//!
//! Source: <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitoring-instance-state-changes.html>

use crate::shape::{SHAPE, Shape, Sign::Has, Sign::Is, Tool};
use callout_domain::alarm::AlarmKind::{Change, Resolve, Trigger};

pub(super) const SERVICE: Tool = Tool { names: &["aws.ec2"], title: "EC2", shapes: &[STATE] };

const STATE: Shape = Shape {
    has: &[&[Is("/detail-type", "EC2 Instance State-change Notification"), Has("/detail/instance-id")]],
    state: &["/detail/state"],
    states: &[
        ("pending", Change),
        ("running", Resolve),
        ("stopping", Change),
        ("shutting-down", Change),
        ("stopped", Trigger),
        ("terminated", Trigger),
    ],
    key: &["{/account}#{/region}#{/detail/instance-id}"],
    title: &["EC2 instance {/detail/instance-id} is {/detail/state}"],
    ..SHAPE
};
