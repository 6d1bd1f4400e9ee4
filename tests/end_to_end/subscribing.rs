//! Customers subscribe to the status page, are told what is new, and leave: with the form, the mail and a receiver of webhooks.

use super::local::{Local, Message, SOON, eventually, get, post};
use callout_domain::subscriber::{signed_bytes, verify};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::Duration;

const FORM: &str = "application/x-www-form-urlencoded";

#[test]
fn customers_subscribe_are_told_and_leave() {
    let local = Local::start();
    let form = local.at("subscribe_url").to_owned();
    let (status, text) = get(&form);
    assert!(status == 200 && text.contains("By mail") && text.contains("Checkout"), "{status} {text}");

    let ana = subscribed(&local, &form, "ana@customers.example");
    let receiver = Receiver::listen();
    let hook = receiver.subscribed(&form);
    trouble(&local, "ALARM");
    let mail = told(&local, "ana@customers.example", "Investigating: Checkout");
    assert!(mail.text.starts_with("[Acme status] Investigating: Checkout\n"), "{}", mail.text);
    assert!(mail.text.contains("We are looking into a problem with Checkout."), "{}", mail.text);
    let post = receiver.expect("incidents.updated");
    assert_eq!(post.json["incidents"][0]["name"], "Problem with Checkout", "{:#}", post.json);
    let (_, page) = get(&hook.replace("/confirm/", "/manage/"));
    let key = page.split("<code>").nth(1).and_then(|rest| rest.split('<').next()).unwrap();
    let seconds = post.headers["x-callout-timestamp"].parse().unwrap();
    assert!(verify(&post.headers["x-callout-signature"], key, &signed_bytes(seconds, &post.body)));

    let ben = subscribed(&local, &form, "ben@customers.example");
    assert_ne!(ana, ben);
    let leave = mail.text.split("Unsubscribe: ").nth(1).unwrap().trim();
    let before = get(leave);
    assert!(before.0 == 200 && before.1.contains("ana@customers.example"), "opening it changes nothing");
    let (status, text) = post_form(leave, "List-Unsubscribe=One-Click");
    assert!(status == 200 && text.contains("You are unsubscribed"), "{status} {text}");
    trouble(&local, "OK");
    told(&local, "ben@customers.example", "Resolved: Checkout");
    let of_ana: Vec<Message> =
        local.inbox().into_iter().filter(|it| it.address == "ana@customers.example").collect();
    assert_eq!(of_ana.len(), 2, "to confirm, and the first news: {of_ana:#?}");
    let of_ben: Vec<Message> =
        local.inbox().into_iter().filter(|it| it.address == "ben@customers.example").collect();
    assert_eq!(of_ben.len(), 2, "to confirm, and what came after: {of_ben:#?}");
    maintenance_is_told(&local, &receiver);
    a_list_of_another_page_is_imported(&local);
}

/// The page looks each two minutes, deliver each minute.
fn maintenance_is_told(local: &Local, receiver: &Receiver) {
    let window = ["maintenance", "add", "--page", "checkout", "--title", "New database", "--for", "1h"];
    local.json(&[window.as_slice(), &["--reason", "SECRET"]].concat());
    let post = receiver.expect_within(5 * SOON, "scheduled_maintenances.updated");
    let window = &post.json["scheduled_maintenances"][0];
    assert_eq!((&window["name"], &window["status"]), (&"New database".into(), &"in_progress".into()));
    assert_eq!(window["incident_updates"].as_array().unwrap().len(), 2, "announced and begun: {window:#}");
    assert!(!post.body.contains("SECRET"), "{}", post.body);
}

/// Ana left: no list brings her back. Cho confirmed elsewhere; Dan is asked.
fn a_list_of_another_page_is_imported(local: &Local) {
    let file = local.folder().join("subscribers.csv");
    let rows = "type,email\nemail,ana@customers.example\nemail,ben@customers.example\nemail,cho@customers.example\nsms,5550100\n";
    std::fs::write(&file, rows).unwrap();
    let done = local.json(&["subscriber", "import", file.to_str().unwrap(), "--confirmed"]);
    let counts = ["added", "asked", "known", "kept_away"].map(|name| done[name].as_u64().unwrap());
    assert_eq!((counts, &done["left_out"][0]["line"]), ([1, 0, 1, 1], &5.into()), "{done:#}");
    std::fs::write(&file, "email,dan@customers.example,no\n").unwrap();
    local.json(&["subscriber", "import", file.to_str().unwrap()]);
    told(local, "dan@customers.example", "Confirm your subscription");
    local.json(&["subscriber", "remove", "Ben@customers.example"]);
    let all = local.json(&["subscriber", "list"]);
    let standing = |address: &str| {
        all.as_array()
            .unwrap()
            .iter()
            .find(|one| one["address"] == address)
            .map(|one| one["standing"].clone())
    };
    assert_eq!(standing("cho@customers.example"), Some("active".into()), "{all:#}");
    assert_eq!([standing("ana@customers.example"), standing("ben@customers.example")], [None, None]);
    let left = all.as_array().unwrap().iter().filter(|one| one["standing"] == "unsubscribed").count();
    assert_eq!(left, 2, "{all:#}");
}

fn trouble(local: &Local, state: &str) {
    local.python(&format!(
        "aws('cloudwatch').set_alarm_state(AlarmName='payments-5xx-errors', StateValue='{state}', StateReason='a try')"
    ));
}

/// Signs up with the form and presses the button that the mail leads to; returns the link.
fn subscribed(local: &Local, form: &str, address: &str) -> String {
    let (status, text) =
        post_form(form, &format!("email={}&component=checkout", address.replace('@', "%40")));
    assert!(status == 200 && text.contains("One step more"), "{status} {text}");
    let link = told(local, address, "Confirm your subscription").link();
    confirm(&link);
    link
}

fn confirm(link: &str) {
    let (status, text) = get(link);
    assert!(status == 200 && text.contains("Confirm</button>"), "{status} {text}");
    let (status, text) = post_form(link, "");
    assert!(status == 200 && text.contains("You are subscribed"), "{status} {text}");
}

fn post_form(address: &str, body: &str) -> (u16, String) {
    post(address, body, FORM)
}

fn told(local: &Local, address: &str, words: &str) -> Message {
    let wanted = |message: &Message| message.address == address && message.text.contains(words);
    eventually(
        SOON,
        || local.inbox().into_iter().find(wanted),
        || format!("no mail to {address} with “{words}”; there are {:#?}", local.inbox()),
    )
}

/// What a receiver got.
#[derive(Clone)]
struct Posted {
    headers: BTreeMap<String, String>,
    body: String,
    json: Value,
}

/// A customer's own server.
struct Receiver {
    address: String,
    got: Arc<Mutex<Vec<Posted>>>,
}

impl Receiver {
    fn listen() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/hook", listener.local_addr().unwrap());
        let got = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&got);
        std::thread::spawn(move || {
            for connection in listener.incoming() {
                let connection = connection.unwrap();
                let mut reader = BufReader::new(connection.try_clone().unwrap());
                let mut headers = BTreeMap::new();
                let mut line = String::new();
                while reader.read_line(&mut line).unwrap_or(0) > 2 {
                    let field = line.split_once(':').map(|(name, value)| (name.to_lowercase(), value.trim()));
                    headers.extend(field.map(|(name, value)| (name, value.to_owned())));
                    line.clear();
                }
                let length = headers.get("content-length").and_then(|it| it.parse().ok()).unwrap_or(0);
                let mut body = vec![0; length];
                reader.read_exact(&mut body).unwrap();
                let body = String::from_utf8(body).unwrap();
                let json = serde_json::from_str(&body).unwrap_or_default();
                kept.lock().unwrap().push(Posted { headers, body, json });
                let answer = "HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n";
                (&connection).write_all(answer.as_bytes()).unwrap();
            }
        });
        Self { address, got }
    }

    /// Signs itself up and opens the link that it is sent; returns the link.
    fn subscribed(&self, form: &str) -> String {
        let address = self.address.replace(':', "%3A").replace('/', "%2F");
        let (status, text) = post_form(form, &format!("webhook={address}"));
        assert_eq!(status, 200, "{text}");
        let link = self.expect("subscription.requested").json["confirm_url"].as_str().unwrap().to_owned();
        confirm(&link);
        link
    }

    fn expect(&self, kind: &str) -> Posted {
        self.expect_within(SOON, kind)
    }

    fn expect_within(&self, most: Duration, kind: &str) -> Posted {
        let got = || self.got.lock().unwrap().clone();
        eventually(
            most,
            || got().into_iter().find(|post| post.json["type"] == kind),
            || format!("no {kind}; there are {:#?}", got().iter().map(|post| &post.json).collect::<Vec<_>>()),
        )
    }
}
