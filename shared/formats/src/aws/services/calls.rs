//! Calls of AWS's APIs and sign-ins that somebody asked `EventBridge` for, and what services do by themselves, over `CloudTrail`.
//!
//! Nobody knows when such a call is over: people resolve its alert. The rotation of a secret ends when it goes well. Sources:
//! <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html>,
//! <https://docs.aws.amazon.com/secretsmanager/latest/userguide/cloudtrail_log_entries.html>

use crate::shape::{SHAPE, Shape, Sign::Has, Sign::Is, Sign::Says, Tool};
use callout_domain::alarm::AlarmKind::{Change, Resolve, Trigger};

pub(super) const SERVICE: Tool =
    Tool { names: &["aws.cloudtrail"], title: "CloudTrail", shapes: &[ROTATION, CALL] };

const CALL: Shape = Shape {
    has: &[&[Says("/detail-type", "via CloudTrail"), Has("/detail/eventName")]],
    state: &["a call"],
    states: &[("a call", Trigger)],
    key: &[
        "{/account}#{/region}#{/detail/eventSource}#{/detail/eventName}#{/detail/userIdentity/arn}",
        "{/account}#{/region}#{/detail/eventSource}#{/detail/eventName}",
    ],
    title: &[
        "{/detail/eventName} by {/detail/userIdentity/arn}: {/detail/errorMessage}",
        "{/detail/eventName} by {/detail/userIdentity/arn}",
        "{/detail/eventName} ({/detail/eventSource}): {/detail/errorMessage}",
        "{/detail/eventName} ({/detail/eventSource})",
    ],
    details: &["Error: {/detail/errorCode}"],
    ..SHAPE
};

const ROTATION: Shape = Shape {
    has: &[&[
        Is("/detail-type", "AWS Service Event via CloudTrail"),
        Says("/detail/eventName", "Rotation"),
        Has("/detail/additionalEventData/SecretId"),
    ]],
    state: &["/detail/eventName"],
    states: &[
        ("rotationstarted", Change),
        ("rotationsucceeded", Resolve),
        ("rotationfailed", Trigger),
        ("rotationabandoned", Trigger),
    ],
    key: &["{/detail/additionalEventData/SecretId}#rotation"],
    title: &["Secrets Manager {/detail/additionalEventData/SecretId}: {/detail/eventName}"],
    ..CALL
};
