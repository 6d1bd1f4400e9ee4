//! The dedup keys of a composite alarm's child alarms.
//!
//! First those that triggered it, as CloudWatch lists them, then the rest of its rule. All are in the composite's own
//! account and region: CloudWatch accepts no others.

use super::rule;
use crate::aws::arn::Arn;
use crate::json;
use crate::limits::MAX_CHILDREN;
use serde_json::Value;

/// The keys of the children of the alarm `arn`; at most as many as CloudWatch allows.
pub(super) fn of(body: &Value, arn: &Arn) -> Vec<String> {
    let rule = json::text(body, &["/configuration/alarmRule", "/AlarmRule"]);
    let Some(rule) = rule else { return Vec::new() };
    let own = arn.to_string();
    let mut keys: Vec<String> = Vec::new();
    for named in triggering(body).into_iter().chain(rule::alarms(rule)) {
        let key = key(&named, arn);
        if key != own && !keys.contains(&key) {
            keys.push(key);
        }
        if keys.len() == MAX_CHILDREN {
            break;
        }
    }
    keys
}

fn key(named: &str, parent: &Arn) -> String {
    let arn = Arn::parse(named)
        .unwrap_or_else(|| Arn { resource: format!("alarm:{}", named.trim()), ..parent.clone() });
    arn.to_string()
}

/// The alarms in ALARM that the notification lists: objects, or names as in AWS's documentation.
fn triggering(body: &Value) -> Vec<String> {
    let direct = json::list(body, &["/TriggeringChildren"]).to_vec();
    let data = body.pointer("/state/reasonData").or_else(|| body.get("NewStateReasonData"));
    let inside = data.map(parse_text).map(|data| json::list(&data, &["/triggeringAlarms"]).to_vec());
    let all = direct.into_iter().chain(inside.unwrap_or_default());
    all.take(MAX_CHILDREN).filter_map(|child| name_if_in_alarm(&child)).collect()
}

/// CloudWatch writes the data as a JSON string.
fn parse_text(data: &Value) -> Value {
    let text = data.as_str().and_then(|text| serde_json::from_str(text).ok());
    text.unwrap_or_else(|| data.clone())
}

fn name_if_in_alarm(child: &Value) -> Option<String> {
    let state = json::text(child, &["/state/value", "/State/Value"]).unwrap_or("ALARM");
    let name = child.as_str().or_else(|| json::text(child, &["/arn", "/Arn"]));
    name.filter(|name| state == "ALARM" && !name.trim().is_empty()).map(str::to_owned)
}
