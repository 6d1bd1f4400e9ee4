//! Whether a function lets the topic of a contact invoke it. SNS confirms such a subscription by itself, and then
//! fails to deliver (Lambda developer guide, `permissions-function-services`).
//!
//! Must not change a function: it is somebody else's.

use crate::to_type::aws;
use anyhow::{Context, Result};
use aws_config::SdkConfig;
use callout_aws::signed_get;
use callout_lambda::SystemClock;
use callout_ports::Clock as _;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

/// Everything that has a meaning in an address.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
/// The most characters of a statement's name (Lambda API reference, `AddPermission`).
const LONGEST_ID: usize = 100;

/// Whether the function's policy allows it; needs `lambda:GetPolicy`.
///
/// # Errors
/// Lambda does not answer, or refuses to tell.
pub(crate) async fn may_invoke(sdk: &SdkConfig, function: &str, topic: &str) -> Result<bool> {
    let function = utf8_percent_encode(function, RESERVED);
    let path = format!("/2015-03-31/functions/{function}/policy");
    let Some(answer) = signed_get(sdk, "lambda", &path, SystemClock.now().into()).await? else {
        return Ok(false);
    };
    let answer: Value = serde_json::from_slice(&answer).context("understand the function's policy")?;
    Ok(allows(answer["Policy"].as_str().unwrap_or_default(), topic))
}

/// The command that allows it.
pub(crate) fn command(function: &str, topic: &str) -> String {
    let name = topic.rsplit(':').next().unwrap_or(topic);
    let id = name.get(name.len().saturating_sub(LONGEST_ID)..).unwrap_or(name);
    aws(&format!(
        "lambda add-permission --function-name {function} --statement-id {id} --action lambda:InvokeFunction \
         --principal sns.amazonaws.com --source-arn {topic}"
    ))
}

fn allows(policy: &str, topic: &str) -> bool {
    let policy: Value = serde_json::from_str(policy).unwrap_or_default();
    let statements = policy["Statement"].as_array().map(Vec::as_slice).unwrap_or_default();
    statements.iter().any(|statement| {
        statement["Effect"] == "Allow"
            && statement["Principal"]["Service"] == "sns.amazonaws.com"
            && names_topic(&statement["Condition"], topic)
    })
}

/// Whether a condition lets the topic through; none lets every topic through.
fn names_topic(condition: &Value, topic: &str) -> bool {
    let sources: Vec<&str> = condition
        .as_object()
        .into_iter()
        .flat_map(|operators| operators.values())
        .filter_map(Value::as_object)
        .flatten()
        .filter(|(key, _)| key.eq_ignore_ascii_case("aws:SourceArn"))
        .filter_map(|(_, value)| value.as_str())
        .collect();
    let matches = |source: &&str| match source.split_once('*') {
        Some((start, _)) => topic.starts_with(start),
        None => *source == topic,
    };
    sources.is_empty() || sources.iter().any(matches)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOPIC: &str = "arn:aws:sns:eu-west-1:111122223333:callout-responder-ana-0123456789ab";

    /// Whether a policy with this principal and condition lets the topic in.
    fn check(principal: &str, condition: &str, expected: bool) {
        let policy = format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Sid":"x","Effect":"Allow","Principal":{{"Service":"{principal}"}},
            "Action":"lambda:InvokeFunction","Resource":"arn:aws:lambda:eu-west-1:111122223333:function:x"{condition}}}]}}"#
        );
        assert_eq!(allows(&policy, TOPIC), expected, "{policy}");
    }

    #[test]
    fn a_function_must_admit_sns_and_this_topic() {
        let from = |arn: &str| format!(r#","Condition":{{"ArnLike":{{"AWS:SourceArn":"{arn}"}}}}"#);
        check("sns.amazonaws.com", &from(TOPIC), true);
        check("sns.amazonaws.com", &from("arn:aws:sns:eu-west-1:111122223333:callout-responder-*"), true);
        check("sns.amazonaws.com", "", true);
        check("sns.amazonaws.com", &from("arn:aws:sns:eu-west-1:111122223333:other"), false);
        check("events.amazonaws.com", &from(TOPIC), false);
        assert!(!allows("", TOPIC));
    }

    #[test]
    fn the_command_names_function_and_topic() {
        let command = command("arn:aws:lambda:eu-west-1:111122223333:function:x", TOPIC);
        assert!(command.contains("--statement-id callout-responder-ana-0123456789ab "), "{command}");
        assert!(command.ends_with(&format!("--source-arn {TOPIC}")), "{command}");
    }
}
