//! Alarms that come in by three doors, each an incident of its own; a sender that gets no answer tries again, as CloudWatch,
//! SNS and Alertmanager do.

use crate::end_to_end::local::Local;
use std::time::Duration;

/// Whom the first level pages.
pub(super) const FIRST: &str = "ana";
/// Whom the second level pages.
pub(super) const SECOND: &str = "ben";
/// How long the first level has.
pub(super) const DELAY: Duration = Duration::from_secs(60);

/// How many alarms come in beside a fault, before and after it.
const AT_ONCE: usize = 6;
/// HTTPS, CloudWatch's event, and the alarms topic.
const DOORS: usize = 3;
/// How often a sender tries.
const TRIES: usize = 100;

/// What was sent.
#[derive(Default)]
pub(super) struct Stream {
    /// The names of all alarms that the stack took over.
    pub(super) sent: Vec<String>,
    /// How many of them took more than one try.
    pub(super) retried: usize,
}

impl Stream {
    /// Some alarms.
    pub(super) fn go_on(&mut self, local: &Local) {
        for _ in 0..AT_ONCE {
            self.send(local);
        }
    }

    /// One alarm, by the next door; returns its name once the stack has taken it over.
    pub(super) fn send(&mut self, local: &Local) -> String {
        self.send_by(self.sent.len() % DOORS, local)
    }

    /// One alarm of CloudWatch.
    pub(super) fn send_by_aws(&mut self, local: &Local) {
        self.send_by(1 + self.sent.len() % (DOORS - 1), local);
    }

    /// One alarm that was tried too often, as SQS puts it aside.
    pub(super) fn give_up(&mut self, local: &Local) -> String {
        let name = format!("chaos-{:03}.", self.sent.len());
        let alert = format!(
            "{{'source': 'cloudwatch', 'dedup_key': '{name}', 'kind': 'trigger', 'summary': '{name}', 'changed_at': at}}"
        );
        local.python(&format!(
            "import datetime\n\
             at = datetime.datetime.now(datetime.timezone.utc).strftime('%Y-%m-%dT%H:%M:%SZ')\n\
             queue = aws('sqs').get_queue_url(QueueName='callout-dead.fifo')['QueueUrl']\n\
             aws('sqs').send_message(QueueUrl=queue, MessageBody=json.dumps({alert}), MessageGroupId='{name}', \
             MessageDeduplicationId='{name}')"
        ));
        self.sent.push(name.clone());
        name
    }

    fn send_by(&mut self, door: usize, local: &Local) -> String {
        let nth = self.sent.len();
        let name = format!("chaos-{nth:03}.");
        let mut tries = 1;
        while !hand_in(local, door, &name) {
            assert!(tries < TRIES, "nobody took {name} in {TRIES} tries");
            tries += 1;
            std::thread::sleep(Duration::from_secs(1));
        }
        self.retried += usize::from(tries > 1);
        self.sent.push(name.clone());
        name
    }
}

/// Settings in which each alarm is an incident of its own, and pages.
pub(super) fn apply_settings(local: &Local) {
    let folder = local.settings("chaos", |file, text| match file {
        "routes.toml" => text.replace(
            "[[routes]]\nname = \"everything else\"\n",
            "[[routes]]\nname = \"chaos\"\nmatch = { summary = \".*chaos-.*\" }\nservice = \"payments\"\nseverity = \"SEV2\"\n\
             group_by = [\"summary\"]\n\n[[routes]]\nname = \"everything else\"\n",
        ),
        "policies.toml" => text
            .replacen("\"schedule:payments\"", "\"responder:ana\"", 1)
            .replacen("delay = \"5m\"", "delay = \"1m\"", 1)
            .replacen("\"schedule:daytime\", \"responder:cho\"", "\"responder:ben\"", 1),
        "callout.toml" => format!("{text}\n[storm]\nincidents = 0\n"),
        _ => text,
    });
    local.json(&["apply", folder.to_str().unwrap(), "--yes"]);
}

/// Whether an alarm was taken over.
fn hand_in(local: &Local, door: usize, name: &str) -> bool {
    match door {
        0 => {
            let body = format!(
                r#"{{"routing_key":"{}","event_action":"trigger","dedup_key":"{name}","payload":{{"summary":"{name}","source":"chaos","severity":"error"}}}}"#,
                local.at("events_routing_key")
            );
            local.try_post("events_url", &body) == Some(202)
        }
        1 => local.try_python(&format!(
            "aws('cloudwatch').put_metric_alarm(AlarmName='{name}', Namespace='Chaos', MetricName='Errors', Statistic='Sum', \
             Period=60, EvaluationPeriods=1, Threshold=1, ComparisonOperator='GreaterThanThreshold')\n\
             aws('cloudwatch').set_alarm_state(AlarmName='{name}', StateValue='ALARM', StateReason='chaos')"
        )),
        _ => local.try_python(&format!(
            "import datetime\n\
             message = {{'AlarmName': '{name}', 'NewStateValue': 'ALARM', 'OldStateValue': 'OK', 'NewStateReason': 'chaos',\n    \
                 'AlarmArn': 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:{name}', 'AWSAccountId': '000000000000',\n    \
                 'StateChangeTime': datetime.datetime.now(datetime.timezone.utc).strftime('%Y-%m-%dT%H:%M:%SZ')}}\n\
             aws('sns').publish(TopicArn=endpoints['alarm_topic_arn'], Message=json.dumps(message))"
        )),
    }
}
