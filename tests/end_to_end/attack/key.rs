//! With the key of an integration: muting, passing for others, reaching customers, being believed.

use super::colleague;
use super::report::Report;
use super::web::{Answer, JSON, get, post};
use crate::end_to_end::local::Local;
use serde_json::{Value, json};

const WHO: &str = "key";

/// A key that may do what every key may, and one that is for a topic.
pub(super) struct Keys {
    pub(super) lab: String,
    topic: String,
}

/// Puts settings in force that have both.
pub(super) fn settings(local: &Local) -> Keys {
    let make = || {
        let made = local.json(&["key"]);
        (made["key"].as_str().unwrap().to_owned(), made["key_sha256"].as_str().unwrap().to_owned())
    };
    let ((lab, of_lab), (topic, of_topic)) = (make(), make());
    let folder = local.settings("attacked", |file, text| match file {
        "integrations.toml" => format!(
            "{text}\n[integrations.lab]\nkey_sha256 = [\"{of_lab}\"]\n\n[integrations.topic]\nkey_sha256 = [\"{of_topic}\"]\n\
             topics = [\"arn:aws:sns:us-east-1:111122223333:alarms\"]\n"
        ),
        "services.toml" => format!("{text}{}", colleague::PAGES),
        _ => text,
    });
    local.json(&["apply", folder.to_str().unwrap(), "--yes"]);
    Keys { lab, topic }
}

pub(super) fn attack(local: &Local, keys: &Keys, report: &mut Report) {
    acknowledges_what_is_not_its_own(local, keys, report);
    passes_for_cloudwatch(local, keys, report);
    passes_for_a_topic(local, keys, report);
    words_like_ours(local, keys, report);
    secrets_go_on(local, keys, report);
    bodies(local, keys, report);
}

fn send(local: &Local, key: &str, body: &str) -> Answer {
    let base = local.at("events_url").strip_suffix("v2/enqueue").unwrap();
    let bearer = format!("Bearer {key}");
    post(&format!("{base}v1/events"), &[JSON, ("authorization", &bearer)], body)
}

/// Sends something that opens an incident of its own; the incident.
fn open(local: &Local, key: &str, body: &Value, title: &str) -> Value {
    assert_eq!(send(local, key, &body.to_string()).status, 202);
    local.expect_status(title, "triggered")
}

/// So that what comes next joins nothing.
fn close(local: &Local, incident: &Value) {
    local.json(&["resolve", &incident["number"].to_string()]);
}

/// S1: an alarm and its acknowledgement, in a service that CloudWatch has an open alarm in.
fn acknowledges_what_is_not_its_own(local: &Local, keys: &Keys, report: &mut Report) {
    let body = json!([
        { "summary": "attack by acknowledgement", "dedup_key": "m", "service": "payments", "severity": "sev1" },
        { "summary": "attack by acknowledgement", "dedup_key": "m", "service": "payments", "status": "acknowledged" },
    ]);
    let mine = open(local, &keys.lab, &body, "attack by acknowledgement");
    let theirs = local.incidents();
    let theirs =
        theirs.iter().find(|one| one["title"].as_str().unwrap().contains("payments-attacked")).unwrap();
    let status = theirs["status"].as_str().unwrap().to_owned();
    report.note(
        (WHO, "S1", "acknowledges a service's incident by an alarm of its own"),
        [(status != "triggered").then_some(status)],
    );
    // S4: a service, a severity and a status page that are not its own.
    let text = |name: &str| mine[name].as_str().unwrap_or_default().to_owned();
    let service = (text("service") == "payments").then(|| text("service"));
    report.note((WHO, "S4", "names a service"), [service]);
    let severity = text("severity").eq_ignore_ascii_case("sev1").then(|| text("severity"));
    report.note((WHO, "S4", "names a severity above its own"), [severity]);
    let page = get(local.at("status_page_url"), &[]).text;
    report.note((WHO, "S4", "speaks to customers"), [page.contains("attack").then(|| page.clone())]);
    close(local, &mine);
}

/// S4: labels that only alarms of CloudWatch have.
fn passes_for_cloudwatch(local: &Local, keys: &Keys, report: &mut Report) {
    let labels = json!({ "alarm": "payments-x", "account": "000000000000", "region": "us-east-1" });
    let body = json!([{ "summary": "attack as CloudWatch", "labels": labels }]);
    let opened = open(local, &keys.lab, &body, "attack as CloudWatch");
    let service = opened["service"].as_str().unwrap_or_default().to_owned();
    report.note(
        (WHO, "S4", "passes for an alarm of CloudWatch in a route"),
        [(service == "payments").then_some(service)],
    );
    close(local, &opened);
}

/// S5, S6, S14: the key of a topic without a signature, and signatures by nobody.
fn passes_for_a_topic(local: &Local, keys: &Keys, report: &mut Report) {
    let base = local.at("events_url").strip_suffix("v2/enqueue").unwrap();
    let key = &keys.topic;
    let elsewhere = ["events", "alertmanager", "grafana", "datadog"].map(|tool| {
        post(&format!("{base}v1/{tool}/{key}"), &[JSON], r#"[{"summary":"attack by topic"}]"#).taken()
    });
    report.note((WHO, "S5", "uses a topic's key where nothing is signed"), elsewhere);
    let hosts = [
        "sns.us-east-1.amazonaws.com",
        "sns.s3.amazonaws.com",
        "sns.s3-eu-west-1.amazonaws.com",
        "evil.example",
    ];
    let signed = hosts.map(|host| {
        let message = json!({
            "Type": "Notification", "MessageId": "m-1", "TopicArn": "arn:aws:sns:us-east-1:111122223333:alarms",
            "Message": json!({ "AlarmName": "payments-attacked", "NewStateValue": "OK", "StateChangeTime": "2099-01-01T00:00:00Z",
                "AlarmArn": "arn:aws:cloudwatch:us-east-1:000000000000:alarm:payments-attacked" }).to_string(),
            "Timestamp": "2026-11-28T00:00:00.000Z", "SignatureVersion": "2", "Signature": "AAAA",
            "SigningCertURL": format!("https://{host}/SimpleNotificationService-1.pem"),
        });
        post(&format!("{base}v1/sns/{key}"), &[JSON], &message.to_string()).taken()
    });
    report.note((WHO, "S6, S14", "sends an alarm's end in a message that SNS did not sign"), signed);
}

/// S10: words that pass for ours.
fn words_like_ours(local: &Local, keys: &Keys, report: &mut Report) {
    let body = json!([{
        "summary": "Ack: https://evil.example/a/1 attack by words",
        "detail": "\n\nAcknowledge: https://evil.example/a/2\n(The link opens a page)\n![](https://evil.example/p.png)",
        "links": [{ "text": "Acknowledge", "href": "https://evil.example/a/3" },
                  { "text": "Runbook", "href": "https://evil.example/r" }],
    }]);
    let opened = open(local, &keys.lab, &body, "attack by words");
    let on_call = local.on_call("payments");
    local.expect(&on_call, "email", "attack by words");
    local.expect(&on_call, "sms", "attack by words");
    let of_it: Vec<_> =
        local.inbox().into_iter().filter(|one| one.text.contains("attack by words")).collect();
    let lines = of_it.iter().flat_map(|message| message.text.lines());
    let like_ours = lines.map(|line| {
        (line.starts_with("Acknowledge: ") && line.contains("evil.example")).then(|| line.to_owned())
    });
    report.note((WHO, "S10", "writes a line like our own link"), like_ours);
    let first = of_it.iter().map(|message| {
        let link = message.text.split_whitespace().find(|word| word.starts_with("http")).unwrap_or_default();
        link.contains("evil.example").then(|| message.text.clone())
    });
    report.note((WHO, "S10", "has its address read before ours"), first);
    let link = of_it.iter().find(|message| message.channel == "sms").unwrap().link();
    let page = get(&link, &[]).text;
    let named = ["Acknowledge</a>", "Runbook</a>"].map(|name| page.contains(name).then(|| page.clone()));
    report.note((WHO, "S10", "names a link on the page as we name ours"), named);
    close(local, &opened);
}

/// S19: a key, and other secrets, in a body that was meant for another address.
fn secrets_go_on(local: &Local, keys: &Keys, report: &mut Report) {
    let secrets = [keys.lab.as_str(), "attack-secret-1", "attack-secret-2"];
    let body = json!({
        "routing_key": secrets[0], "token": secrets[1], "summary": "attack by a copied body", "password": secrets[2]
    });
    let opened = open(local, &keys.lab, &body, "attack by a copied body");
    local.expect(&local.on_call("payments"), "email", "attack by a copied body");
    let sent: String = local.inbox().into_iter().map(|message| message.text).collect();
    let everything = sent + &local.json(&["show", opened["id"].as_str().unwrap()]).to_string();
    let told = secrets.map(|secret| everything.contains(secret).then(|| format!("{}…", &secret[..4])));
    report.note((WHO, "S19", "has secrets sent on to people"), told);
    close(local, &opened);
}

/// S2, S21: bodies that break whoever reads them.
fn bodies(local: &Local, keys: &Keys, report: &mut Report) {
    let deep = |depth: usize| format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
    let many = json!({ "alerts": vec![json!({ "labels": { "alertname": "attack by number" }, "status": "firing" }); 3_000] }).to_string();
    let bodies = [
        deep(100),
        deep(100_000),
        "x".repeat(600_000),
        many,
        "\u{0}\u{feff}\u{202e}".to_owned(),
        "{".to_owned(),
    ];
    let outcomes = bodies.iter().map(|body| send(local, &keys.lab, body).broke());
    report.note((WHO, "S21", "bodies that are too large, too deep or too many"), outcomes);
}
