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

/// The alarms that a silence names one by one, as people know them; `None` if it names none.
pub fn alarms_named(matches: &Matches) -> Option<Vec<String>> {
    let matchers = matches.matchers().ok()?;
    let keys = matchers.iter().find(|matcher| matcher.field == "dedup_key")?;
    let keys: Vec<String> = match keys.op {
        Op::Equal => vec![keys.value.clone()],
        Op::Like => keys.value.split('|').map(|key| key.replace('\\', "")).collect(),
        _ => return None,
    };
    let name = |key: String| key.rsplit(':').find(|part| !part.is_empty()).unwrap_or(&key).to_owned();
    Some(keys.into_iter().map(name).collect())
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

#[cfg(test)]
mod tests {
    use super::*;

    const ARN: &str = "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:";

    #[test]
    fn alarms_are_called_by_their_names() {
        let one = texts([equal("source", "cloudwatch"), equal("dedup_key", &format!("{ARN}shop-5xx"))]);
        assert_eq!(alarms_named(&one), Some(vec!["shop-5xx".to_owned()]));
        let keys = [format!("{ARN}shop-5xx"), "disk (root)".to_owned()];
        let some = texts([one_of("dedup_key", &keys.iter().map(String::as_str).collect())]);
        assert_eq!(alarms_named(&some), Some(vec!["shop-5xx".to_owned(), "disk (root)".to_owned()]));
        assert_eq!(alarms_named(&texts([equal("service", "shop")])), None);
    }
}
