//! The labels of an alarm, which routes match.
//!
//! Adds nothing that the notification does not contain.

use super::fields::{Alarm, Kind};
use std::collections::BTreeMap;

/// The alarm's labels: `alarm`, `region`, `account`, `kind`, `state`, `previous_state`, `namespace`, `metric`,
/// `dimension.<name>`, `contributor`, `contributor.<attribute>`, `muted_until` and `tag.<key>`.
pub(super) fn of(alarm: &Alarm) -> BTreeMap<String, String> {
    let mut labels = BTreeMap::new();
    let mut add = |name: &str, value: &str| {
        if !value.is_empty() {
            labels.entry(name.to_owned()).or_insert_with(|| value.to_owned());
        }
    };
    add("alarm", &alarm.name);
    add("region", &alarm.arn.region);
    add("account", &alarm.arn.account);
    add("kind", kind(alarm));
    add("state", alarm.state.as_deref().unwrap_or_default());
    add("previous_state", alarm.previous_state.as_deref().unwrap_or_default());
    add("muted_until", &alarm.muted_until.map(|end| end.to_string()).unwrap_or_default());
    for metric in &alarm.metrics {
        add("namespace", metric.namespace.as_deref().unwrap_or_default());
        add("metric", metric.name.as_deref().unwrap_or_default());
        metric.dimensions.iter().for_each(|(name, value)| add(&format!("dimension.{name}"), value));
    }
    if let Some(contributor) = &alarm.contributor {
        add("contributor", &contributor.id);
        contributor.attributes.iter().for_each(|(name, value)| add(&format!("contributor.{name}"), value));
    }
    alarm.tags.iter().for_each(|(key, value)| add(&format!("tag.{key}"), value));
    labels
}

fn kind(alarm: &Alarm) -> &'static str {
    match alarm.kind {
        _ if alarm.contributor.is_some() => "contributor",
        Kind::Metric => "metric",
        Kind::Math => "math",
        Kind::Anomaly => "anomaly",
        Kind::Insights => "insights",
        Kind::Composite => "composite",
        Kind::Log => "log",
        Kind::Unknown => "unknown",
    }
}
