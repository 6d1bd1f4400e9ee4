//! Whether a page would arrive, asked before one has to.

use super::local::Local;
use serde_json::Value;

/// A contact is tried, verified, broken behind Callout's back, found out and mended.
pub(crate) fn a_contact_is_tried_before_it_is_needed(local: &Local) {
    let tested = local.json(&["test-page", "cho"]);
    assert!(each(&tested).all(|one| one["state"] == "handed_over"), "{tested:#}");
    let test = local.expect("cho", "sms", "TEST from Callout");
    assert!(test.text.contains("nothing to do"), "{}", test.text);
    local.expect("cho", "email", "TEST from Callout");

    local.json(&["verify", "cho", "--contact", "sms"]);
    let message = local.expect("cho", "sms", "is your Callout code");
    let code = &message.text[..6];
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let refused = local.run(&["verify", "cho", "--contact", "sms", "--code", wrong]);
    let told = String::from_utf8_lossy(&refused.stderr);
    assert!(!refused.status.success() && told.contains("4 tries left"), "{told}");
    let verified = local.json(&["verify", "cho", "--contact", "sms", "--code", code]);
    assert!(verified["verified_at"].is_string(), "{verified:#}");
    assert_eq!(about(&local.json(&["ready"]), "sms"), None, "a verified contact has nothing to do");

    local.python(
        "sns = aws('sns')\n\
         for topic in sns.get_paginator('list_topics').paginate().search('Topics[].TopicArn'):\n    \
             if ':callout-responder-cho-' not in topic: continue\n    \
             for one in sns.list_subscriptions_by_topic(TopicArn=topic)['Subscriptions']:\n        \
                 if one['Protocol'] == 'sms': sns.unsubscribe(SubscriptionArn=one['SubscriptionArn'])",
    );
    let output = local.run(&["test-page", "cho"]);
    let tested: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(!output.status.success(), "{tested:#}");
    assert!(each(&tested).any(|one| one["state"] == "no_subscriber"), "{tested:#}");
    let output = local.run(&["ready"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(!output.status.success() && report["ready"] == false, "{report:#}");
    let apply = format!("callout apply --port {}", local.port);
    assert_eq!(about(&report, "sms"), Some(apply), "as it can be typed");
    local.json(&["apply", "infra/config", "--yes"]);
    assert_eq!(about(&local.json(&["ready"]), "sms"), None);
}

fn each(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().unwrap().iter()
}

/// What to do about a contact of cho, if anything.
fn about(report: &Value, contact: &str) -> Option<String> {
    let mut findings = each(&report["findings"]);
    let found = findings.find(|one| one["about"] == "cho" && one["contact"] == contact)?;
    Some(found["do"].as_str().unwrap().to_owned())
}
