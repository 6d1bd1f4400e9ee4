//! What lies in the dead-letter queues comes back by one command; what nobody knows stays.

use super::local::{Local, root};
use serde_json::Value;

/// Puts letters of several shapes into both queues, as AWS writes them.
const LETTERS: &str = r#"
sqs = aws('sqs')
at = lambda name: sqs.get_queue_url(QueueName=name)['QueueUrl']
arn = lambda name: 'arn:aws:sqs:us-east-1:111122223333:' + name
text = lambda value: {'DataType': 'String', 'StringValue': value}
alarm = 'arn:aws:cloudwatch:us-east-1:111122223333:alarm:search-replayed'
event['resources'] = [alarm]
event['detail']['alarmName'] = 'search-replayed'
event['detail']['state']['value'] = 'ALARM'
event['detail']['configuration'].pop('description', None)
sqs.send_message(QueueUrl=at('callout-dead'), MessageBody=json.dumps(event), MessageAttributes={
    'RULE_ARN': text('arn:aws:events:us-east-1:111122223333:rule/callout-alarms'),
    'TARGET_ARN': text(arn('callout-incoming')), 'ERROR_CODE': text('NO_PERMISSIONS')})
sqs.send_message(QueueUrl=at('callout-dead'), MessageBody=json.dumps({
    'requestContext': {'functionArn': 'arn:aws:lambda:us-east-1:111122223333:function:callout-outbox', 'condition': 'RetryAttemptsExhausted'},
    'DDBStreamBatchInfo': {'batchSize': 3, 'approximateArrivalOfFirstRecord': '2026-01-01T00:00:00Z',
                           'approximateArrivalOfLastRecord': '2026-01-01T00:00:09Z'}}))
sqs.send_message(QueueUrl=at('callout-dead'), MessageBody='{"who": "knows"}')
alert = {'source': 'cloudwatch', 'dedup_key': 'replayed-in-order', 'kind': 'trigger', 'summary': 'replayed in order',
         'changed_at': event['time']}
sqs.send_message(QueueUrl=at('callout-dead.fifo'), MessageBody=json.dumps(alert), MessageGroupId='g', MessageDeduplicationId='d')
"#;

/// Four letters, one of which nobody knows.
pub(super) fn put_dead_letters(local: &Local) {
    let fixture = root().join("tests/fixtures/alarms/eventbridge-metric.json");
    local.python(&format!("event = json.load(open({:?}))\n{LETTERS}", fixture.display().to_string()));
}

pub(crate) fn dead_letters_come_back(local: &Local) {
    put_dead_letters(local);
    let listed = local.run(&["replay", "--dry-run"]);
    assert!(listed.status.success(), "a list is no failure, whatever it holds: {listed:?}");
    assert_eq!(outcomes(&listed.stdout), ["listed", "listed", "listed", "unknown"]);

    let done = local.run(&["replay", "--yes"]);
    let told = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(told.contains("its shape is unknown") && told.contains("fields who"), "{told}");
    assert_eq!(outcomes(&done.stdout), ["sent", "sent", "sent", "unknown"], "{told}");
    for title in ["search-replayed", "replayed in order"] {
        let number = local.expect_status(title, "triggered")["number"].to_string();
        local.json(&["resolve", &number]);
    }

    let again = local.run(&["replay", "--yes"]);
    assert_eq!(outcomes(&again.stdout), ["unknown"], "what was brought back is gone");
}

/// What became of each letter, sorted.
pub(super) fn outcomes(printed: &[u8]) -> Vec<String> {
    let listed: Vec<Value> = serde_json::from_slice(printed).unwrap_or_default();
    let mut outcomes: Vec<String> =
        listed.iter().map(|entry| entry["outcome"].as_str().unwrap().to_owned()).collect();
    outcomes.sort();
    outcomes
}
