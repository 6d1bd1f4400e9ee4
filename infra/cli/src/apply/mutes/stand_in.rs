//! A stand-in for CloudWatch that speaks its protocol, for what a plan comes to on the wire.

use super::*;
use crate::local::Endpoints;
use aws_config::SdkConfig;
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::IntoResponse;
use serde_json::json;
use std::sync::{Arc, Mutex};

/// What CloudWatch was asked, and what it has.
#[derive(Default)]
struct CloudWatch {
    asked: Mutex<Vec<String>>,
    rules: Vec<(&'static str, &'static str)>,
    knows_no_mute_rules: bool,
}

/// CBOR, as far as it is needed here: short texts, lists and maps.
fn text(text: &str) -> Vec<u8> {
    let length = u8::try_from(text.len()).unwrap();
    [&[0x78, length], text.as_bytes()].concat()
}

fn map(entries: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let head = vec![0xA0 | u8::try_from(entries.len()).unwrap()];
    entries.iter().fold(head, |all, (key, value)| [all, text(key), value.clone()].concat())
}

fn list(items: &[Vec<u8>]) -> Vec<u8> {
    let head = vec![0x80 | u8::try_from(items.len()).unwrap()];
    items.iter().fold(head, |all, item| [all, item.clone()].concat())
}

async fn answer(State(aws): State<Arc<CloudWatch>>, uri: Uri, body: Bytes) -> impl IntoResponse + use<> {
    let operation = uri.path().rsplit('/').next().unwrap_or_default().to_owned();
    let body = String::from_utf8_lossy(&body).into_owned();
    aws.asked.lock().unwrap().push(format!("{operation} {body}"));
    let arn = |name: &str| text(&format!("arn:aws:cloudwatch:us-east-1:111122223333:alarm-mute-rule:{name}"));
    let answer = match operation.as_str() {
        "ListAlarmMuteRules" => {
            let summary = |(name, _): &(&str, &str)| map(&[("AlarmMuteRuleArn", arn(name))]);
            map(&[("AlarmMuteRuleSummaries", list(&aws.rules.iter().map(summary).collect::<Vec<_>>()))])
        }
        "GetAlarmMuteRule" => {
            let (name, description) = aws.rules.iter().find(|(name, _)| body.contains(name)).unwrap();
            map(&[("Name", text(name)), ("Description", text(description))])
        }
        _ => map(&[]),
    };
    let status = if aws.knows_no_mute_rules { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    (status, [("smithy-protocol", "rpc-v2-cbor"), ("content-type", "application/cbor")], answer)
}

/// Does something while CloudWatch is as given; what it was asked, by operation.
async fn with<T>(aws: CloudWatch, work: impl AsyncFnOnce(SdkConfig) -> T) -> (T, Vec<String>) {
    let aws = Arc::new(aws);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let served = axum::serve(listener, Router::new().fallback(answer).with_state(aws.clone()));
    let access = json!({ "endpoint_url": endpoint, "region": "us-east-1", "access_key_id": "test", "secret_access_key": "test" });
    let endpoints: Endpoints = serde_json::from_value(json!({
        "aws": access, "alarm_topic_arn": "", "alarm_intake_function": "", "events_url": "", "events_routing_key": "",
        "inbox_url": "", "status_page_url": "", "console_url": "",
    }))
    .unwrap();
    let done = tokio::select! {
        done = work(endpoints.aws.sdk_config()) => done,
        _ = served.into_future() => panic!("the stand-in stopped"),
    };
    let asked = aws.asked.lock().unwrap().clone();
    (done, asked)
}

fn settings() -> Settings {
    let window = "[maintenance.once]\nservices = ['shop']\nstart = '2027-01-10T22:00'\nend = '2027-01-11T02:00'\n\
                  reason = 'Moving.'\nmirror = ['shop-errors']";
    toml::from_str(window).unwrap()
}

fn now() -> Timestamp {
    "2027-01-10T00:00:00Z".parse().unwrap()
}

#[tokio::test]
async fn a_window_makes_a_mute_rule_and_only_rules_of_this_stack_are_removed() {
    let rules = vec![
        ("callout-callout-old", "Made by the Callout stack callout. Maintenance old, now to ever: so"),
        ("callout-callout-eu-old", "Made by the Callout stack callout-eu. Maintenance old, now to ever: so"),
        ("somebody-elses", "By hand."),
    ];
    let told = async |sdk: SdkConfig| {
        let steps = plan(&sdk, "callout", &settings(), now()).await.unwrap();
        carry_out(&sdk, steps).await.unwrap();
    };
    let ((), asked) = with(CloudWatch { rules, ..CloudWatch::default() }, told).await;
    let changes: Vec<&String> =
        asked.iter().filter(|it| !it.starts_with("List") && !it.starts_with("Get")).collect();
    let [put, delete] = changes.as_slice() else { panic!("{changes:?}") };
    for word in ["PutAlarmMuteRule", "callout-callout-once", "at(2027-01-10T22:00)", "PT240M", "shop-errors"]
    {
        assert!(put.contains(word), "{put}");
    }
    assert!(delete.starts_with("DeleteAlarmMuteRule") && delete.contains("callout-callout-old"), "{delete}");
}

#[tokio::test]
async fn without_mute_rules_apply_prints_what_to_do_but_only_if_a_window_mirrors() {
    let without = || CloudWatch { knows_no_mute_rules: true, ..CloudWatch::default() };
    let (refused, _) =
        with(without(), async |sdk: SdkConfig| plan(&sdk, "callout", &settings(), now()).await).await;
    let told = warning(&refused.unwrap_err());
    assert!(
        told.contains("ask CloudWatch for its alarm mute rules") && told.contains("PutAlarmMuteRule"),
        "{told}"
    );
    let nothing = async |sdk: SdkConfig| plan(&sdk, "callout", &Settings::default(), now()).await;
    let (quiet, _) = with(without(), nothing).await;
    assert_eq!(quiet.unwrap(), []);
}
