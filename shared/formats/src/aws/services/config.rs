//! AWS Config's notices on a topic, and the notices of `CloudTrail`.
//!
//! Over `EventBridge` Config has a [file of its own](super::super::eventbridge). Sources:
//! <https://docs.aws.amazon.com/config/latest/developerguide/notifications-for-AWS-Config.html>,
//! <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/configure-sns-notifications-for-cloudtrail.html>

use crate::shape::{SHAPE, Shape, Sign::Has, Sign::Is, Tool};
use callout_domain::alarm::AlarmKind::{Change, NoData, Resolve, Trigger};
use callout_domain::severity::Severity::Sev4;

pub(super) const SERVICE: Tool =
    Tool { names: &["aws.config"], title: "Config", shapes: &[COMPLIANCE, NEWS, TRAIL] };

const COMPLIANCE: Shape = Shape {
    has: &[&[Is("/messageType", "ComplianceChangeNotification"), Has("/configRuleName"), Has("/resourceId")]],
    state: &["/newEvaluationResult/complianceType"],
    states: &[
        ("non_compliant", Trigger),
        ("compliant", Resolve),
        ("not_applicable", Resolve),
        ("insufficient_data", NoData),
    ],
    key: &["{/awsAccountId}#{/awsRegion}#{/configRuleName}#{/resourceType}#{/resourceId}"],
    title: &[
        "Config: {/resourceType} {/resourceId} is {/newEvaluationResult/complianceType} with {/configRuleName}",
        "Config: {/resourceType} {/resourceId}: {/configRuleName} no longer applies",
    ],
    severity: &["/newEvaluationResult/complianceType"],
    severities: &[("non_compliant", Sev4)],
    details: &["/newEvaluationResult/annotation"],
    ..SHAPE
};

/// Configurations that changed, and files that were delivered.
const NEWS: Shape = Shape {
    has: &[
        &[Has("/messageType"), Has("/configurationItem")],
        &[Has("/messageType"), Has("/configurationItemSummary")],
        &[Has("/messageType"), Has("/configSnapshotId")],
        &[Has("/messageType"), Has("/s3ObjectKey")],
    ],
    state: &["news"],
    states: &[],
    otherwise: Change,
    key: &["{/configurationItem/awsAccountId}#{/configurationItem/ARN}", "{/messageType}#{/s3ObjectKey}"],
    title: &[
        "Config: {/configurationItem/resourceType} {/configurationItem/resourceId} changed",
        "Config: {/messageType}",
    ],
    severity: &[],
    ..COMPLIANCE
};

/// A file of a trail was delivered.
const TRAIL: Shape = Shape {
    has: &[&[Has("/s3Bucket"), Has("/s3ObjectKey/0")]],
    key: &["trail#{/s3Bucket}"],
    title: &["CloudTrail delivered {/s3ObjectKey/0} to {/s3Bucket}"],
    ..NEWS
};
