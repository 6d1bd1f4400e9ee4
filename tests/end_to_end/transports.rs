//! The ways of a CloudWatch alarm, and what the emulator is taught so that they are those of AWS.

use super::local::{Local, root};
use std::process::Command;

/// MiniStack alone does not hand alarms to EventBridge and functions, knows no leading keys, and takes a stream's batch
/// that failed in part for done. With the wrappers of `callout local` it does what AWS does.
pub(crate) fn the_emulator_is_as_close_to_aws_as_documented(local: &Local) {
    let wrappers = root().join("infra/cli/src/local/emulator_differences.py");
    let scratch = local.folder().join("tmp");
    let output = Command::new(root().join("target/local/venv/bin/python"))
        .arg(root().join("tests/end_to_end/emulator_differences.py"))
        .arg(wrappers)
        .env("TMPDIR", &scratch)
        .env("HOME", &scratch)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    a_policy_ends_at_the_keys_of_the_table(local);
}

fn a_policy_ends_at_the_keys_of_the_table(local: &Local) {
    let refused = local.python(
        "iam = aws('iam')\n\
         iam.create_user(UserName='keys')\n\
         statement = {'Effect': 'Allow', 'Action': 'dynamodb:PutItem', 'Resource': '*',\n    \
             'Condition': {'ForAllValues:StringLike': {'dynamodb:LeadingKeys': ['TRY#*']}}}\n\
         policy = json.dumps({'Version': '2012-10-17', 'Statement': [statement]})\n\
         iam.put_user_policy(UserName='keys', PolicyName='keys', PolicyDocument=policy)\n\
         key = iam.create_access_key(UserName='keys')['AccessKey']\n\
         table = boto3.client('dynamodb', endpoint_url=aws('iam').meta.endpoint_url, region_name='us-east-1',\n    \
             aws_access_key_id=key['AccessKeyId'], aws_secret_access_key=key['SecretAccessKey'])\n\
         def put(key):\n    \
             try: table.put_item(TableName='callout', Item={'pk': {'S': key}, 'sk': {'S': '0'}})\n    \
             except Exception as refusal: return type(refusal).__name__\n\
         print(put('TRY#1'), put('OTHER#1'))\n\
         aws('dynamodb').delete_item(TableName='callout', Key={'pk': {'S': 'TRY#1'}, 'sk': {'S': '0'}})",
    );
    assert_eq!(refused, "None ClientError", "a write under another key than the policy allows");
}

pub(crate) fn all_three_transports_open_incidents(local: &Local) {
    let on_call = local.on_call("daytime");
    local.python("aws('cloudwatch').set_alarm_state(AlarmName='search-latency-p99', StateValue='ALARM', StateReason='slow')");
    local.expect(&on_call, "sms", "search-latency-p99");
    local.python("aws('cloudwatch').set_alarm_state(AlarmName='search-latency-p99', StateValue='OK', StateReason='fast')");
    local.expect_status("search-latency-p99", "resolved");

    for way in ["event-bridge", "direct"] {
        let alarm = format!("search-by-{way}");
        set_an_alarm_off_by(local, way, &alarm);
        local.expect(&on_call, "sms", &alarm);
        let number = local.expect_status(&alarm, "triggered")["number"].to_string();
        local.json(&["ack", &number]);
        local.json(&["note", &number, "trying a larger instance"]);
        let shown = local.json(&["show", &number]).to_string();
        assert!(shown.contains("trying a larger instance"), "{shown}");
        local.json(&["resolve", &number]);
    }
    // It came over EventBridge too, and is one all the same.
    let direct = local.incidents().iter().filter(|one| one["title"] == "search-by-direct: slow").count();
    assert_eq!(direct, 1, "{:#?}", local.incidents());
}

/// An alarm that names no topic reaches EventBridge; one may name the function besides.
fn set_an_alarm_off_by(local: &Local, way: &str, alarm: &str) {
    let actions = if way == "direct" {
        "[aws('lambda').get_function(FunctionName=endpoints['alarm_intake_function'])['Configuration']['FunctionArn']]"
    } else {
        "[]"
    };
    local.python(&format!(
        "aws('cloudwatch').put_metric_alarm(AlarmName='{alarm}', Namespace='Drill', MetricName='Errors', \
         Statistic='Sum', Period=60, EvaluationPeriods=1, Threshold=1, ComparisonOperator='GreaterThanThreshold', \
         AlarmActions={actions})\n\
         aws('cloudwatch').set_alarm_state(AlarmName='{alarm}', StateValue='ALARM', StateReason='slow')"
    ));
}
