//! S3's event notifications: news of objects, and replication that failed or is late.
//!
//! Sources: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html>,
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html>

use crate::shape::{SHAPE, Shape, Sign::Has, Sign::Is, Tool};
use callout_domain::alarm::AlarmKind::{Change, Resolve, Trigger};
use callout_domain::severity::Severity::Sev4;

pub(super) const SERVICE: Tool = Tool { names: &["aws.s3"], title: "S3", shapes: &[TEST, RECORD, EVENT] };

/// What a bucket sends when its notifications are set up.
const TEST: Shape = Shape {
    has: &[&[Is("/Event", "s3:TestEvent"), Has("/Bucket")]],
    test: &[Is("/Event", "s3:TestEvent")],
    ..SHAPE
};

const RECORD: Shape = Shape {
    has: &[&[Is("/eventSource", "aws:s3"), Has("/eventName"), Has("/s3/bucket")]],
    state: &["/eventName"],
    states: &[
        ("replication:operationfailedreplication", Trigger),
        ("replication:operationmissedthreshold", Trigger),
        ("replication:operationreplicatedafterthreshold", Resolve),
        ("replication:operationnottracked", Change),
        ("reducedredundancylostobject", Trigger),
        ("objectcreated", Change),
        ("objectremoved", Change),
        ("objectrestore", Change),
        ("objecttagging", Change),
        ("objectacl", Change),
        ("lifecycleexpiration", Change),
        ("lifecycletransition", Change),
        ("intelligenttiering", Change),
    ],
    key: &["{/s3/bucket/name}/{/s3/object/key}", "/s3/bucket/name"],
    title: &["S3 {/eventName}: {/s3/bucket/name}/{/s3/object/key}", "S3 {/eventName}: {/s3/bucket/name}"],
    severity: &["/eventName"],
    severities: &[
        ("replication:operationfailedreplication", Sev4),
        ("replication:operationmissedthreshold", Sev4),
        ("reducedredundancylostobject", Sev4),
    ],
    ..SHAPE
};

const EVENT: Shape = Shape {
    has: &[&[Is("/source", "aws.s3"), Has("/detail/bucket/name")]],
    state: &["/detail-type"],
    states: &[
        ("object created", Change),
        ("object deleted", Change),
        ("object restore initiated", Change),
        ("object restore completed", Change),
        ("object restore expired", Change),
        ("object storage class changed", Change),
        ("object access tier changed", Change),
        ("object acl updated", Change),
        ("object tags added", Change),
        ("object tags deleted", Change),
    ],
    key: &["{/detail/bucket/name}/{/detail/object/key}", "/detail/bucket/name"],
    title: &[
        "S3 {/detail-type}: {/detail/bucket/name}/{/detail/object/key}",
        "S3 {/detail-type}: {/detail/bucket/name}",
    ],
    severity: &[],
    ..RECORD
};
