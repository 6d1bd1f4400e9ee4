//! How bodies and addresses may arrive: with slashes too many, packed, in any encoding, as forms, with comments.

use crate::app::{App, authorized, request};
use crate::fakes::ROUTING_KEY;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use callout_domain::alarm::{AlarmEvent, AlarmKind};
use serde_json::{Value, json};

/// `{"summary": "disk 7 is full"}`, packed.
const GZIP: &str = "H4sIAAAAAAACA6tWKi7NzU0sqlSyUlBKySzOVjBXyCxWSCvNyVGqBQCVnm0YHQAAAA==";
const ZLIB: &str = "eJyrViouzc1NLKpUslJQSskszlYwV8gsVkgrzclRqgUAlFQJug==";
/// 600 KB of blanks, packed.
const BOMB: &str = "H4sIAAAAAAACA+3BMQEAAADCoCrrn9IWXkABAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA8DA6RUuOAGAJAA==";
/// An event of the Events API with the key of `sentinel` in it, packed.
const GZIP_EVENT: &str = "H4sIAAAAAAACA12NSw7CMAxErxJ5zYJfKbDjUw7ABaqoMZHVNK6cBKmqeneaIjYs37wZewThFMnbusUBzgqe6812ty8O5fF0ud7u1eOPYaUA3+hjrZtI7PMmClmLkpVBk/rfLZOTXg+OtZl5hJC6TsvXUWhVqSioV3IuFwMnaTC7sOD8RSguZRRhgWn6AEApwd+uAAAA";

/// A request whose body is bytes, as Lambda hands it over.
fn bytes(path: &str, body: &str, coding: Option<&str>) -> Value {
    let mut request = request("POST", path, body);
    request["isBase64Encoded"] = json!(true);
    if let Some(coding) = coding {
        request["headers"]["content-encoding"] = json!(coding);
    }
    request
}

/// What became of bytes sent to `/v1/events`.
async fn read(body: &[u8]) -> AlarmEvent {
    let app = App::new();
    let answer = app.ask(bytes("/v1/events/open-key", &STANDARD.encode(body), None)).await;
    assert_eq!((answer.status, &answer.body["events"]), (202, &json!(1)), "{answer:?}");
    app.sent().remove(0)
}

#[tokio::test]
async fn a_slash_too_many_changes_nothing() {
    for path in ["/v1/alertmanager/open-key/", "//v1/alertmanager/open-key", "/v1//alertmanager///open-key//"]
    {
        let app = App::new();
        assert_eq!(app.post(path, "disk 7 is full").await.status, 202, "{path}");
        assert_eq!(app.sent()[0].summary, "disk 7 is full");
    }
    assert_eq!(App::new().ask(authorized("Bearer open-key", "//v1/events/", "x")).await.status, 202);
    assert_eq!(App::new().post("/v2/enqueue/", "{}").await.status, 400);
    for path in ["/", "//", "/v1/", "/v1/pingdom/open-key/more"] {
        assert_eq!(App::new().post(path, "x").await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn a_packed_body_is_unpacked_once_its_key_is_known() {
    for (body, coding) in
        [(GZIP, Some("gzip")), (GZIP, Some("x-gzip")), (GZIP, None), (ZLIB, Some("deflate"))]
    {
        let app = App::new();
        assert_eq!(app.ask(bytes("/v1/events/open-key", body, coding)).await.status, 202, "{coding:?}");
        assert_eq!(app.sent()[0].summary, "disk 7 is full");
        assert_eq!(app.ask(bytes("/v1/events/nobodys", body, coding)).await.status, 401);
    }
    let broken = bytes("/v1/events/open-key", "eHh4", Some("gzip"));
    assert_eq!(App::new().ask(broken).await.status, 400);
    let strange = bytes("/v1/events/open-key", "eHh4", Some("br"));
    assert_eq!(App::new().ask(strange).await.status, 415);
}

#[tokio::test]
async fn a_packed_body_that_is_too_large_opens_an_alert() {
    let app = App::new();
    assert_eq!(app.ask(bytes("/v1/events/open-key", BOMB, Some("gzip"))).await.status, 413);
    assert!(app.sent()[0].summary.contains("more than 512 KB"), "{}", app.sent()[0].summary);
    assert_eq!(app.ask(bytes("/v1/events/nobodys", BOMB, Some("gzip"))).await.status, 401);
}

#[tokio::test]
async fn a_packed_event_needs_its_key_in_a_header_too() {
    let app = App::new();
    let mut request = bytes("/v2/enqueue", GZIP_EVENT, Some("gzip"));
    assert_eq!(app.ask(request.clone()).await.status, 415);
    request["headers"]["x-routing-key"] = json!("nobodys");
    assert_eq!(app.ask(request.clone()).await.status, 415);
    request["headers"]["x-routing-key"] = json!(ROUTING_KEY);
    assert_eq!(app.ask(request).await.status, 202);
    assert_eq!(app.sent()[0].summary, "disk 7 is full");
}

#[tokio::test]
async fn a_body_is_read_in_any_encoding() {
    let text = "{\"summary\": \"Köln is down\", \"dedup_key\": \"k\"}";
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let narrow: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    for body in
        [&[b"\xEF\xBB\xBF", text.as_bytes()].concat()[..], &[b"\xFF\xFE", &wide[..]].concat(), &wide, &narrow]
    {
        let event = read(body).await;
        assert_eq!((event.summary.as_str(), event.dedup_key.as_str()), ("Köln is down", "k"));
    }
}

#[tokio::test]
async fn a_byte_order_mark_before_an_event_is_skipped() {
    let app = App::new();
    let event = json!({ "routing_key": ROUTING_KEY, "event_action": "trigger",
        "payload": { "summary": "Nightly export failed", "source": "win-7", "severity": "error" } });
    assert_eq!(app.post("/v2/enqueue", &format!("\u{FEFF}{event}")).await.status, 202);
    assert_eq!(app.sent()[0].summary, "Nightly export failed");
    let resolved =
        "\u{FEFF}{\"summary\": \"is back\", \"status\": \"resolved\", \"dedup_key\": \"export-1\"}";
    assert_eq!(read(resolved.as_bytes()).await.kind, AlarmKind::Resolve);
}

#[tokio::test]
async fn forms_and_templates_are_read() {
    let event = read(b"payload=%7B%22summary%22%3A%22disk+7+is+full%22%7D").await;
    assert_eq!(event.summary, "disk 7 is full");
    let form =
        read(b"Token=ab&Status=Down&StatusCode=503&URL=https%3A%2F%2Fshop.example&Name=Shop+front").await;
    assert_eq!(
        (form.dedup_key.as_str(), form.kind),
        ("statuscake/Shop front#https://shop.example", AlarmKind::Trigger)
    );
    let template = read(b"{ // filled by hand\n \"summary\": \"disk 7\nis full\", \"status\": , }").await;
    assert_eq!((template.summary.as_str(), template.kind), ("disk 7", AlarmKind::Trigger));
}

#[tokio::test]
async fn json_that_nobody_knows_pages_with_its_best_sentence() {
    let event = read(b"{\"unit\": {\"id\": 3, \"what\": \"Pressure of boiler 3 is above 4 bar\"}}").await;
    assert!(event.summary.starts_with("Pressure of boiler 3 is above 4 bar"), "{}", event.summary);
    let broken = read(b"{\"what\": \"Pressure of boiler 3 is above 4 bar\" ]}").await;
    assert!(broken.summary.starts_with("Pressure of boiler 3 is above 4 bar"), "{}", broken.summary);
    assert!(!broken.summary.contains('{'), "{}", broken.summary);
}

#[tokio::test]
async fn looking_at_an_address_explains_it_and_changes_nothing() {
    let app = App::new();
    for path in [
        "/v1/pingdom/open-key",
        "/v1/pingdom",
        "/v1/events/nobodys",
        "/v2/enqueue",
        "/v1/sns/open-key",
        "/v1/events/",
        "/v2/alerts",
        "/integrations/generic/20131114/alert/open-key/database",
    ] {
        let answer = app.ask(request("GET", path, "")).await;
        assert_eq!((answer.status, answer.headers["allow"].as_str()), (200, Some("POST")), "{path}");
        let said = answer.body.to_string();
        assert!(
            said.contains("changed nothing") && !said.contains("open-key") && !said.contains("nobodys"),
            "{said}"
        );
    }
    let shown = app.ask(request("GET", "/v1/pingdom/open-key", "")).await;
    assert!(shown.body["message"].as_str().unwrap().contains("the webhook of Pingdom"), "{shown:?}");
    assert_eq!(app.ask(request("GET", "/v1/pagers/open-key", "")).await.status, 404);
    let head = app.invoke(request("HEAD", "/v1/pingdom/open-key", "")).await;
    assert_eq!((&head["statusCode"], head["body"].as_str().unwrap_or_default()), (&json!(200), ""));
    assert!(app.sent().is_empty());
}

#[tokio::test]
async fn a_test_message_is_confirmed_and_queues_nothing() {
    let app = App::new();
    let answer = app
        .post(
            "/v1/uptime-kuma/open-key",
            "{\"heartbeat\": null, \"monitor\": null, \"msg\": \"Callout Testing\"}",
        )
        .await;
    assert_eq!((answer.status, &answer.body["events"]), (202, &json!(0)));
    assert!(answer.body["message"].as_str().unwrap().contains("a test message of Uptime Kuma"), "{answer:?}");
    assert!(app.sent().is_empty());
}

#[tokio::test]
async fn what_calls_opsgenie_needs_a_new_address_only() {
    let create = json!({ "message": "Cranes do not answer", "alias": "cranes/heartbeat", "priority": "P2" })
        .to_string();
    for base in ["/v2/alerts", "/v1/opsgenie/open-key/v2/alerts", "/v1/opsgenie/open-key//v2/alerts/"] {
        let app = App::new();
        let answer = app.ask(authorized("GenieKey open-key", base, &create)).await;
        assert_eq!(
            (answer.status, &answer.body["result"]),
            (202, &json!("Request will be processed")),
            "{base}"
        );
        let close = format!("{}/cranes%2Fheartbeat/close", base.trim_end_matches('/'));
        assert_eq!(
            app.ask(authorized("GenieKey open-key", &close, "{\"note\": \"they do\"}")).await.status,
            202
        );
        assert_eq!(app.ask(authorized("GenieKey open-key", &close, "")).await.status, 202);
        let kinds: Vec<AlarmKind> = app.sent().iter().map(|event| event.kind).collect();
        assert_eq!(kinds, [AlarmKind::Trigger, AlarmKind::Resolve, AlarmKind::Resolve]);
        assert!(app.sent().iter().all(|event| event.dedup_key == "cranes/heartbeat"), "{:?}", app.sent());
    }
    assert_eq!(App::new().ask(authorized("GenieKey nobodys", "/v2/alerts", &create)).await.status, 401);
}

#[tokio::test]
async fn what_calls_victorops_needs_a_new_address_only() {
    let body = |kind: &str| {
        json!({ "message_type": kind, "entity_id": "disk", "state_message": "full" }).to_string()
    };
    let own = "/integrations/generic/20131114/alert/open-key";
    for path in [format!("{own}/database"), own.to_owned(), "/v1/victorops/open-key/database".to_owned()] {
        let app = App::new();
        let answer = app.post(&path, &body("CRITICAL")).await;
        assert_eq!((answer.status, &answer.body["result"]), (202, &json!("success")), "{path}");
        assert_eq!(app.post(&path, &body("RECOVERY")).await.status, 202);
        let sent = app.sent();
        assert_eq!((sent[0].kind, sent[1].kind), (AlarmKind::Trigger, AlarmKind::Resolve));
        assert_eq!(sent[0].alert_key(), sent[1].alert_key());
        let routing = sent[0].labels.get("routing").map(String::as_str);
        assert_eq!(routing, path.ends_with("database").then_some("database"));
    }
}
