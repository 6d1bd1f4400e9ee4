//! Whether a responder's or room's topic leaves to IAM who may use it.
//!
//! Must not call AWS.

use callout_aws::{TOPIC_ACTIONS, topic_owner};
use serde_json::Value;
use std::collections::BTreeSet;

/// Whether a policy allows what ours does, however it is written.
pub(super) fn is_ours(policy: &str, topic: &str) -> bool {
    let policy: Value = serde_json::from_str(policy).unwrap_or_default();
    let Some([statement]) = policy["Statement"].as_array().map(Vec::as_slice) else { return false };
    let actions: BTreeSet<String> = texts(&statement["Action"]).map(str::to_lowercase).collect();
    let account = topic.split(':').nth(4).unwrap_or_default();
    let owner = |principal: &str| principal == topic_owner(topic) || principal == account;
    statement["Effect"] == "Allow"
        && texts(&statement["Principal"]["AWS"]).count() == 1
        && texts(&statement["Principal"]["AWS"]).all(owner)
        && actions == TOPIC_ACTIONS.map(str::to_lowercase).into()
        && texts(&statement["Resource"]).eq([topic])
}

/// A text, or those of a list.
fn texts(value: &Value) -> impl Iterator<Item = &str> {
    value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice).iter().filter_map(Value::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use callout_aws::topic_policy;

    const TOPIC: &str = "arn:aws:sns:eu-west-1:111122223333:callout-responder-ana-0123456789ab";

    /// Whether the policy is still ours after this edit.
    fn check(edit: (&str, &str), ours: bool) {
        let written = topic_policy(TOPIC);
        assert!(written.contains(edit.0), "{written}");
        assert_eq!(is_ours(&written.replacen(edit.0, edit.1, 1), TOPIC), ours, "{edit:?}");
    }

    #[test]
    fn the_account_is_the_only_one_named() {
        assert!(
            topic_policy(TOPIC).contains(r#"{"AWS":"arn:aws:iam::111122223333:root"}"#),
            "{}",
            topic_policy(TOPIC)
        );
        assert!(topic_policy(&TOPIC.replace("aws", "aws-cn")).contains("arn:aws-cn:iam::111122223333:root"));
    }

    #[test]
    fn ours_is_known_however_aws_writes_it_and_a_wider_one_is_not() {
        check(("arn:aws:iam::111122223333:root", "111122223333"), true);
        check(("sns:Publish", "SNS:Publish"), true);
        check(("\"WhoIamAllows\"", "\"Another\""), true);
        check(("\"arn:aws:iam::111122223333:root\"", "\"*\""), false);
        check(("\"arn:aws:iam::111122223333:root\"", "[\"111122223333\",\"444455556666\"]"), false);
        check(("[\"sns:Publish\"", "[\"sns:DeleteTopic\",\"sns:Publish\""), false);
        check(("\"Statement\":[", "\"Statement\":[{},"), false);
        assert!(!is_ours("", TOPIC));
    }
}
