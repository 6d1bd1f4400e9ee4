//! Two CloudWatch alarms to try things with, and the means to set them off.
//! Must not touch alarms of a real account: it only ever talks to the emulator.

use anyhow::{Context, Result, bail, ensure};
use aws_sdk_cloudwatch::Client;
use aws_sdk_cloudwatch::primitives::DateTime;
use aws_sdk_cloudwatch::types::{ComparisonOperator, MetricDatum, StateValue, Statistic};
use callout_lambda::SystemClock;
use callout_ports::Clock as _;

use super::endpoints::Endpoints;
use crate::to_type::callout;

/// The states that an alarm can be set to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AlarmState {
    /// Something is wrong.
    Alarm,
    /// All is well again.
    Ok,
}

struct Sample {
    name: &'static str,
    description: &'static str,
    namespace: &'static str,
    metric: &'static str,
    threshold: f64,
}

const SAMPLES: [Sample; 2] = [
    Sample {
        name: "payments-5xx-errors",
        description: "Customers cannot pay: more than 5 % of payments fail",
        namespace: "AWS/ApplicationELB",
        metric: "HTTPCode_Target_5XX_Count",
        threshold: 5.0,
    },
    Sample {
        name: "search-latency-p99",
        description: "Search is slow: the slowest one percent take longer than two seconds",
        namespace: "AWS/ApplicationELB",
        metric: "TargetResponseTime",
        threshold: 2.0,
    },
];

pub(super) async fn create_samples(client: &Client, topic_arn: &str) -> Result<()> {
    for sample in &SAMPLES {
        put(client, topic_arn, sample.name, sample).await?;
    }
    Ok(())
}

/// Sets an alarm of a local stack off, or back to normal, and says what happened.
///
/// Without a name it is the first sample; a name that does not exist yet becomes an alarm first.
///
/// # Errors
/// The emulator refuses.
pub async fn set_alarm(endpoints: &Endpoints, name: Option<&str>, state: AlarmState) -> Result<String> {
    let client = Client::new(&endpoints.aws.sdk_config());
    let name = name.unwrap_or(SAMPLES[0].name);
    ensure!(!name.trim().is_empty(), "name the alarm, or leave the name out for {}", SAMPLES[0].name);
    let (target, done, opposite) = match state {
        AlarmState::Alarm => (StateValue::Alarm, "in ALARM", "ok"),
        AlarmState::Ok => (StateValue::Ok, "OK", "alarm"),
    };
    match current(&client, name).await? {
        // CloudWatch acts on changes only.
        Some(now) if now == target => {
            let first = callout(&format!("local {opposite} {name}"));
            return Ok(format!("{name}: already {done}. Run `{first}` first."));
        }
        Some(_) => {}
        None if state == AlarmState::Ok => {
            let alarm = callout(&format!("local alarm {name}"));
            bail!("there is no alarm `{name}` that could recover; `{alarm}` creates it and sets it off")
        }
        None => put(&client, &endpoints.alarm_topic_arn, name, &SAMPLES[0]).await?,
    }
    measure(&client, name, state).await?;
    set(&client, name, target).await?;
    Ok(format!("{name} is now {done}. See who is paged: {}", endpoints.inbox_url))
}

async fn current(client: &Client, name: &str) -> Result<Option<StateValue>> {
    let answer = client
        .describe_alarms()
        .alarm_names(name)
        .send()
        .await
        .context("look the alarm up: does `cargo callout local` still run?")?;
    Ok(answer.metric_alarms().first().and_then(|alarm| alarm.state_value().cloned()))
}

/// Half an hour of the metric behind an alarm, so that there is something to be seen on the page.
async fn measure(client: &Client, name: &str, state: AlarmState) -> Result<()> {
    let sample = SAMPLES.iter().find(|sample| sample.name == name).unwrap_or(&SAMPLES[0]);
    let now = SystemClock.now().as_second();
    let value = |minutes_ago: u32| match state {
        AlarmState::Alarm if minutes_ago < 3 => sample.threshold * 2.4,
        // Never quite still.
        _ => sample.threshold * f64::from(minutes_ago * 7 % 5 + 1) / 10.0,
    };
    let datum = |minutes_ago: u32| {
        MetricDatum::builder()
            .metric_name(sample.metric)
            .timestamp(DateTime::from_secs(now - 60 * i64::from(minutes_ago)))
            .value(value(minutes_ago))
            .build()
    };
    let request = client.put_metric_data().namespace(sample.namespace);
    let request = request.set_metric_data(Some((0..30).map(datum).collect()));
    request.send().await.context("write the metric behind the alarm")?;
    Ok(())
}

async fn set(client: &Client, name: &str, state: StateValue) -> Result<()> {
    let reason = match state {
        StateValue::Alarm => {
            "Threshold Crossed: 3 out of the last 3 datapoints were greater than the threshold"
        }
        _ => "Threshold Crossed: 3 out of the last 3 datapoints were not greater than the threshold",
    };
    let request = client.set_alarm_state().alarm_name(name).state_value(state).state_reason(reason);
    request.send().await.context("set the alarm's state")?;
    Ok(())
}

async fn put(client: &Client, topic_arn: &str, name: &str, like: &Sample) -> Result<()> {
    let request = client
        .put_metric_alarm()
        .alarm_name(name)
        .alarm_description(like.description)
        .namespace(like.namespace)
        .metric_name(like.metric)
        .statistic(Statistic::Average)
        .period(60)
        .evaluation_periods(3)
        .threshold(like.threshold)
        .comparison_operator(ComparisonOperator::GreaterThanThreshold)
        .alarm_actions(topic_arn)
        .ok_actions(topic_arn);
    request.send().await.with_context(|| format!("create the alarm {name}"))?;
    Ok(())
}
