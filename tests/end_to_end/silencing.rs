//! A silence that is made at night, with the roles of the template: every function reads it.

use super::local::{Local, SOON, eventually, post};
use std::time::Duration;

/// The sweep comes each minute; and time for a busy machine.
const NEXT_SWEEP: Duration = Duration::from_secs(60 + 60);

/// Silences what the index does, lets it alert, and ends the silence; returns the incident's number.
pub(crate) fn an_alert_is_silenced_and_the_silence_is_ended(local: &Local) -> String {
    let words =
        ["silence", "add", "--match", "dedup_key=reindex-1", "--for", "2h", "--reason", "a new index"];
    let made = local.json(&words);
    assert_eq!(made["act"], "made", "{made:#}");
    let listed = local.json(&["silence", "list"]);
    let name = made["name"].as_str().unwrap();
    let listed = listed.as_array().unwrap().iter().find(|it| it["name"] == name).unwrap().clone();
    assert!(listed["active"] == true && listed["decided"]["by"].is_string(), "{listed:#}");
    let event = format!(
        r#"{{"routing_key":"{}","event_action":"trigger","dedup_key":"reindex-1","payload":{{"summary":"the index is slow","source":"db-1","severity":"error"}}}}"#,
        local.at("events_routing_key")
    );
    let (status, text) = post(local.at("events_url"), &event, "application/json");
    assert_eq!(status, 202, "{text}");
    let incident = local.expect_status("the index is slow", "held");
    let number = incident["number"].to_string();
    let shown = local.json(&["show", &number]).to_string();
    assert!(shown.contains("a new index"), "{shown}");
    assert!(!is_paged(local, &number), "{:#?}", local.inbox());
    local.json(&["silence", "remove", name]);
    number
}

/// What still fires is paged, though nothing else happens to it.
pub(crate) fn what_was_silenced_is_paged_when_that_ends(local: &Local, number: &str) {
    let paged = || is_paged(local, number).then_some(());
    eventually(NEXT_SWEEP, paged, || format!("#{number} was not paged: {:#?}", local.inbox()));
    local.json(&["resolve", number]);
    eventually(
        SOON,
        || (local.json(&["show", number])["incident"]["status"] == "resolved").then_some(()),
        || format!("{:#}", local.json(&["show", number])),
    );
}

fn is_paged(local: &Local, number: &str) -> bool {
    let mark = format!("#{number}:");
    local.inbox().iter().any(|message| message.channel == "sms" && message.text.contains(&mark))
}
