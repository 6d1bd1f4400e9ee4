//! What an idle month costs, by AWS's list prices of us-east-1 in November 2026.

use super::{Template, alternatives, events, functions, names};
use serde_json::Value;

/// Callout's promise, in dollars.
const IDLE_MONTH: f64 = 3.0;
/// The most alarms, those that a parameter switches on apart.
const MOST_ALARMS: usize = 26;

/// CloudWatch: each metric that an alarm looks at, and how many of an account are free. A bill counts alarm metrics: metric
/// math over three metrics costs what three alarms cost.
const ALARM_METRIC: f64 = 0.10;
const FREE_ALARM_METRICS: usize = 10;
/// Secrets Manager: a secret.
const SECRET: f64 = 0.40;
/// SQS: a million requests to a standard and to a FIFO queue, and how many requests of an account are free.
const STANDARD_MILLION: f64 = 0.40;
const FIFO_MILLION: f64 = 0.50;
const FREE_MILLIONS: f64 = 1.0;
/// Long polls of one poller in a month of thirty days, twenty seconds each, in millions.
const POLLS: f64 = 30.0 * 24.0 * 180.0 / 1e6;
/// How many pollers Lambda keeps at an idle queue: five where `MaximumConcurrency` is set, else two (Lambda developer guide,
/// `services-sqs-scaling`).
const POLLERS: (f64, f64) = (2.0, 5.0);
/// What a rule sends to a queue in a month of thirty days if it does every two minutes: with its receipt and its deletion, in
/// millions.
const TICKS: f64 = 30.0 * 24.0 * 30.0 * 2.0 / 1e6;
/// The sweep each minute, the stream, a few reads and log lines.
const SMALL_CHANGE: f64 = 0.10;

/// What is there in every account: an address of the fallback contact is required, and so is TLS.
fn is_always_there(template: &Template, name: &str) -> bool {
    let condition = &template.resource(name)["Condition"];
    condition.is_null() || condition == "WatchesFallback" || condition == "NeedsTls"
}

#[test]
fn an_idle_month_costs_three_dollars_at_most() {
    let template = Template::load();
    let alarms = template.of_type("AWS::CloudWatch::Alarm").into_iter();
    let alarms: Vec<&Value> =
        alarms.filter(|(name, _)| is_always_there(&template, name)).map(|(_, alarm)| alarm).collect();
    let metrics: usize = alarms.iter().map(|alarm| metrics(alarm)).sum();
    let alarms = alarms.len();
    let (standard, fifo) = polls(&template);
    let ticks = template.of_type("AWS::Events::Rule").into_iter();
    let ticks = ticks.filter(|(_, rule)| rule["ScheduleExpression"] == "rate(2 minutes)").count();
    let standard = standard + ticks as f64 * TICKS;
    let free = FREE_MILLIONS.min(standard + fifo);
    // The free requests are counted against the cheaper queues.
    let queues = (standard - free).max(0.0) * STANDARD_MILLION + fifo * FIFO_MILLION;
    let secrets = template.of_type("AWS::SecretsManager::Secret").len() as f64 * SECRET;
    let watching = metrics.saturating_sub(FREE_ALARM_METRICS) as f64 * ALARM_METRIC;
    let month = watching + queues + secrets + SMALL_CHANGE;
    println!(
        "{alarms} alarms on {metrics} metrics ${watching:.2}, queues ${queues:.2}, secrets ${secrets:.2}, rest ${SMALL_CHANGE:.2}: ${month:.2}"
    );
    assert!(alarms <= MOST_ALARMS, "{alarms} alarms: at most {MOST_ALARMS}");
    assert!(month <= IDLE_MONTH, "an idle month costs ${month:.2}: at most ${IDLE_MONTH:.2}");
}

/// How many metrics an alarm looks at, at most.
fn metrics(alarm: &Value) -> usize {
    let all = alternatives(&alarm["Metrics"]).into_iter();
    all.filter(|one| !one["MetricStat"].is_null()).count().max(1)
}

/// Millions of polls a month: of standard and of FIFO queues.
fn polls(template: &Template) -> (f64, f64) {
    let (mut standard, mut fifo) = (0.0, 0.0);
    let functions = functions(template).into_iter().filter(|(name, _)| is_always_there(template, name));
    for (_, _, source) in functions.flat_map(|(_, function)| events(function)) {
        let Some(queue) = names(&source["Queue"]) else { continue };
        let pollers = if source["ScalingConfig"].is_null() { POLLERS.0 } else { POLLERS.1 };
        let queue: &Value = &template.resource(queue)["Properties"];
        if queue["FifoQueue"] == true { fifo += pollers * POLLS } else { standard += pollers * POLLS }
    }
    (standard, fifo)
}
