//! The fields of an alarm notification, in either spelling (`alarmName` or `AlarmName`).
//!
//! Decides nothing; only the name is required.

use super::children;
use crate::aws::arn::Arn;
use crate::aws::console;
use crate::aws::envelope::Envelope;
use crate::{json, time};
use jiff::Timestamp;
use serde_json::Value;
use std::collections::BTreeMap;

/// An alarm as one notification describes it.
pub(super) struct Alarm {
    pub(super) name: String,
    pub(super) arn: Arn,
    pub(super) kind: Kind,
    pub(super) description: Option<String>,
    pub(super) state: Option<String>,
    pub(super) previous_state: Option<String>,
    pub(super) reason: Option<String>,
    /// When the state changed.
    pub(super) changed_at: Timestamp,
    /// When the notification was sent.
    pub(super) sent_at: Timestamp,
    pub(super) contributor: Option<Contributor>,
    pub(super) metrics: Vec<Metric>,
    /// The aggregation of a log alarm.
    pub(super) aggregation: Option<String>,
    /// Why CloudWatch itself mutes the actions.
    pub(super) muted: Option<String>,
    /// When a mute rule ends.
    pub(super) muted_until: Option<Timestamp>,
    /// The keys of a composite alarm's children.
    pub(super) children: Vec<String>,
    pub(super) tags: BTreeMap<String, String>,
}

/// What the alarm watches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Metric,
    Math,
    Anomaly,
    Insights,
    Composite,
    Log,
    Unknown,
}

/// One time series of an alarm that watches several.
pub(super) struct Contributor {
    pub(super) id: String,
    pub(super) attributes: BTreeMap<String, String>,
}

/// One entry of an alarm's metrics: a metric, or an expression over others.
#[derive(Default)]
pub(super) struct Metric {
    pub(super) namespace: Option<String>,
    pub(super) name: Option<String>,
    pub(super) dimensions: BTreeMap<String, String>,
    pub(super) expression: Option<String>,
    pub(super) label: Option<String>,
}

impl Alarm {
    /// Reads the alarm that `body`, a part of `outer`, describes.
    pub(super) fn read(outer: &Value, body: &Value, envelope: &Envelope) -> Option<Self> {
        let owned = |pointers: &[&str]| json::text(body, pointers).map(str::to_owned);
        let name = owned(&["/alarmName", "/AlarmName"])?;
        let sent_at =
            json::text(outer, &["/time"]).and_then(time::instant).unwrap_or_else(|| envelope.time());
        let metrics = metrics(body);
        let arn = arn(outer, body, envelope, &name);
        Some(Self {
            children: children::of(body, &arn),
            arn,
            kind: kind(body, &metrics),
            description: owned(&["/configuration/description", "/AlarmDescription"]),
            state: owned(&["/state/value", "/NewStateValue"]),
            previous_state: owned(&["/previousState/value", "/OldStateValue"]),
            reason: owned(&["/state/reason", "/NewStateReason"]),
            changed_at: json::text(body, &["/state/timestamp", "/StateChangeTime"])
                .and_then(time::instant)
                .unwrap_or(sent_at),
            sent_at,
            contributor: contributor(body),
            aggregation: owned(&["/configuration/aggregationExpression", "/AggregationExpression"]),
            muted: muted(body),
            muted_until: mute_end(body),
            tags: json::pairs(body, &["/alarmTags", "/AlarmTags", "/configuration/alarmTags"]),
            name,
            metrics,
        })
    }

    /// The alarm's ARN, and the time series if it has several.
    pub(super) fn key(&self) -> String {
        match &self.contributor {
            Some(contributor) => format!("{}#{}", self.arn, contributor.id),
            None => self.arn.to_string(),
        }
    }
}

/// The alarm's ARN, put together from account, region and name where it is absent: an SNS topic is always in the
/// region of the alarms that publish to it.
fn arn(outer: &Value, body: &Value, envelope: &Envelope, name: &str) -> Arn {
    let given = json::text(body, &["/AlarmArn", "/alarmArn"]).or_else(|| json::text(outer, &["/alarmArn"]));
    let resources = json::list(outer, &["/resources"]).iter().filter_map(Value::as_str);
    if let Some(arn) = given.into_iter().chain(resources).filter_map(Arn::parse).find(names_an_alarm) {
        return arn;
    }
    let wrapped = envelope.arn.as_ref();
    let account =
        json::text(body, &["/AWSAccountId"]).or_else(|| json::text(outer, &["/account", "/accountId"]));
    let region = json::text(outer, &["/region"])
        .or_else(|| wrapped.map(|arn| arn.region.as_str()))
        .or_else(|| json::text(body, &["/Region"]))
        .unwrap_or("unknown");
    Arn {
        partition: wrapped.map_or_else(|| console::partition(region).to_owned(), |arn| arn.partition.clone()),
        service: "cloudwatch".to_owned(),
        region: region.to_owned(),
        account: account.or_else(|| wrapped.map(|arn| arn.account.as_str())).unwrap_or("unknown").to_owned(),
        resource: format!("alarm:{name}"),
    }
}

fn names_an_alarm(arn: &Arn) -> bool {
    arn.service == "cloudwatch" && arn.resource.starts_with("alarm:")
}

fn kind(body: &Value, metrics: &[Metric]) -> Kind {
    let expression = |start: &str| {
        metrics
            .iter()
            .any(|metric| metric.expression.as_deref().is_some_and(|e| e.trim_start().starts_with(start)))
    };
    if json::has(body, &["/configuration/alarmRule", "/AlarmRule"]) {
        Kind::Composite
    } else if json::has(
        body,
        &[
            "/configuration/logGroupIdentifiers",
            "/configuration/queryString",
            "/LogGroups",
            "/QueryString",
            "/AggregationExpression",
            "/NewStateReasonData/queryResultsToEvaluate",
        ],
    ) {
        Kind::Log
    } else if json::has(body, &["/Trigger/ThresholdMetricId"]) || expression("ANOMALY_DETECTION_BAND") {
        Kind::Anomaly
    } else if expression("SELECT") {
        Kind::Insights
    } else if metrics.iter().any(|metric| metric.expression.is_some()) {
        Kind::Math
    } else if metrics.is_empty() {
        Kind::Unknown
    } else {
        Kind::Metric
    }
}

fn contributor(body: &Value) -> Option<Contributor> {
    let id = json::text(body, &["/alarmContributor/id", "/AlarmContributorId"])?;
    let attributes = json::pairs(body, &["/alarmContributor/attributes", "/AlarmContributorAttributes"]);
    Some(Contributor { id: id.to_owned(), attributes })
}

fn metrics(body: &Value) -> Vec<Metric> {
    let listed = json::list(body, &["/configuration/metrics", "/Trigger/Metrics"]);
    if listed.is_empty() {
        return body.get("Trigger").and_then(plain_metric).into_iter().collect();
    }
    listed.iter().map(listed_metric).collect()
}

fn plain_metric(trigger: &Value) -> Option<Metric> {
    Some(Metric {
        name: Some(json::text(trigger, &["/MetricName"])?.to_owned()),
        namespace: json::text(trigger, &["/Namespace"]).map(str::to_owned),
        dimensions: json::pairs(trigger, &["/Dimensions"]),
        ..Metric::default()
    })
}

fn listed_metric(entry: &Value) -> Metric {
    let owned = |pointers: &[&str]| json::text(entry, pointers).map(str::to_owned);
    Metric {
        namespace: owned(&["/metricStat/metric/namespace", "/MetricStat/Metric/Namespace"]),
        name: owned(&["/metricStat/metric/name", "/MetricStat/Metric/MetricName"]),
        dimensions: json::pairs(entry, &["/metricStat/metric/dimensions", "/MetricStat/Metric/Dimensions"]),
        expression: owned(&["/expression", "/Expression"]),
        label: owned(&["/label", "/Label"]),
    }
}

/// EventBridge sends muted and suppressed alarms too, unlike the alarm's actions.
fn muted(body: &Value) -> Option<String> {
    if let Some(rule) = json::text(body, &["/muteDetail/mutedByArn", "/MuteDetail/MutedByArn"]) {
        let rule = rule.rsplit(':').next().unwrap_or(rule);
        let until = mute_end(body).map(|end| format!(" until {end}")).unwrap_or_default();
        return Some(format!("muted in CloudWatch by rule {rule}{until}"));
    }
    if json::has(body, &["/muteDetail", "/MuteDetail"]) {
        return Some("muted in CloudWatch".to_owned());
    }
    let by = json::text(body, &["/state/actionsSuppressedBy", "/ActionsSuppressedBy"])?;
    let reason = json::text(body, &["/state/actionsSuppressedReason", "/ActionsSuppressedReason"]);
    Some(reason.map_or_else(|| format!("actions suppressed by {by}"), str::to_owned))
}

fn mute_end(body: &Value) -> Option<Timestamp> {
    json::text(body, &["/muteDetail/muteWindowEnd", "/MuteDetail/MuteWindowEnd"]).and_then(time::instant)
}
