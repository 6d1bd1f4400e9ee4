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

fn kept(template: &Template, name: &str) {
    for policy in ["DeletionPolicy", "UpdateReplacePolicy"] {
        assert_eq!(template.resource(name)[policy], "Retain", "{name} needs {policy}: Retain");
    }
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
