//! With a responder's link: of an incident that is over, used for anything else.

use super::report::Report;
use super::web::{FORM, get, post};
use crate::end_to_end::local::Local;

const WHO: &str = "link";

/// The page of an incident that is open, and its link.
pub(super) fn a_page(local: &Local) -> String {
    let on_call = local.on_call("payments");
    local.python(
        "for one in ('payments-attacked', 'payments-flooded'):\n    \
         aws('cloudwatch').put_metric_alarm(AlarmName=one, Namespace='Attack', MetricName='Errors', Statistic='Sum', \
         Period=60, EvaluationPeriods=1, Threshold=1, ComparisonOperator='GreaterThanThreshold')\n\
         aws('cloudwatch').set_alarm_state(AlarmName='payments-attacked', StateValue='ALARM', StateReason='slow')",
    );
    local.expect(&on_call, "sms", "payments-attacked").link()
}

pub(super) fn attack(local: &Local, link: &str, report: &mut Report) {
    let number = local.expect_status("payments-attacked", "triggered")["number"].to_string();
    local.json(&["resolve", &number]);
    let (base, token) = link.rsplit_once("/a/").unwrap();
    // The link still opens and says that it is over; pressing changes nothing.
    post(link, &[FORM], "");
    let status = local.expect_status("payments-attacked", "resolved")["acknowledged_by"].clone();
    report.note((WHO, "", "acknowledges what is over"), [(!status.is_null()).then(|| status.to_string())]);

    let incident = local.expect_status("payments-attacked", "resolved")["id"].as_str().unwrap().to_owned();
    let (console, _) = local.at("console_url").rsplit_once("/c/").unwrap();
    let elsewhere = [
        format!("{base}/c/{token}"),
        format!("{console}/c/{token}"),
        format!("{console}/incidents"),
        format!("{console}/incidents/{number}"),
        format!("{base}/m/{token}"),
        format!("{base}/cal/{token}.ics"),
        format!("{base}/cal/{token}"),
        format!("{base}/a/{token}/i/{incident}"),
        format!("{base}/a/{token}%2f..%2f..%2fc"),
        format!("{base}/a/{token}="),
    ];
    let opened = elsewhere.iter().map(|address| get(address, &[]).taken());
    report.note((WHO, "S9", "opens the console, a bundle, a calendar, another spelling"), opened);
    let acts = ["resolve", "escalate", "publish_update", "reassign"].iter().flat_map(|act| {
        let form =
            format!("do={act}&who=ana&text=attack&phase=resolved&impact=none&sure=1&seen=1&csrf={token}");
        ["callout", "__Host-callout"].map(|name| {
            let cookie = ("cookie", format!("{name}={token}"));
            post(&format!("{console}/incidents/{number}"), &[FORM, (cookie.0, &cookie.1)], &form).taken()
        })
    });
    report.note((WHO, "S9", "acts in the console"), acts);
    let shown = [post(&format!("{base}/m/{token}/{incident}"), &[FORM], "").taken()];
    report.note((WHO, "S9", "acknowledges an incident of a bundle"), shown);
}
