//! Who may use a responder's or room's topic: whoever IAM allows, and nobody else.
//!
//! A topic without a policy of its own has SNS's default one, which lets everybody in the account publish, subscribe
//! and delete. Must not call AWS.

use serde_json::json;

/// What the policy leaves to IAM.
pub const TOPIC_ACTIONS: [&str; 2] = ["sns:Publish", "sns:Subscribe"];

/// The policy of a topic: one statement with a name, about this topic alone (SNS developer guide,
/// `sns-access-policy-language-api-permissions-reference`).
pub fn topic_policy(topic: &str) -> String {
    let policy = json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Sid": "WhoIamAllows",
            "Effect": "Allow",
            "Principal": { "AWS": topic_owner(topic) },
            "Action": TOPIC_ACTIONS,
            "Resource": topic,
        }],
    });
    policy.to_string()
}

/// The account that a topic belongs to, as a principal.
pub fn topic_owner(topic: &str) -> String {
    let mut parts = topic.split(':').skip(1);
    let (partition, account) = (parts.next().unwrap_or_default(), parts.nth(2).unwrap_or_default());
    format!("arn:{partition}:iam::{account}:root")
}
