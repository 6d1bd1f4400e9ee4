//! Names that derive from the stack's stay within AWS's limits, however long the stack's name may be.

use super::Template;
use crate::house::{hold, repository};
use serde_json::Value;

/// The longest name that a stack may have; infra/README.md says so.
const LONGEST_STACK_NAME: usize = 37;
/// The longest name of a region that has function URLs, like `ap-northeast-1`.
const LONGEST_REGION: usize = 14;

/// How long a name may be, by AWS's API references: type, property, characters.
const LIMITS: [(&str, &str, usize); 12] = [
    ("AWS::Serverless::Function", "FunctionName", 64),
    ("AWS::SQS::Queue", "QueueName", 80),
    ("AWS::SNS::Topic", "TopicName", 256),
    ("AWS::Events::Rule", "Name", 64),
    ("AWS::Scheduler::ScheduleGroup", "Name", 64),
    ("AWS::CloudFront::OriginAccessControl", "OriginAccessControlConfig/Name", 64),
    ("AWS::CloudFront::Function", "Name", 64),
    ("AWS::CloudFront::CachePolicy", "CachePolicyConfig/Name", 128),
    ("AWS::CloudFront::ResponseHeadersPolicy", "ResponseHeadersPolicyConfig/Name", 128),
    ("AWS::CloudWatch::Alarm", "AlarmName", 255),
    ("AWS::DynamoDB::Table", "TableName", 255),
    ("AWS::Logs::LogGroup", "LogGroupName", 512),
];

/// How long a name can get.
fn longest(name: &Value) -> usize {
    let text = name["Fn::Sub"].as_str().or(name.as_str()).unwrap_or("${AWS::StackName}");
    let stack = "s".repeat(LONGEST_STACK_NAME);
    text.replace("${AWS::StackName}", &stack).replace("${AWS::Region}", &"r".repeat(LONGEST_REGION)).len()
}

#[test]
fn names_fit_with_the_longest_stack_name() {
    let template = Template::load();
    let mut broken = Vec::new();
    for (kind, property, most) in LIMITS {
        for (resource, properties) in template.of_type(kind) {
            let Some(name) = properties.pointer(&format!("/{property}")) else { continue };
            if longest(name) > most {
                broken.push(format!("{resource}: {} of {most} characters", longest(name)));
            }
        }
    }
    hold("Shorten what follows ${AWS::StackName}, or the longest name a stack may have.", broken);
}

#[test]
fn the_readme_says_how_long_a_stack_name_may_be() {
    let readme = repository::text("infra/README.md");
    assert!(
        readme.contains(&format!("at most {LONGEST_STACK_NAME} characters")),
        "say it where deploying is told"
    );
}
