//! Alarms and metrics, read from CloudWatch.
//!
//! Changes nothing there. Clients are built at their first call, so that triage's start does not wait for them.

use crate::error;
use aws_config::{Region, SdkConfig};
use aws_sdk_cloudwatch::Client;
use aws_sdk_cloudwatch::primitives::DateTime;
use aws_sdk_cloudwatch::types::{
    AlarmType, Metric, MetricAlarm, MetricDataQuery, MetricDataResult, MetricStat, StateValue,
};
use callout_domain::context::{AlarmPlace, Graph, MOST_POINTS};
use callout_ports::{Metrics, PortError};
use jiff::{SignedDuration, Timestamp};

/// The most alarms that one answer holds.
const MOST_ALARMS: i32 = 100;
/// The shortest period with which three hours fit into a graph.
const SHORTEST_PERIOD: i32 = 60;
/// The fewest useful points: an alarm that evaluates once an hour is shown over a longer span.
const FEWEST_POINTS: i32 = 24;
/// The ID of the only metric of an alarm without an expression.
const ONLY: &str = "m";

/// CloudWatch in any region.
#[derive(Debug, Clone)]
pub struct CloudWatch(SdkConfig);

impl CloudWatch {
    /// Creates the client from `config`.
    pub fn new(config: &SdkConfig) -> Self {
        Self(config.clone())
    }

    fn client(&self, region: Option<&str>) -> Client {
        let config = aws_sdk_cloudwatch::config::Builder::from(&self.0);
        let elsewhere = region.map(|region| Region::new(region.to_owned()));
        Client::from_conf(match elsewhere {
            Some(region) => config.region(region).build(),
            None => config.build(),
        })
    }
}

impl Metrics for CloudWatch {
    async fn graph(
        &self,
        of: &AlarmPlace,
        between: (Timestamp, Timestamp),
    ) -> Result<Option<Graph>, PortError> {
        let client = self.client(Some(&of.region));
        let request = client.describe_alarms().set_alarm_names(Some(of.names.clone()));
        let answer = request.alarm_types(AlarmType::MetricAlarm).send().await;
        let answer = answer.map_err(error::unavailable("read the alarm in CloudWatch"))?;
        let mut alarms = answer.metric_alarms.unwrap_or_default().into_iter();
        let Some(alarm) = alarms.find(|alarm| alarm.alarm_arn().is_some_and(|arn| of.is(arn))) else {
            return Ok(None);
        };
        let queries = queries(&alarm);
        if queries.is_empty() {
            return Ok(None);
        }
        let (from, until) = wide_enough(between, &queries);
        let request = client
            .get_metric_data()
            .start_time(DateTime::from_secs(from.as_second()))
            // The end is exclusive, and the point that made the alarm fire may be of this second.
            .end_time(DateTime::from_secs(until.as_second().saturating_add(1)))
            .set_metric_data_queries(Some(queries));
        let answer = request.send().await.map_err(error::unavailable("read the alarm's metric"))?;
        Ok(drawn(&alarm, &answer.metric_data_results.unwrap_or_default()))
    }

    async fn firing(&self, region: Option<&str>) -> Result<Vec<String>, PortError> {
        let request = self.client(region).describe_alarms().state_value(StateValue::Alarm);
        let request = request.alarm_types(AlarmType::MetricAlarm).alarm_types(AlarmType::CompositeAlarm);
        let answer = request.max_records(MOST_ALARMS).send().await;
        let answer = answer.map_err(error::unavailable("list the alarms that fire"))?;
        let metric =
            answer.metric_alarms.unwrap_or_default().into_iter().filter_map(|alarm| alarm.alarm_name);
        let composite =
            answer.composite_alarms.unwrap_or_default().into_iter().filter_map(|alarm| alarm.alarm_name);
        Ok(metric.chain(composite).collect())
    }
}

/// The alarm's metric queries: its expressions, or its one metric.
fn queries(alarm: &MetricAlarm) -> Vec<MetricDataQuery> {
    if !alarm.metrics().is_empty() {
        return alarm.metrics().to_vec();
    }
    let (Some(namespace), Some(name)) = (alarm.namespace(), alarm.metric_name()) else { return Vec::new() };
    let metric = Metric::builder()
        .namespace(namespace)
        .metric_name(name)
        .set_dimensions(Some(alarm.dimensions().to_vec()))
        .build();
    let statistic = alarm.statistic().map(|statistic| statistic.as_str().to_owned());
    let statistic = statistic.or_else(|| alarm.extended_statistic().map(str::to_owned));
    let stat = MetricStat::builder()
        .metric(metric)
        .period(alarm.period().unwrap_or(SHORTEST_PERIOD).max(SHORTEST_PERIOD))
        .stat(statistic.unwrap_or_else(|| "Average".to_owned()))
        .set_unit(alarm.unit().cloned())
        .build();
    vec![MetricDataQuery::builder().id(ONLY).metric_stat(stat).build()]
}

/// A span in which the slowest metric has some points, limited to what a graph holds.
fn wide_enough((from, until): (Timestamp, Timestamp), queries: &[MetricDataQuery]) -> (Timestamp, Timestamp) {
    let own =
        |query: &MetricDataQuery| query.period().or_else(|| query.metric_stat().and_then(MetricStat::period));
    let period = queries.iter().filter_map(own).max().unwrap_or(SHORTEST_PERIOD);
    let span = SignedDuration::from_secs(i64::from(period) * i64::from(FEWEST_POINTS));
    (until.saturating_sub(span).unwrap_or(from).min(from), until)
}

/// The series that the alarm evaluates, with its threshold or expected band.
fn drawn(alarm: &MetricAlarm, results: &[MetricDataResult]) -> Option<Graph> {
    let is_band =
        |result: &&MetricDataResult| result.id().is_some() && result.id() == alarm.threshold_metric_id();
    let judged = results.iter().find(|result| !is_band(result))?;
    let points = series(judged);
    let mut bands = results.iter().filter(is_band).map(series);
    let band = match (bands.next(), bands.next()) {
        (Some(one), Some(other)) => between(&one, &other),
        _ => Vec::new(),
    };
    let label = judged.label().filter(|label| !label.is_empty() && *label != ONLY);
    let label = label.or(alarm.metric_name()).or(alarm.alarm_name()).unwrap_or_default().to_owned();
    let unit = alarm.unit().map(|unit| unit.as_str().to_owned());
    let graph = Graph { label, unit, points, threshold: alarm.threshold(), band }.kept();
    debug_assert!(graph.points.len() <= MOST_POINTS);
    (!graph.points.is_empty()).then_some(graph)
}

fn series(result: &MetricDataResult) -> Vec<(i64, f64)> {
    let at = result.timestamps().iter().map(DateTime::secs);
    at.zip(result.values().iter().copied()).collect()
}

/// Both edges of a band where both are known, in either order.
fn between(one: &[(i64, f64)], other: &[(i64, f64)]) -> Vec<(i64, f64, f64)> {
    let other: std::collections::BTreeMap<i64, f64> = other.iter().copied().collect();
    let both = one.iter().filter_map(|(at, value)| Some((*at, *value, *other.get(at)?)));
    both.map(|(at, a, b)| (at, a.min(b), a.max(b))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn result(id: &str, values: &[f64]) -> MetricDataResult {
        let times = (0..).step_by(60).map(DateTime::from_secs).take(values.len()).collect();
        MetricDataResult::builder()
            .id(id)
            .label(id)
            .set_timestamps(Some(times))
            .set_values(Some(values.to_vec()))
            .build()
    }

    #[test]
    fn a_plain_alarm_asks_for_its_one_metric() {
        let alarm = MetricAlarm::builder()
            .namespace("AWS/Lambda")
            .metric_name("Errors")
            .period(10)
            .threshold(5.0)
            .build();
        let queries = queries(&alarm);
        assert_eq!(queries.len(), 1);
        assert_eq!(queries[0].metric_stat().and_then(MetricStat::period), Some(60));
        let graph = drawn(&alarm, &[result(ONLY, &[1.0, 9.0])]).unwrap();
        assert_eq!((graph.label.as_str(), graph.threshold), ("Errors", Some(5.0)));
        assert_eq!(graph.points, [(0, 1.0), (60, 9.0)]);
        assert_eq!(drawn(&alarm, &[result(ONLY, &[])]), None, "no data is no graph");
    }

    #[test]
    fn an_anomaly_is_drawn_with_the_band_it_was_expected_in() {
        let alarm = MetricAlarm::builder().threshold_metric_id("ad").build();
        let results = [result("m1", &[1.0, 9.0]), result("ad", &[3.0, 4.0]), result("ad", &[0.5, 1.0])];
        let graph = drawn(&alarm, &results).unwrap();
        assert_eq!(graph.label, "m1");
        assert_eq!(graph.band, [(0, 0.5, 3.0), (60, 1.0, 4.0)]);
    }

    #[test]
    fn what_is_measured_rarely_is_shown_for_longer() {
        let query = |period| {
            let stat = MetricStat::builder().period(period).build();
            [MetricDataQuery::builder().metric_stat(stat).build()]
        };
        let three_hours = (at(0), at(3 * 3600));
        assert_eq!(wide_enough(three_hours, &query(60)), three_hours);
        assert_eq!(wide_enough(three_hours, &query(3600)), (at(-21 * 3600), at(3 * 3600)));
    }
}
