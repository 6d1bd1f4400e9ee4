//! What is kept is kept safe: the table, the buckets, the logs.

use super::{Template, functions, names};
use crate::house::hold;
use serde_json::Value;

#[test]
fn the_table_survives_mistakes() {
    let template = Template::load();
    let tables = template.of_type("AWS::DynamoDB::Table");
    assert_eq!(tables.len(), 1, "one table holds everything: one commit is one transaction");
    for (name, table) in tables {
        let recovery = &table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"];
        assert_eq!(recovery, true, "{name} needs point-in-time recovery");
        let protection = template.by_default(&table["DeletionProtectionEnabled"]);
        assert!(protection == true || protection == "true", "{name} needs deletion protection by default");
        kept(&template, name);
    }
}

#[test]
fn buckets_are_private_and_survive_the_stack() {
    let template = Template::load();
    for (name, bucket) in template.of_type("AWS::S3::Bucket") {
        for block in ["BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"] {
            assert_eq!(bucket["PublicAccessBlockConfiguration"][block], true, "{name} needs {block}: true");
        }
        kept(&template, name);
    }
}

/// What a first deployment leaves behind when it fails would block the second (CloudFormation user guide, `DeletionPolicy`).
fn kept(template: &Template, name: &str) {
    let resource = template.resource(name);
    assert_eq!(resource["DeletionPolicy"], "RetainExceptOnCreate", "{name} needs this DeletionPolicy");
    assert_eq!(resource["UpdateReplacePolicy"], "Retain", "{name} needs this UpdateReplacePolicy");
}

#[test]
fn the_table_needs_no_key_of_its_own() {
    let template = Template::load();
    let (name, table) = template.of_type("AWS::DynamoDB::Table")[0];
    // SSEEnabled does not mean "encrypted", which every table is, but "with a KMS key": paging would depend on KMS.
    assert!(
        table["SSESpecification"].is_null(),
        "{name}: leave SSESpecification out (DynamoDB API, SSESpecification)"
    );
}

#[test]
fn lambda_filters_no_log_line() {
    let template = Template::load();
    let functions = functions(&template).into_iter();
    let broken = functions.filter(|(_, one)| one["LoggingConfig"]["ApplicationLogLevel"] != "TRACE");
    let rule = "Write ApplicationLogLevel: TRACE: RUST_LOG alone decides (Lambda developer guide, monitoring-cloudwatchlogs-log-level).";
    hold(rule, broken.map(|(name, _)| name.to_owned()));
}

#[test]
fn queues_are_encrypted() {
    let template = Template::load();
    let queues = template.of_type("AWS::SQS::Queue").into_iter();
    let broken = queues.filter(|(_, queue)| queue["SqsManagedSseEnabled"] != true);
    hold("Write SqsManagedSseEnabled: true.", broken.map(|(name, _)| name.to_owned()));
}

#[test]
fn logs_are_kept_for_a_while_and_not_for_ever() {
    let template = Template::load();
    let mut broken = Vec::new();
    for (name, function) in functions(&template) {
        let log = &function["LoggingConfig"];
        let group: &Value = template.resource(names(&log["LogGroup"]).unwrap_or_default());
        if group["Type"] != "AWS::Logs::LogGroup" || log["LogFormat"] != "JSON" {
            broken.push(format!("{name}: LoggingConfig names no log group of the template, or no JSON"));
        }
    }
    let groups = template.of_type("AWS::Logs::LogGroup").into_iter();
    let endless = groups.filter(|(_, group)| group["RetentionInDays"].is_null());
    broken.extend(endless.map(|(name, _)| format!("{name} has no RetentionInDays")));
    hold("A function logs to a log group of the template, which has RetentionInDays.", broken);
}
