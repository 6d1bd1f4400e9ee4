//! What to do about a resource that CloudFormation could not make or change.
//! Must not guess: each piece of advice knows AWS's words for its case.

use super::call::permissions;
use super::site::Site;

/// What AWS says, and what to do about it. `{stack}` and `{region}` stand for the site's, `{permissions}`
/// for what to do where one is missing.
const KNOWN: [(&str, &str); 14] = [
    // Reported for new accounts: aws-cdk-examples#279, sst#3704.
    (
        "must be verified before you can add new CloudFront resources",
        "New accounts may not use CloudFront yet. Deploy without it now: add --parameter StatusPageCdn=false to the \
         same command. Ask AWS Support (service limit of CloudFront) to verify the account, then deploy with \
         --parameter StatusPageCdn=true",
    ),
    (
        "UnreservedConcurrentExecution below its minimum",
        "The account's concurrency quota leaves none to reserve. Add --parameter WebhooksReservedConcurrency=0 to the \
         same command, and ask for a higher quota: aws service-quotas request-service-quota-increase --region {region} \
         --service-code lambda --quota-code L-B99A9384 --desired-value 1000",
    ),
    (
        "must wait 60 seconds after deleting",
        "The names of deleted queues rest for a minute. Run the same command again then",
    ),
    (
        "QueueDeletedRecently",
        "The names of deleted queues rest for a minute. Run the same command again then",
    ),
    (
        "Invalid parameter: Endpoint",
        "SNS does not take this address or number. Set FallbackPhone (a number that exists, like +44…) or \
         FallbackEmail anew with --parameter, in the same command",
    ),
    (
        "Invalid parameter: PhoneNumber",
        "SNS does not take this number: numbers out of examples (555-01xx) do not exist. Set FallbackPhone anew with \
         --parameter, in the same command",
    ),
    // Reported for roles made a moment before: hashicorp/terraform-provider-aws#20229.
    (
        "does not have permissions to call ReceiveMessage",
        "IAM takes some seconds until a new role may what it says. Run the same command again",
    ),
    ("is not authorized to perform", "A permission is missing: {permissions}"),
    ("AccessDenied", "A permission is missing: {permissions}"),
    ("Access Denied", "A permission is missing: {permissions}"),
    (
        "already exists",
        "Something of this name exists and belongs to no stack, or to another. Delete it if nobody uses it, or deploy \
         under another name with --stack; then run the same command again",
    ),
    (
        "Simultaneous index creation",
        "DynamoDB changes one index at a time. Deploy the version in between first",
    ),
    ("only one online index", "DynamoDB changes one index at a time. Deploy the version in between first"),
    (
        "Rate exceeded",
        "AWS was asked too much at once, by this account as a whole. Run the same command again",
    ),
];

/// What to do, by AWS's reason.
pub(super) fn advice(kind: &str, reason: &str, site: &Site) -> String {
    let known = KNOWN.iter().find(|(said, _)| reason.to_lowercase().contains(&said.to_lowercase()));
    let text = match (known, kind) {
        (Some((_, advice)), _) => *advice,
        (None, "AWS::CloudFront::Distribution") => {
            "If the reason is not clear: the same command with --parameter StatusPageCdn=false deploys without CloudFront"
        }
        _ => {
            "Mend what the reason names, then run the same command again; all events: aws cloudformation \
             describe-stack-events --region {region} --stack-name {stack}"
        }
    };
    let text = text.replace("{region}", &site.region).replace("{stack}", &site.stack);
    format!("{}.", text.replace("{permissions}", &permissions()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::local::AwsAccess;

    fn told(kind: &str, reason: &str) -> String {
        let key = "k".to_owned();
        let (endpoint_url, region) = ("http://127.0.0.1:1".to_owned(), "eu-west-1".to_owned());
        let access = AwsAccess { endpoint_url, region, access_key_id: key.clone(), secret_access_key: key };
        advice(kind, reason, &Site::of(&access.sdk_config(), "prod", "111122223333".to_owned()).unwrap())
    }

    #[test]
    fn reasons_as_aws_words_them_lead_to_the_next_command() {
        let cases = [
            (
                "AWS::CloudFront::Distribution",
                "Resource handler returned message: \"Access denied for operation 'AWS::CloudFront::Distribution: Your \
                 account must be verified before you can add new CloudFront resources. To verify your account, please \
                 contact AWS Support\"",
                "StatusPageCdn=false",
            ),
            (
                "AWS::Lambda::Function",
                "Resource handler returned message: \"Specified ReservedConcurrentExecutions for function decreases \
                 account's UnreservedConcurrentExecution below its minimum value of [10].\"",
                "--region eu-west-1",
            ),
            (
                "AWS::SQS::Queue",
                "You must wait 60 seconds after deleting a queue before you can create another",
                "again",
            ),
            (
                "AWS::SNS::Subscription",
                "Invalid parameter: Endpoint Reason: Please use a valid phone number",
                "FallbackPhone",
            ),
            (
                "AWS::IAM::Role",
                "User: arn is not authorized to perform: iam:CreateRole on resource: x",
                "--policy",
            ),
            (
                "AWS::Lambda::EventSourceMapping",
                "The provided execution role does not have permissions to call ReceiveMessage on SQS",
                "Run the same command again",
            ),
            ("AWS::Lambda::Function", "prod-triage already exists in stack arn:x", "--stack"),
            ("AWS::Events::Rule", "something new", "--stack-name prod"),
        ];
        for (kind, reason, expected) in cases {
            assert!(told(kind, reason).contains(expected), "{reason}: {}", told(kind, reason));
        }
    }
}
