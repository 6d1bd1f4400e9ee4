//! One deployment, used as people use it.

use super::applying::{
    an_edit_at_the_prompt_carries_nothing_else_along, an_old_checkout_does_not_undo_what_a_colleague_applied,
};
use super::console::{Visitor, a_link_in_a_mail_signs_in, an_incident_is_worked_on_in_the_console, press};
use super::drills::{a_drill_passes_by_every_way, the_nightly_drill_reaches_one_contact};
use super::local::{Local, SOON, callout, eventually, get, post, root};
use super::looking::Browser;
use super::readiness::a_contact_is_tried_before_it_is_needed;
use super::replaying::dead_letters_come_back;
use super::silencing::{
    an_alert_is_silenced_and_the_silence_is_ended, what_was_silenced_is_paged_when_that_ends,
};
use super::stacks::{aws_is_named_before_anything_changes_there, commands_work_where_they_are_meant_to};
use super::tools::{
    alertmanager_reports_an_alert_and_its_end_in_both_formats, pagerdutys_client_works_with_our_address,
};
use super::transports::{all_three_transports_open_incidents, the_emulator_is_as_close_to_aws_as_documented};
use std::time::{Duration, Instant};

const FORM: &str = "application/x-www-form-urlencoded";
/// The shortest delay of a level, and time for a busy machine.
const NEXT_LEVEL: Duration = Duration::from_secs(60 + 60);

#[test]
fn the_whole_way() {
    let local = Local::start();
    let browser = Browser::find(&local);
    commands_work_where_they_are_meant_to(&local);
    the_emulator_is_as_close_to_aws_as_documented(&local);
    an_alarm_is_acknowledged_and_resolved(&local, browser.as_ref());
    aws_is_named_before_anything_changes_there(&local);
    a_link_survives_the_rotation_of_its_key(&local);
    all_three_transports_open_incidents(&local);
    other_tools_send_events(&local);
    pagerdutys_client_works_with_our_address(&local);
    alertmanager_reports_an_alert_and_its_end_in_both_formats(&local);
    let left_alone = an_alarm_and_a_heartbeat_are_left_alone(&local);
    let silenced = an_alert_is_silenced_and_the_silence_is_ended(&local);
    // Meanwhile their minute passes.
    a_drill_passes_by_every_way(&local);
    bad_input_is_refused_or_paged(&local);
    dead_letters_come_back(&local);
    the_next_level_is_paged(&local, &left_alone);
    what_was_silenced_is_paged_when_that_ends(&local, &silenced);
    a_silent_heartbeat_pages(&local, &left_alone.heartbeat);
    settings_are_applied_once(&local);
    the_nightly_drill_reaches_one_contact(&local);
    an_edit_at_the_prompt_carries_nothing_else_along(&local);
    an_old_checkout_does_not_undo_what_a_colleague_applied(&local);
    a_contact_is_tried_before_it_is_needed(&local);
    a_link_in_a_mail_signs_in(&local);
}

fn an_alarm_is_acknowledged_and_resolved(local: &Local, browser: Option<&Browser>) {
    see_status(local, browser, "before.png", "All Systems Operational");
    let on_call = local.on_call("payments");
    local.python("aws('cloudwatch').put_metric_data(Namespace='AWS/ApplicationELB', MetricData=[{'MetricName': 'HTTPCode_Target_5XX_Count', 'Value': 12}])");
    let started = Instant::now();
    local.python("aws('cloudwatch').set_alarm_state(AlarmName='payments-5xx-errors', StateValue='ALARM', StateReason='12 datapoints were greater than the threshold (5.0)')");
    let page = local.expect(&on_call, "sms", "Payments");
    println!("from alarm to text message: {:?} (budget 3 s, warm)", started.elapsed());
    assert!(page.text.starts_with("SEV2 Payments "), "{}", page.text);
    assert!(page.address.starts_with('+') && page.sent_at.ends_with('Z'), "{page:?}");
    local.expect(&on_call, "email", "Acknowledge: http");

    let (status, text) = get(&page.link());
    assert_eq!(status, 200, "{text}");
    assert!(text.contains("Acknowledge") && text.contains("payments-5xx-errors"), "{text}");
    let incident = local.expect_status("payments-5xx-errors", "triggered");
    assert_eq!(incident["acknowledged_by"], serde_json::Value::Null, "opening the link changes nothing");
    see_status(local, browser, "during.png", "We are looking into a problem with Checkout.");
    what_was_to_be_seen_is_beside_it(local, &page.link(), incident["id"].as_str().unwrap());
    if let Some(browser) = browser {
        let seen = browser.look(&page.link(), "acknowledge.png");
        assert!(seen.contains("<button"), "{seen}");
    }
    an_incident_is_worked_on_in_the_console(local, browser, &incident["number"].to_string());

    let pressed = press(&page.link());
    assert_eq!(pressed.status, 303, "the button works: {}", pressed.text);
    let incident = local.expect_status("payments-5xx-errors", "acknowledged");
    assert_eq!(incident["acknowledged_by"], on_call.as_str());
    let (_, text) = post(&page.link(), "", FORM);
    let (_, shown) = get(&page.link());
    assert!(format!("{text}{shown}").contains("cknowledged by"), "a second click says who: {text} {shown}");

    local.python("aws('cloudwatch').set_alarm_state(AlarmName='payments-5xx-errors', StateValue='OK', StateReason='back to normal')");
    let incident = local.expect_status("payments-5xx-errors", "resolved");
    local.expect(&on_call, "email", "Resolved: #");
    see_status(local, browser, "after.png", "This problem with Checkout is over.");
    a_postmortem_is_drafted(local, incident["id"].as_str().unwrap());
    assert_eq!(
        local.inbox().iter().filter(|message| message.channel == "sms").count(),
        1,
        "{:#?}",
        local.inbox()
    );
}

/// The role may look at alarms and metrics, and the page draws what it found.
fn what_was_to_be_seen_is_beside_it(local: &Local, link: &str, id: &str) {
    let context = || local.json(&["show", id])["context"].clone();
    let found = eventually(
        SOON,
        || Some(context()).filter(|found| found.is_object()),
        || format!("no context: {:#}", local.json(&["show", id])),
    );
    assert_eq!(found["missing"], serde_json::Value::Null, "{found:#}");
    assert_eq!(found["graphs"][0]["threshold"], 5.0, "{found:#}");
    let (_, text) = get(link);
    assert!(text.contains("<svg class=\"graph\"") && text.contains("threshold 5"), "{text}");
}

fn a_postmortem_is_drafted(local: &Local, id: &str) {
    let draft = eventually(
        SOON,
        || local.json(&["show", id])["incident"]["postmortem"]["draft"].as_str().map(str::to_owned),
        || format!("no draft of a postmortem: {:#}", local.json(&["show", id])),
    );
    let (bucket, key) = draft.strip_prefix("s3://").unwrap().split_once('/').unwrap();
    let text = local.python(&format!(
        "print(aws('s3').get_object(Bucket='{bucket}', Key='{key}')['Body'].read().decode())"
    ));
    assert!(text.contains("# Postmortem #") && text.contains("Acknowledged by"), "{text}");
    // Its reminders are days away: a schedule waits for them, and deletes itself afterwards.
    let schedules = local.python(
        "client = aws('scheduler')\nfor known in client.list_schedules(GroupName='callout')['Schedules']:\n    \
         one = client.get_schedule(GroupName='callout', Name=known['Name'])\n    \
         print(known['Name'], one['ActionAfterCompletion'])",
    );
    assert!(
        schedules.lines().any(|line| line.starts_with(&format!("wake-{id}-")) && line.ends_with("DELETE")),
        "{schedules}"
    );
}

fn a_link_survives_the_rotation_of_its_key(local: &Local) {
    let on_call = local.on_call("payments");
    let link = local.expect(&on_call, "sms", "Payments").link();
    local.python(
        "aws('secretsmanager').put_secret_value(SecretId='callout/link-key', SecretString=json.dumps({'key': 'k' * 64}))",
    );
    let (status, text) = get(&link);
    assert_eq!(status, 200, "a link signed before the rotation: {text}");
    let signed_anew = local.json(&["console", &on_call])["console_url"].as_str().unwrap().to_owned();
    // Links can make the keys be read twice a minute at most, so a new key may be known half a minute late.
    eventually(
        SOON,
        || Visitor::signed_in(&signed_anew),
        || format!("a link signed after the rotation: {}", get(&signed_anew).1),
    );
}

/// The status page says something, in a browser if there is one.
fn see_status(local: &Local, browser: Option<&Browser>, picture: &str, words: &str) {
    let address = local.at("status_page_url");
    eventually(
        SOON,
        || get(address).1.contains(words).then_some(()),
        || format!("the status page does not say “{words}”: {}", get(address).1),
    );
    if let Some(browser) = browser {
        let seen = browser.look(address, picture);
        assert!(seen.contains(words), "a browser does not show “{words}”: {seen}");
    }
}

fn other_tools_send_events(local: &Local) {
    let event = |action: &str| {
        format!(
            r#"{{"routing_key":"{}","event_action":"{action}","dedup_key":"disk-7","payload":{{"summary":"disk 7 is full","source":"db-1","severity":"error"}}}}"#,
            local.at("events_routing_key")
        )
    };
    let (status, text) = post(local.at("events_url"), &event("trigger"), "application/json");
    assert_eq!(status, 202, "{text}");
    local.expect_status("disk 7 is full", "triggered");
    let (status, _) = post(local.at("events_url"), &event("resolve"), "application/json");
    assert_eq!(status, 202);
    local.expect_status("disk 7 is full", "resolved");
}

fn bad_input_is_refused_or_paged(local: &Local) {
    let (status, _) =
        get(&format!("{}x", local.expect(&local.on_call("payments"), "sms", "Payments").link()));
    assert!((400..500).contains(&status), "a forged link: {status}");
    let (status, text) = post(local.at("events_url"), "{", "application/json");
    assert_eq!(status, 400, "{text}");
    local.python("aws('lambda').invoke(FunctionName=endpoints['alarm_intake_function'], Payload=json.dumps({'hello': 'nobody'}))");
    let unparsed = local.expect_status("in an unknown format", "triggered");
    local.json(&["resolve", &unparsed["number"].to_string()]);

    let unknown = local.run(&["show", "999"]);
    let said: serde_json::Value = serde_json::from_slice(&unknown.stdout).unwrap();
    assert!(
        !unknown.status.success() && said["error"].as_str().unwrap().contains("no incident 999"),
        "{said}"
    );
    let unknown = String::from_utf8_lossy(&local.run(&["console", "zed"]).stderr).into_owned();
    assert!(unknown.contains("no responder `zed`") && unknown.contains("ana"), "{unknown}");

    let second = callout(&["local", "--port", &local.port.to_string()]).output().unwrap();
    let said = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(!second.status.success() && said.contains(&local.port.to_string()), "a port in use: {said}");
}

/// What nobody has looked at for a while.
struct LeftAlone {
    /// The incident's number.
    number: String,
    /// Whom its first level did not page.
    second: &'static str,
    /// The address of a heartbeat that is due each minute.
    heartbeat: String,
}

fn an_alarm_and_a_heartbeat_are_left_alone(local: &Local) -> LeftAlone {
    let key = local.json(&["key"]);
    let (key, digest) = (key["key"].as_str().unwrap(), key["key_sha256"].as_str().unwrap());
    let folder = local.settings("impatient", |file, text| match file {
        "services.toml" => format!(
            "{text}\n[heartbeats.backup]\nevery = \"1m\"\ngrace = \"0m\"\nservice = \"search\"\nkey_sha256 = [\"{digest}\"]\n"
        ),
        "policies.toml" => text
            .replacen("delay = \"5m\"", "delay = \"1m\"", 1)
            .replace("\"responder:cho\"", "\"responder:ana\", \"responder:ben\""),
        _ => text,
    });
    local.json(&["apply", folder.to_str().unwrap(), "--yes"]);
    let address = local.at("events_url").replace("v2/enqueue", "heartbeat/");
    let heartbeat = format!("{address}{key}");
    report_in(&heartbeat);
    let first = local.on_call("payments");
    let second = if first == "ana" { "ben" } else { "ana" };
    local.python("aws('cloudwatch').set_alarm_state(AlarmName='payments-5xx-errors', StateValue='ALARM', StateReason='again')");
    let number = local.expect_status("payments-5xx-errors", "triggered")["number"].to_string();
    is_paged(local, &first, &number, SOON);
    LeftAlone { number, second, heartbeat }
}

fn the_next_level_is_paged(local: &Local, LeftAlone { number, second, .. }: &LeftAlone) {
    is_paged(local, second, number, NEXT_LEVEL);
    local.json(&["resolve", number]);
}

fn is_paged(local: &Local, who: &str, number: &str, within: Duration) {
    let mark = format!("#{number}:");
    let page =
        || local.inbox().into_iter().find(|m| m.to == who && m.channel == "sms" && m.text.contains(&mark));
    eventually(within, page, || format!("{who} was not paged: {:#?}", local.inbox()));
}

/// A key that was just applied is known everywhere within seconds: public functions keep settings that long.
fn report_in(address: &str) {
    let pinged = || Some(get(address)).filter(|(status, text)| *status == 200 && text.contains("\"backup\""));
    eventually(SOON, pinged, || format!("{:?}", get(address)));
    assert_eq!(get(&format!("{address}x")).0, 404, "a key of nobody");
}

/// It reported in, and then not for a minute.
fn a_silent_heartbeat_pages(local: &Local, address: &str) {
    local.expect(&local.on_call("daytime"), "sms", "backup was silent for 1 min");
    assert_eq!(local.json(&["heartbeats"])[0]["state"], "silent");
    report_in(address);
    local.expect_status("backup was silent", "resolved");
    assert_eq!(local.json(&["heartbeats"])[0]["state"], "fine");
}

fn settings_are_applied_once(local: &Local) {
    let folder = root().join("infra/config");
    let folder = folder.to_str().unwrap();
    let refused = local.run(&["apply", folder]);
    let told = String::from_utf8_lossy(&refused.stderr);
    assert!(!refused.status.success() && told.contains("without a terminal, add --yes"), "{told}");
    local.json(&["apply", folder, "--yes"]);
    let again = local.json(&["apply", folder]);
    let nothing = serde_json::json!({
        "settings": [], "contacts": [], "mutes": [], "leaving": [], "own": [], "warnings": []
    });
    assert_eq!(again, nothing, "a second apply does nothing");
}
