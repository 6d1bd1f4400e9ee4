//! One key sends hundreds of distinct alarms while CloudWatch has to page.

use super::Scale;
use super::key::Keys;
use super::report::Report;
use super::web::{JSON, many, post};
use crate::end_to_end::local::{Local, Message, SOON, eventually};
use serde_json::json;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// From the alarm to the message, whatever a key sends meanwhile.
const BUDGET: f64 = 3.0;

pub(super) fn attack(local: &Local, keys: &Keys, scale: Scale, report: &mut Report) {
    let base = local.at("events_url").strip_suffix("v2/enqueue").unwrap();
    let bearer = format!("Bearer {}", keys.lab);
    let seconds = std::thread::scope(|scope| {
        let flood = scope.spawn(|| {
            many(scale.alarms, |nth| {
                let body =
                    json!([{ "summary": format!("flood {nth}"), "dedup_key": format!("flood-{nth}") }]);
                post(&format!("{base}v1/events"), &[JSON, ("authorization", &bearer)], &body.to_string())
                    .broke()
            })
        });
        let seconds = a_page_of_cloudwatch(local);
        report
            .note(("key", "S7", "distinct alarms by one key: a function that breaks"), flood.join().unwrap());
        seconds
    });
    println!("from alarm to text message, under the flood: {seconds:.2} s (budget {BUDGET} s)");
    let late = (seconds > BUDGET).then(|| format!("paged after {seconds:.2} s"));
    report.note(("key", "S7", "… holding up a page of CloudWatch"), [late]);
}

/// The seconds from a CloudWatch alarm to its text message.
fn a_page_of_cloudwatch(local: &Local) -> f64 {
    // Once the flood is under way.
    std::thread::sleep(Duration::from_millis(500));
    let on_call = local.on_call("payments");
    let set_off = local.python(
        "import time\nclient, at = aws('cloudwatch'), time.time()\n\
         client.set_alarm_state(AlarmName='payments-flooded', StateValue='ALARM', StateReason='slow')\nprint(at)",
    );
    eventually(
        SOON,
        || {
            let of_it = |one: &Message| {
                one.to == on_call && one.channel == "sms" && one.text.contains("payments-flooded")
            };
            local.inbox().into_iter().find(of_it)
        },
        || format!("no page under the flood: {:#?} {:#?}", local.incidents(), local.inbox()),
    );
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs_f64();
    now - set_off.trim().parse::<f64>().unwrap()
}
