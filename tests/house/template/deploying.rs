//! Whoever deploys is told which permissions that takes: each call that CloudFormation makes in their name for the types in the
//! template. The command's own calls: `operating.rs`.

use super::Template;
use crate::house::{hold, repository};
use regex::Regex;
use serde_json::Value;
use std::collections::BTreeSet;

/// What CloudFormation calls for a type, with the properties that the template uses: the handlers' permissions in the
/// resource provider schemas, as cfn-lint 1.58.0 has them, without what is about other properties.
const OF_TYPES: [(&str, &str); 29] = [
    (
        "AWS::CloudFront::CachePolicy",
        "cloudfront: CreateCachePolicy DeleteCachePolicy GetCachePolicy UpdateCachePolicy",
    ),
    (
        "AWS::CloudFront::Distribution",
        "cloudfront: CreateDistribution DeleteDistribution GetDistribution GetDistributionConfig ListTagsForResource \
         TagResource UpdateDistribution",
    ),
    (
        "AWS::CloudFront::Function",
        "cloudfront: CreateFunction DeleteFunction DescribeFunction GetFunction ListTagsForResource PublishFunction TagResource \
         UpdateFunction",
    ),
    (
        "AWS::CloudFront::OriginAccessControl",
        "cloudfront: CreateOriginAccessControl DeleteOriginAccessControl GetOriginAccessControl UpdateOriginAccessControl",
    ),
    (
        "AWS::CloudFront::ResponseHeadersPolicy",
        "cloudfront: CreateResponseHeadersPolicy DeleteResponseHeadersPolicy GetResponseHeadersPolicy \
         UpdateResponseHeadersPolicy",
    ),
    (
        "AWS::CloudWatch::Alarm",
        "cloudwatch: DeleteAlarms DescribeAlarms ListTagsForResource PutMetricAlarm TagResource",
    ),
    (
        "AWS::DynamoDB::Table",
        "dynamodb: CreateTable DeleteTable DescribeContinuousBackups DescribeContributorInsights \
         DescribeKinesisStreamingDestination DescribeTable DescribeTimeToLive GetResourcePolicy ListTagsOfResource \
         TagResource UpdateContinuousBackups UpdateTable UpdateTimeToLive",
    ),
    (
        "AWS::Events::Rule",
        "events: DeleteRule DescribeRule ListTagsForResource ListTargetsByRule PutRule PutTargets RemoveTargets TagResource",
    ),
    (
        "AWS::IAM::Role",
        "iam: CreateRole DeleteRole DeleteRolePolicy GetRole GetRolePolicy ListAttachedRolePolicies ListRolePolicies \
         PutRolePolicy TagRole UpdateAssumeRolePolicy UpdateRole",
    ),
    (
        "AWS::Lambda::EventInvokeConfig",
        "lambda: DeleteFunctionEventInvokeConfig GetFunctionEventInvokeConfig PutFunctionEventInvokeConfig \
         UpdateFunctionEventInvokeConfig",
    ),
    (
        "AWS::Lambda::EventSourceMapping",
        "lambda: CreateEventSourceMapping DeleteEventSourceMapping GetEventSourceMapping ListTags UpdateEventSourceMapping",
    ),
    (
        "AWS::Lambda::Function",
        "lambda: CreateFunction DeleteFunction DeleteFunctionConcurrency GetFunction GetFunctionCodeSigningConfig \
         GetFunctionRecursionConfig GetFunctionScalingConfig GetRuntimeManagementConfig PutFunctionConcurrency \
         PutFunctionRecursionConfig TagResource UntagResource UpdateFunctionCode UpdateFunctionConfiguration",
    ),
    // The function takes its role, and reads its package.
    ("AWS::Serverless::Function", "iam: PassRole"),
    (
        "AWS::SES::ConfigurationSet",
        "ses: CreateConfigurationSet DeleteConfigurationSet DescribeConfigurationSet GetConfigurationSet \
         PutConfigurationSetDeliveryOptions PutConfigurationSetReputationOptions PutConfigurationSetSendingOptions \
         PutConfigurationSetSuppressionOptions PutConfigurationSetTrackingOptions PutConfigurationSetVdmOptions",
    ),
    (
        "AWS::SES::ConfigurationSetEventDestination",
        "ses: CreateConfigurationSetEventDestination DeleteConfigurationSetEventDestination DescribeConfigurationSet \
         GetConfigurationSetEventDestinations UpdateConfigurationSetEventDestination",
    ),
    ("AWS::Lambda::Permission", "lambda: AddPermission GetPolicy RemovePermission"),
    (
        "AWS::Lambda::Url",
        "lambda: CreateFunctionUrlConfig DeleteFunctionUrlConfig GetFunctionUrlConfig UpdateFunctionUrlConfig",
    ),
    (
        "AWS::Logs::LogGroup",
        "logs: CreateLogGroup DeleteLogGroup DeleteRetentionPolicy DescribeIndexPolicies DescribeLogGroups \
         GetDataProtectionPolicy ListTagsForResource PutRetentionPolicy TagResource",
    ),
    ("AWS::Logs::MetricFilter", "logs: DeleteMetricFilter DescribeMetricFilters PutMetricFilter"),
    (
        "AWS::S3::Bucket",
        "s3: CreateBucket DeleteBucket GetBucketOwnershipControls GetBucketPublicAccessBlock GetBucketVersioning \
         GetEncryptionConfiguration ListBucket PutBucketOwnershipControls PutBucketPublicAccessBlock PutBucketVersioning \
         PutEncryptionConfiguration",
    ),
    ("AWS::S3::BucketPolicy", "s3: DeleteBucketPolicy GetBucketPolicy PutBucketPolicy"),
    ("AWS::Scheduler::Schedule", "scheduler: CreateSchedule DeleteSchedule GetSchedule UpdateSchedule"),
    (
        "AWS::Scheduler::ScheduleGroup",
        "scheduler: CreateScheduleGroup DeleteSchedule DeleteScheduleGroup GetScheduleGroup ListTagsForResource TagResource",
    ),
    (
        "AWS::SecretsManager::Secret",
        "secretsmanager: CreateSecret DeleteSecret DescribeSecret GetRandomPassword GetSecretValue TagResource UpdateSecret",
    ),
    (
        "AWS::SNS::Subscription",
        "sns: GetSubscriptionAttributes SetSubscriptionAttributes Subscribe Unsubscribe",
    ),
    (
        "AWS::SNS::Topic",
        "sns: CreateTopic DeleteTopic GetDataProtectionPolicy GetTopicAttributes ListSubscriptionsByTopic \
         ListTagsForResource SetTopicAttributes TagResource",
    ),
    ("AWS::SNS::TopicPolicy", "sns: SetTopicAttributes"),
    (
        "AWS::SQS::Queue",
        "sqs: CreateQueue DeleteQueue GetQueueAttributes GetQueueUrl ListQueueTags SetQueueAttributes TagQueue",
    ),
    ("AWS::SQS::QueuePolicy", "sqs: SetQueueAttributes"),
];

/// What SAM makes of a function and its events.
const MADE_BY_SAM: [&str; 7] = [
    "AWS::Events::Rule",
    "AWS::Lambda::EventInvokeConfig",
    "AWS::Lambda::EventSourceMapping",
    "AWS::Lambda::Function",
    "AWS::Lambda::Permission",
    "AWS::Lambda::Url",
    "AWS::SNS::Subscription",
];

/// The actions that the printed policy allows; some end in `*`.
fn allowed() -> Vec<Regex> {
    let policy: Value = serde_json::from_str(&repository::text("infra/cli/src/deploy/policy.json")).unwrap();
    let statements = policy["Statement"].as_array().unwrap();
    let actions = statements.iter().flat_map(|one| one["Action"].as_array().unwrap());
    actions
        .map(|action| Regex::new(&format!("(?i)^{}$", action.as_str().unwrap().replace('*', ".*"))).unwrap())
        .collect()
}

/// The actions that the printed policy lacks, each with why it is needed. IAM does not tell capitals from small letters (IAM user
/// guide, "Action").
pub(super) fn missing(wanted: impl IntoIterator<Item = (String, String)>) -> Vec<String> {
    let allowed = allowed();
    let lacks = |action: &String| !allowed.iter().any(|one| one.is_match(action));
    let missing = wanted.into_iter().filter(|(action, _)| lacks(action));
    missing.map(|(action, why)| format!("{action} ({why})")).collect()
}

#[test]
fn the_printed_policy_names_what_cloudformation_needs_for_each_type() {
    let template = Template::load();
    let resources = template.section("Resources").values();
    let kinds: BTreeSet<&str> = resources.filter_map(|one| one["Type"].as_str()).chain(MADE_BY_SAM).collect();
    let mut wanted = Vec::new();
    let mut unknown = Vec::new();
    for kind in kinds {
        match OF_TYPES.iter().find(|(known, _)| *known == kind) {
            Some((_, actions)) => {
                let (service, names) = actions.split_once(": ").unwrap();
                wanted.extend(
                    names.split_whitespace().map(|name| (format!("{service}:{name}"), kind.to_owned())),
                );
            }
            None => unknown.push(kind.to_owned()),
        }
    }
    hold(
        "Add what CloudFormation calls for this type (resource provider schema, handlers) to OF_TYPES.",
        unknown,
    );
    hold("Add the action to infra/cli/src/deploy/policy.json.", missing(wanted));
}
