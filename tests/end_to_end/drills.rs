//! Drills, as a team runs them: through every way in, and the nightly one.

use super::local::{Local, SOON, eventually, get};
use serde_json::Value;

/// Each way is proven, and nobody hears of it.
pub(crate) fn a_drill_passes_by_every_way(local: &Local) {
    for way in ["event-bridge", "topic", "direct", "https"] {
        // One wait for the second level is enough.
        let rest: &[&str] = if way == "topic" { &[] } else { &["--no-escalation"] };
        let report = local.json(&[&["drill", "--via", way], rest].concat());
        let steps: Vec<&Value> = report["steps"].as_array().unwrap().iter().collect();
        assert!(steps.iter().all(|step| step["ok"] == true), "{report:#}");
        let named = |name: &str| steps.iter().find(|step| step["step"] == name);
        let seconds = named("message handed over").unwrap()["seconds"].as_f64().unwrap();
        println!("drill by {way}: message handed over after {seconds} s");
        assert_eq!(named("second level paged").is_some(), way == "topic", "{report:#}");
        let shown = local.json(&["show", report["incident"].as_str().unwrap()]);
        let title = shown["incident"]["title"].as_str().unwrap();
        assert!(title.starts_with(&format!("DRILL: callout-drill-callout-{way}-")), "{title}");
        assert_eq!(shown["incident"]["status"], "resolved", "{shown:#}");
        assert_eq!(shown["incident"]["postmortem"], Value::Null);
    }
    nothing_is_left(local);
}

fn nothing_is_left(local: &Local) {
    let heard: Vec<_> = local.inbox().into_iter().filter(|message| message.text.contains("DRILL")).collect();
    assert!(heard.is_empty(), "people heard of a drill: {heard:#?}");
    assert!(!get(local.at("status_page_url")).1.contains("DRILL"), "customers read of a drill");
    let left = local.python(
        "cloudwatch = aws('cloudwatch')\n\
         print([one['AlarmName'] for one in cloudwatch.describe_alarms(AlarmNamePrefix='callout-drill-')['MetricAlarms']])\n\
         metrics = cloudwatch.list_metrics(Namespace='Callout/callout', MetricName='DrillSeconds')['Metrics']\n\
         print(sorted(one['Dimensions'][0]['Value'] for one in metrics))",
    );
    assert_eq!(left, "[]\n['direct', 'event-bridge', 'https', 'topic']");
}

/// What the template's rule puts on the alarms topic; the emulator runs no night.
pub(crate) fn the_nightly_drill_reaches_one_contact(local: &Local) {
    let folder = local.settings("drill", |file, text| match file {
        "callout.toml" => {
            text.replacen("[postmortems]", "[drill]\ncontact = \"cho/email\"\n\n[postmortems]", 1)
        }
        _ => text,
    });
    local.json(&["apply", folder.to_str().unwrap(), "--yes"]);
    local.python(
        "import datetime\n\
         message = {'AlarmName': 'callout-drill-callout-nightly', 'NewStateValue': 'ALARM', 'OldStateValue': 'OK',\n    \
             'AlarmArn': 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:callout-drill-callout-nightly',\n    \
             'AWSAccountId': '000000000000', 'NewStateReason': 'The nightly drill',\n    \
             'StateChangeTime': datetime.datetime.now(datetime.timezone.utc).strftime('%Y-%m-%dT%H:%M:%SZ')}\n\
         aws('sns').publish(TopicArn=endpoints['alarm_topic_arn'], Message=json.dumps(message))",
    );
    let message = local.expect("cho", "email", "DRILL");
    assert!(message.text.contains("nothing to do") && !message.text.contains("http"), "{}", message.text);
    let logged = || {
        local.python(
            "events = aws('logs').filter_log_events(logGroupName='/aws/lambda/callout-notify')['events']\n\
             print([one['message'] for one in events if 'CloudWatchMetrics' in one['message']])",
        )
    };
    let seconds =
        eventually(SOON, || Some(logged()).filter(|text| text != "[]"), || "no metric in the log".to_owned());
    assert!(seconds.contains("DrillSeconds") && seconds.contains("nightly"), "{seconds}");
    let number = local.expect_status("callout-drill-callout-nightly", "triggered")["number"].to_string();
    local.json(&["resolve", &number]);
    let heard = local.inbox().into_iter().filter(|message| message.text.contains("DRILL")).count();
    assert_eq!(heard, 1, "one contact hears of it, once: {:#?}", local.inbox());
    local.json(&["apply", "infra/config", "--yes"]);
}
