//! Messages for programs: JSON for https and Lambda endpoints, and for Amazon Q Developer in chat applications.

use super::said::behind_it;
use super::{Message, MessageKind, foreign};
use crate::alarm::clip;
use crate::drill;
use crate::incident::Incident;
use serde::Serialize;
use serde_json::{Value, json};

/// The maximum length of a title and a text in Amazon Q (its guide, "Custom notifications").
const CHAT_TITLE: usize = 250;
const CHAT_TEXT: usize = 8000;

/// One message as a JSON document. Its shape is part of the interface: fields are only added.
pub(super) fn document(message: &Message, incident: &Incident, link: Option<&str>) -> String {
    json!({
        "id": message.id,
        "kind": message.kind,
        "to": message.responder,
        "incident": incident_document(incident),
        "acknowledge_url": link,
    })
    .to_string()
}

/// An incident as JSON.
pub(super) fn incident_document(incident: &Incident) -> Value {
    json!({
        "id": incident.id,
        "number": incident.number,
        "title": incident.title,
        "status": incident.status,
        "severity": incident.severity,
        "service": incident.service,
        "drill": drill::is_drill(&incident.service),
        "opened_at": incident.opened_at,
        "detail": incident.detail,
        "runbook": incident.runbook,
        "links": incident.links,
    })
}

/// Several messages as one JSON document. `mine` opens the recipient's own incidents.
pub(super) fn bundle_document(incidents: &[&Incident], mine: Option<&str>) -> String {
    let incidents: Vec<Value> = incidents.iter().map(|incident| incident_document(incident)).collect();
    json!({ "kind": "bundle", "incidents": incidents, "incidents_url": mine }).to_string()
}

/// One message for a chat room. All messages of one incident share a thread.
pub(super) fn chat(kind: MessageKind, incident: &Incident, link: Option<&str>, title: &str) -> String {
    let mut lines = Vec::new();
    let label = if kind.is_to_acknowledge() { "Acknowledge" } else { "Open" };
    lines.extend(link.filter(|_| kind.wants_answer()).map(|link| format!("[{label}]({link})")));
    lines.extend(incident.runbook.iter().map(|runbook| format!("[Runbook]({runbook})")));
    let is_report = incident.reported_at.is_some();
    if !incident.declared && !is_report {
        lines.push(match incident.is_open() {
            true => format!("{} alerts firing", incident.alerts.open),
            false => behind_it(incident),
        });
    }
    if !incident.detail.is_empty() {
        let who = if is_report { "What was typed" } else { "The alarm says" };
        lines.push(format!("{who}:\n{}", foreign::quoted(&foreign::plain(&incident.detail))));
    }
    let others = incident.links.iter().filter(|link| Some(&link.href) != incident.runbook.as_ref());
    lines.extend(others.map(|link| {
        let (text, href) = (foreign::plain(&link.text), link.href.replace(['(', ')', '<', '>', '|'], ""));
        format!("[{} – {}]({href})", text.trim(), foreign::host(&href))
    }));
    let (title, summary) = (foreign::plain(title), foreign::plain(&incident.title));
    custom(&title, &lines.join("\n"), incident.id.as_str(), &summary, kind)
}

/// An Amazon Q custom notification. Notifications with the same thread are shown together.
pub(super) fn custom(title: &str, text: &str, thread: &str, summary: &str, kind: impl Serialize) -> String {
    json!({
        "version": "1.0",
        "source": "custom",
        "content": {
            "textType": "client-markdown",
            "title": clip(title, CHAT_TITLE),
            "description": clip(text, CHAT_TEXT),
        },
        "metadata": {
            "threadId": thread,
            "summary": clip(summary, CHAT_TITLE),
            "eventType": kind,
            "enableCustomActions": false,
        },
    })
    .to_string()
}

#[cfg(test)]
mod tests {
    use super::super::words;
    use crate::notification::MessageKind;
    use crate::notification::testing::{incident, message};
    use crate::responder::Channel;
    use jiff::tz::TimeZone;
    use serde_json::Value;

    fn body(channel: Channel) -> Value {
        let words = words(
            &message(channel, MessageKind::Page),
            &incident("payments-errors \"quoted\""),
            Some("https://example.com/a/x"),
            &TimeZone::UTC,
        );
        serde_json::from_str(&words.body).unwrap()
    }

    #[test]
    fn an_endpoint_learns_what_a_person_would() {
        let body = body(Channel::Https);
        assert_eq!(body["incident"]["title"], "payments-errors \"quoted\"");
        assert_eq!(body["acknowledge_url"], "https://example.com/a/x");
    }

    #[test]
    fn a_chat_room_gets_one_thread_for_each_incident() {
        let body = body(Channel::Chat);
        assert_eq!(body["metadata"]["threadId"], "inc_0011223344556677");
        assert!(
            body["content"]["description"]
                .as_str()
                .unwrap()
                .contains("[Acknowledge](https://example.com/a/x)")
        );
    }
}
