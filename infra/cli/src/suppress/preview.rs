//! Which of the alerts that fire now a silence is about, where a stack can be asked.
//!
//! Must not guess: of an alert's labels only those are compared that its key says, since no others are stored.

use crate::args::{DeploymentOptions, Target};
use crate::deployment::Deployment;
use crate::{alerts, local};
use anyhow::Result;
use callout_domain::alarm::{AlarmEvent, AlarmKind};
use callout_domain::ids::ServiceName;
use callout_domain::incident::Alert;
use callout_domain::matcher::{Condition, Field, Matcher, Subject};
use std::collections::BTreeMap;
use std::time::Duration;

/// How long the stack is waited for: a silence is also written where nothing answers.
const PATIENCE: Duration = Duration::from_secs(5);
/// The most alerts that are named.
const MOST_NAMED: usize = 5;

/// What fires now and matches, in words; nothing where no stack answers.
pub(super) async fn preview(common: &DeploymentOptions, matchers: &[Matcher]) -> Option<String> {
    let found = tokio::time::timeout(PATIENCE, firing(common)).await.ok()?.ok()?;
    let counted = found.counted.iter().map(|of_incident| of_incident.total).sum();
    let firing: Vec<_> = found
        .alerts
        .iter()
        .filter_map(|row| Some((event(row.stored.as_ref()?), row.service.clone())))
        .collect();
    Some(words(matchers, &firing, counted))
}

async fn firing(common: &DeploymentOptions) -> Result<alerts::Found> {
    if matches!(common.target()?, Target::Running) {
        local::running(common.local_folder.as_deref())?;
    }
    let deployment = Deployment::find(common).await?;
    Ok(alerts::firing(&deployment.table, &deployment.open_worst_first().await?).await?)
}

/// An alert as the event that it came from, as far as that is stored.
fn event(alert: &Alert) -> AlarmEvent {
    AlarmEvent {
        source: alert.source.clone(),
        dedup_key: alert.dedup_key.clone(),
        kind: AlarmKind::Trigger,
        summary: alert.summary.clone(),
        severity: None,
        service: None,
        changed_at: alert.changed_at,
        order: alert.order,
        labels: labels(&alert.dedup_key),
        links: Vec::new(),
        detail: String::new(),
        muted: None,
        children: Vec::new(),
    }
}

/// What the ARN of a CloudWatch alarm says.
fn labels(arn: &str) -> BTreeMap<String, String> {
    match arn.splitn(7, ':').collect::<Vec<_>>().as_slice() {
        ["arn", _, "cloudwatch", region, account, "alarm", alarm] => {
            let label = |name: &str, value: &str| (name.to_owned(), value.to_owned());
            [label("region", region), label("account", account), label("alarm", alarm)].into()
        }
        _ => BTreeMap::new(),
    }
}

/// What matches of the alerts that fire; and how many fired that were only counted.
fn words(matchers: &[Matcher], firing: &[(AlarmEvent, Option<ServiceName>)], counted: u64) -> String {
    let counted = (counted > 0)
        .then(|| format!("{counted} alerts were counted, not listed: which of them match cannot be told."));
    if firing.is_empty() {
        return counted.unwrap_or_else(|| "No alert fires now.".to_owned());
    }
    let counted = counted.map(|counted| format!("\n{counted}")).unwrap_or_default();
    let conditions: Vec<Condition> =
        matchers.iter().filter_map(|it| Condition::compile(it.clone()).ok()).collect();
    let (mut matching, mut unknown) = (Vec::new(), 0);
    for (event, service) in firing {
        let subject = Subject { event, owner: service.as_ref() };
        let (known, others): (Vec<_>, Vec<_>) =
            conditions.iter().partition(|it| is_stored(&it.field, event, service.as_ref()));
        if known.iter().any(|condition| !condition.holds(condition.field.of(subject))) {
            continue;
        }
        match others.is_empty() {
            true => matching.push(event.summary.as_str()),
            false => unknown += 1,
        }
    }
    let fire = match firing.len() {
        1 => "1 alert that fires now".to_owned(),
        many => format!("{many} alerts that fire now"),
    };
    let named = matching.iter().take(MOST_NAMED).map(|summary| format!("\n  {summary}"));
    let more = matching.len().saturating_sub(MOST_NAMED);
    let more = if more > 0 { format!("\n  and {more} more") } else { String::new() };
    let unknown = if unknown > 0 {
        format!(" ({unknown} cannot be told: its label or service is not stored)")
    } else {
        String::new()
    };
    format!(
        "Matches {} of {fire}{unknown}{}{}{more}{counted}",
        matching.len(),
        if matching.is_empty() { "." } else { ":" },
        named.collect::<String>()
    )
}

/// Whether what a matcher names is stored with an alert.
fn is_stored(field: &Field, event: &AlarmEvent, service: Option<&ServiceName>) -> bool {
    match field {
        Field::Label(name) => event.labels.contains_key(name),
        Field::Detail => false,
        Field::Service => service.is_some(),
        Field::Source | Field::Summary | Field::DedupKey => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use callout_domain::matcher::parse;

    fn firing() -> Vec<(AlarmEvent, Option<ServiceName>)> {
        let event = |source: &str, key: &str, summary: &str| AlarmEvent {
            source: source.to_owned(),
            dedup_key: key.to_owned(),
            kind: AlarmKind::Trigger,
            summary: summary.to_owned(),
            severity: None,
            service: None,
            changed_at: jiff::Timestamp::UNIX_EPOCH,
            order: Default::default(),
            labels: labels(key),
            links: Vec::new(),
            detail: String::new(),
            muted: None,
            children: Vec::new(),
        };
        let arn = |alarm: &str| format!("arn:aws:cloudwatch:eu-west-1:123456789012:alarm:{alarm}");
        vec![
            (
                event("cloudwatch", &arn("payments-errors"), "payments-errors: 12 errors"),
                Some("payments".into()),
            ),
            (event("cloudwatch", &arn("payments-slow"), "payments-slow: 3 s"), Some("payments".into())),
            (event("cloudwatch", &arn("search-slow"), "search-slow: 2 s"), Some("search".into())),
            (event("integration/lab", "disk", "Disk full"), Some("payments".into())),
        ]
    }

    fn check(matchers: &str, expected: &str) {
        assert_eq!(words(&parse(matchers).unwrap(), &firing(), 0), expected);
    }

    #[test]
    fn alerts_that_fire_and_match_are_counted_and_named() {
        check(
            "alarm=~\"payments-.*\"",
            "Matches 2 of 4 alerts that fire now (1 cannot be told: its label or service is not stored):\n  payments-errors: 12 errors\n  \
             payments-slow: 3 s",
        );
        check("service=search", "Matches 1 of 4 alerts that fire now:\n  search-slow: 2 s");
        check("service=search, alarm=other", "Matches 0 of 4 alerts that fire now.");
        check(
            "source=~\"integration/.*\", summary=~\"Disk.*\"",
            "Matches 1 of 4 alerts that fire now:\n  Disk full",
        );
        assert_eq!(words(&parse("alarm=a").unwrap(), &[], 0), "No alert fires now.");
        let counted = "412 alerts were counted, not listed: which of them match cannot be told.";
        assert_eq!(words(&parse("alarm=a").unwrap(), &[], 412), counted);
        let listed = words(&parse("service=search").unwrap(), &firing(), 412);
        assert!(listed.ends_with(&format!("search-slow: 2 s\n{counted}")), "{listed}");
        let of_a_bundle = firing().into_iter().map(|(event, _)| (event, None)).take(1).collect::<Vec<_>>();
        assert_eq!(
            words(&parse("service=payments").unwrap(), &of_a_bundle, 0),
            "Matches 0 of 1 alert that fires now (1 cannot be told: its label or service is not stored)."
        );
    }
}
