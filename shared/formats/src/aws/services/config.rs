//! AWS Config's notices on a topic, and the notices of `CloudTrail`.
//!
//! Over `EventBridge` Config has a [file of its own](super::super::eventbridge). Sources:
//! <https://docs.aws.amazon.com/config/latest/developerguide/notifications-for-AWS-Config.html>,
//! <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/configure-sns-notifications-for-cloudtrail.html>

use crate::shape::{SHAPE, Shape, Sign::Has, Sign::Is, Tool};
use callout_domain::alarm::AlarmKind::{Change, NoData, Resolve, Trigger};
use callout_domain::severity::Severity::Sev4;

pub(super) const SERVICE: Tool =
    Tool { names: &["aws.config"], title: "Config", shapes: &[COMPLIANCE, NEWS, TRAIL, EVENT] };

const COMPLIANCE: Shape = Shape {
    has: &[&[Is("/messageType", "ComplianceChangeNotification"), Has("/configRuleName"), Has("/resourceId")]],
    // A rule without a result no longer applies: its resource was deleted, or left its scope.
    state: &["/newEvaluationResult/complianceType", "not_applicable"],
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
        &[Is("/messageType", "ConfigRulesEvaluationStarted")],
    ],
    state: &["/messageType"],
    states: &[
        ("configurationitemchangenotification", Change),
        ("oversizedconfigurationitemchangenotification", Change),
        ("configurationsnapshotdeliverystarted", Change),
        ("configurationsnapshotdeliverycompleted", Change),
        ("configurationhistorydeliverycompleted", Change),
        ("configrulesevaluationstarted", Change),
    ],
    key: &["{/configurationItem/awsAccountId}#{/configurationItem/ARN}", "{/messageType}#{/s3ObjectKey}"],
    title: &[
        "Config: {/configurationItem/resourceType} {/configurationItem/resourceId} changed",
        "Config: {/messageType}",
    ],
    severity: &[],
    ..COMPLIANCE
};

/// The same over `EventBridge`.
const EVENT: Shape = Shape {
    has: &[&[Is("/source", "aws.config"), Has("/detail/messageType")]],
    state: &["/detail/messageType"],
    key: &["{/account}#{/region}#{/detail-type}"],
    title: &["Config: {/detail/messageType}"],
    ..NEWS
};

/// A file of a trail was delivered.
const TRAIL: Shape = Shape {
    has: &[&[Has("/s3Bucket"), Has("/s3ObjectKey/0")]],
    state: &["a file"],
    states: &[("a file", Change)],
    key: &["trail#{/s3Bucket}"],
    title: &["CloudTrail delivered {/s3ObjectKey/0} to {/s3Bucket}"],
    ..NEWS
};
