//! What a silence of an incident is about: the alarms that fired in it.

use crate::incident::{Alert, Incident};
use crate::matcher::{Matcher, Matches, Op};
use std::collections::BTreeSet;

/// The most alarms that a silence names. Of more than these, the whole service is meant.
const MOST_NAMED: usize = 20;

/// The alarms of an incident's alerts that fire; its service, if they are too many to name. `None` where that would be many
/// services.
pub fn matches_of<'a>(alerts: impl IntoIterator<Item = &'a Alert>, incident: &Incident) -> Option<Matches> {
    let alerts: Vec<&Alert> = alerts.into_iter().collect();
    let keys: BTreeSet<&str> = alerts.iter().map(|alert| alert.dedup_key.as_str()).collect();
    let sources: BTreeSet<&str> = alerts.iter().map(|alert| alert.source.as_str()).collect();
    if keys.is_empty() || keys.len() > MOST_NAMED || incident.is_counting() {
        return (!incident.bundle).then(|| texts([equal("service", incident.service.as_str())]));
    }
    Some(texts([one_of("source", &sources), one_of("dedup_key", &keys)]))
}

/// One alert's alarm, whatever else fires.
pub fn matches_of_alert(alert: &Alert) -> Matches {
    texts([equal("source", &alert.source), equal("dedup_key", &alert.dedup_key)])
}

fn texts<const N: usize>(matchers: [Matcher; N]) -> Matches {
    Matches::Texts(matchers.iter().map(ToString::to_string).collect())
}

fn one_of(field: &str, values: &BTreeSet<&str>) -> Matcher {
    if let (1, Some(only)) = (values.len(), values.first()) {
        return equal(field, only);
    }
    let escaped: Vec<String> = values.iter().map(|value| regex_syntax::escape(value)).collect();
    Matcher { field: field.to_owned(), op: Op::Like, value: escaped.join("|") }
}

fn equal(field: &str, value: &str) -> Matcher {
    Matcher { field: field.to_owned(), op: Op::Equal, value: value.to_owned() }
}
