//! What a dead letter is about, in a few words.
//! Must not show a text that a person wrote, nor an address.

use serde_json::Value;

/// The longest summary.
const MOST: usize = 80;

/// The last part of an ARN: the name of what it names.
pub(super) fn last_part(arn: &str) -> &str {
    arn.rsplit([':', '/']).next().unwrap_or(arn)
}

/// What a text is about, by the fields it has.
pub(super) fn about(body: &Value) -> String {
    let text = |pointer: &str| body.pointer(pointer).and_then(Value::as_str);
    let alarm = text("/detail/alarmName").or(text("/AlarmName")).or(text("/alarmData/alarmName"));
    let words = if let Some(alarm) = alarm {
        format!("alarm {alarm}")
    } else if let Some(kind) = text("/detail-type") {
        kind.to_owned()
    } else if let Some(key) = text("/dedup_key") {
        format!("alert {}", last_part(key))
    } else if let Some(contact) = text("/contact").filter(|_| body.get("contact_queue_due_at").is_some()) {
        format!("timer of the queue of {}'s {contact}", text("/responder").unwrap_or("somebody"))
    } else if let (Some(id), Some(_)) = (text("/incident_id"), body.get("due_at")) {
        format!("timer of {id}")
    } else if let (Some(id), Some(kind)) = (text("/incident_id"), text("/type")) {
        format!("{kind} of {id}")
    } else if body.get("originationNumber").is_some() {
        "an answer by text message".to_owned()
    } else if let Some(kind) = text("/type") {
        kind.to_owned()
    } else {
        let fields = body.as_object().into_iter().flat_map(|fields| fields.keys().cloned());
        let fields: Vec<String> = fields.take(6).collect();
        if fields.is_empty() { "no JSON object".to_owned() } else { format!("fields {}", fields.join(", ")) }
    };
    words.chars().filter(|c| !c.is_control()).take(MOST).collect()
}
