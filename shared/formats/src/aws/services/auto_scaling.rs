//! Auto Scaling's notifications of a group.
//!
//! Source: <https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-sns-notifications.html>. A launch that
//! goes well ends the alert of one that did not. Over `EventBridge` its events are [runs](super::super::eventbridge).

use crate::shape::{SHAPE, Shape, Sign::Has, Sign::Is, Tool};
use callout_domain::alarm::AlarmKind::{Change, Resolve, Trigger};
use callout_domain::severity::Severity::{Sev3, Sev4};

pub(super) const SERVICE: Tool =
    Tool { names: &["aws.autoscaling"], title: "Auto Scaling", shapes: &[LAUNCH, TERMINATION, HOOK, OTHER] };

const TEST: &str = "autoscaling:TEST_NOTIFICATION";

const LAUNCH: Shape = Shape {
    has: &[
        &[Has("/AutoScalingGroupName"), Is("/Event", TEST)],
        &[Has("/AutoScalingGroupName"), Is("/Event", "autoscaling:EC2_INSTANCE_LAUNCH")],
        &[Has("/AutoScalingGroupName"), Is("/Event", "autoscaling:EC2_INSTANCE_LAUNCH_ERROR")],
    ],
    test: &[Is("/Event", TEST)],
    state: &["/Event"],
    states: &[
        ("autoscaling:ec2_instance_launch_error", Trigger),
        ("autoscaling:ec2_instance_terminate_error", Trigger),
        ("autoscaling:ec2_instance_launch", Resolve),
        ("autoscaling:ec2_instance_terminate", Resolve),
    ],
    key: &["{/AutoScalingGroupARN}#launch", "{/AccountId}#{/AutoScalingGroupName}#launch"],
    title: &[
        "Auto Scaling {/AutoScalingGroupName}: {/Description}: {/StatusMessage}",
        "Auto Scaling {/AutoScalingGroupName}: {/Description}",
        "Auto Scaling {/AutoScalingGroupName}: {/Event}",
    ],
    severity: &["/Event"],
    severities: &[
        ("autoscaling:ec2_instance_launch_error", Sev3),
        ("autoscaling:ec2_instance_terminate_error", Sev4),
    ],
    details: &["/Cause"],
    ..SHAPE
};

const TERMINATION: Shape = Shape {
    has: &[
        &[Has("/AutoScalingGroupName"), Is("/Event", "autoscaling:EC2_INSTANCE_TERMINATE")],
        &[Has("/AutoScalingGroupName"), Is("/Event", "autoscaling:EC2_INSTANCE_TERMINATE_ERROR")],
    ],
    test: &[],
    key: &["{/AutoScalingGroupARN}#terminate", "{/AccountId}#{/AutoScalingGroupName}#terminate"],
    ..LAUNCH
};

/// A lifecycle hook waits for an instance; whoever answers it is a program.
const HOOK: Shape = Shape {
    has: &[&[Has("/AutoScalingGroupName"), Has("/LifecycleHookName")]],
    state: &["a hook"],
    states: &[("a hook", Change)],
    key: &["{/AutoScalingGroupName}#{/LifecycleHookName}#{/EC2InstanceId}"],
    title: &["Auto Scaling {/AutoScalingGroupName}: hook {/LifecycleHookName} for {/EC2InstanceId}"],
    ..LAUNCH
};

/// A notification that is none of the documented ones.
const OTHER: Shape = Shape {
    has: &[&[Has("/AutoScalingGroupName"), Has("/Event")]],
    key: &["{/AutoScalingGroupName}#{/Event}"],
    ..LAUNCH
};
