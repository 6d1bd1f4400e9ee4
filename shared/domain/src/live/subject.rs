//! What a silence of an incident is about: the alarms that fired in it.

use crate::incident::{Alert, Incident};
use crate::matcher::{Matcher, Matches, Op};
use std::collections::{BTreeMap, BTreeSet};

/// The most alarms that a silence names. Of more than these, the whole service is meant.
const MOST_NAMED: usize = 20;

/// What a silence of an incident is about.
#[derive(Debug, Clone, PartialEq)]
pub enum Subject {
    /// All alarms of its service.
    Service(Matches),
    /// Its alarms, those of each source for themselves: another source's alarm may have the same key.
    Alarms(Vec<Matches>),
}

impl Subject {
    /// What each of its silences matches.
    pub fn matches(self) -> Vec<Matches> {
        match self {
            Self::Service(matches) => vec![matches],
            Self::Alarms(each) => each,
        }
    }
}

/// The alarms of an incident's alerts that fire; its service, if they are too many to name. `None` where that would be many
/// services, or where there are none: nobody who silences what fires means all that could fire.
pub fn subject_of<'a>(alerts: impl IntoIterator<Item = &'a Alert>, incident: &Incident) -> Option<Subject> {
    let mut alerts = alerts.into_iter().peekable();
    let fires = incident.is_counting() || alerts.peek().is_some();
    let alarms = (!incident.is_counting()).then(|| alarms_of(alerts)).flatten();
    alarms.or_else(|| (fires && !incident.bundle).then(|| service_of(incident)))
}

/// The alarms of these alerts; `None` if there are none, or too many to name.
pub fn alarms_of<'a>(alerts: impl IntoIterator<Item = &'a Alert>) -> Option<Subject> {
    let mut by_source: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for alert in alerts {
        by_source.entry(&alert.source).or_default().insert(&alert.dedup_key);
    }
    let count: usize = by_source.values().map(BTreeSet::len).sum();
    let each =
        by_source.iter().map(|(source, keys)| texts([equal("source", source), one_of("dedup_key", keys)]));
    (1..=MOST_NAMED).contains(&count).then(|| Subject::Alarms(each.collect()))
}

/// All alarms of an incident's service.
pub fn service_of(incident: &Incident) -> Subject {
    Subject::Service(texts([equal("service", incident.service.as_str())]))
}

/// The alarms that a silence names one by one, as people know them; `None` if it names none.
pub fn alarms_named(matches: &Matches) -> Option<Vec<String>> {
    let matchers = matches.matchers().ok()?;
    let keys = matchers.iter().find(|matcher| matcher.field == "dedup_key")?;
    let keys: Vec<String> = match keys.op {
        Op::Equal => vec![keys.value.clone()],
        Op::Like => alternatives(&keys.value),
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

/// The values of an expression that [`one_of`] wrote.
fn alternatives(expression: &str) -> Vec<String> {
    let (mut found, mut value, mut rest) = (Vec::new(), String::new(), expression.chars());
    while let Some(next) = rest.next() {
        match next {
            '|' => found.push(std::mem::take(&mut value)),
            '\\' => value.extend(rest.next()),
            other => value.push(other),
        }
    }
    found.push(value);
    found
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
        let keys = [format!("{ARN}shop-5xx"), "disk (root) \\ a|b".to_owned()];
        let some = texts([one_of("dedup_key", &keys.iter().map(String::as_str).collect())]);
        assert_eq!(alarms_named(&some), Some(vec!["shop-5xx".to_owned(), "disk (root) \\ a|b".to_owned()]));
        assert_eq!(alarms_named(&texts([equal("service", "shop")])), None);
    }
}
