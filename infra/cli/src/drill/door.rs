//! The ways in: an alarm made for the drill, or an event over HTTPS.
//! Must not touch an alarm that it did not make.

use crate::args::{self, Way};
use crate::deployment::Deployment;
use crate::to_type::aws;
use anyhow::{Context, Result, bail};
use aws_sdk_cloudwatch::Client;
use aws_sdk_cloudwatch::types::{ComparisonOperator, StateValue, Statistic};
use callout_aws::{Https, load_settings};
use callout_domain::drill::ALARM_PREFIX;
use callout_domain::ids::AlertKey;
use callout_domain::settings::Rules;
use callout_lambda::SystemClock;
use callout_ports::Clock as _;
use serde_json::json;
use std::collections::HashMap;

/// How old an alarm is that an earlier drill must have left: no drill takes this long.
const LEFT_OVER_SECONDS: i64 = 3600;

/// Where the drill's alarm comes in.
#[derive(Debug)]
pub(super) enum Door {
    /// A CloudWatch alarm.
    Alarm(Alarm),
    /// An event as another tool sends it.
    Event(Event),
}

#[derive(Debug)]
pub(super) struct Alarm {
    client: Client,
    name: String,
    arn: String,
    /// The topic or function that the alarm names.
    action: Option<String>,
    /// The names of all drill alarms of the stack start with this.
    prefix: String,
}

#[derive(Debug)]
pub(super) struct Event {
    https: Https,
    address: String,
    key: String,
    integration: String,
    name: String,
}

impl Door {
    /// Prepares the way that the command line names; changes nothing yet.
    pub(super) async fn open(
        deployment: &Deployment,
        outputs: &HashMap<String, String>,
        args: &args::Drill,
    ) -> Result<Self> {
        let output = |name: &str| {
            outputs.get(name).cloned().with_context(|| {
                format!("the stack `{}` has no output {name}; deploy it again", deployment.stack)
            })
        };
        let prefix = format!("{ALARM_PREFIX}{}-", deployment.stack);
        let name = format!("{prefix}{}-{:x}", args.via.as_str(), SystemClock.now().as_millisecond());
        let action = match args.via {
            Way::EventBridge => None,
            Way::Topic => Some(output("AlarmTopicArn")?),
            Way::Direct => Some(output("AlarmIntakeFunctionArn")?),
            Way::Https => {
                return Event::open(deployment, output("EventsUrl")?, args, name).await.map(Self::Event);
            }
        };
        // The topic's ARN has the same partition, region and account.
        let topic = output("AlarmTopicArn")?;
        let arn: Vec<&str> = topic.split(':').collect();
        let [_, partition, _, region, account, _] = arn[..] else { bail!("`{topic}` is no ARN of a topic") };
        let arn = format!("arn:{partition}:cloudwatch:{region}:{account}:alarm:{name}");
        let client = Client::new(&deployment.sdk);
        Ok(Self::Alarm(Alarm { client, name, arn, action, prefix }))
    }

    /// The name of the drill's alarm or event.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Alarm(alarm) => &alarm.name,
            Self::Event(event) => &event.name,
        }
    }

    /// The alert that it becomes.
    pub(super) fn alert(&self) -> AlertKey {
        match self {
            Self::Alarm(alarm) => AlertKey::derive("cloudwatch", &alarm.arn),
            Self::Event(event) => {
                AlertKey::derive(&format!("integration/{}", event.integration), &event.name)
            }
        }
    }

    /// Makes what the drill needs, and removes what earlier ones left.
    pub(super) async fn prepare(&self) -> Result<()> {
        match self {
            Self::Alarm(alarm) => alarm.make().await,
            Self::Event(_) => Ok(()),
        }
    }

    /// Sets it off.
    pub(super) async fn trigger(&self) -> Result<()> {
        match self {
            Self::Alarm(alarm) => alarm.set(StateValue::Alarm).await,
            Self::Event(event) => event.send("trigger").await,
        }
    }

    /// Lets it be fine again.
    pub(super) async fn recover(&self) -> Result<()> {
        match self {
            Self::Alarm(alarm) => alarm.set(StateValue::Ok).await,
            Self::Event(event) => event.send("resolve").await,
        }
    }

    /// Leaves nothing behind in CloudWatch.
    pub(super) async fn remove(&self) -> Result<()> {
        match self {
            Self::Alarm(alarm) => alarm.delete(vec![alarm.name.clone()]).await,
            Self::Event(_) => Ok(()),
        }
    }

    /// How to remove it by hand.
    pub(super) fn by_hand(&self) -> String {
        match self {
            Self::Alarm(alarm) => {
                let delete = format!("cloudwatch delete-alarms --alarm-names {}", alarm.name);
                format!("delete it: {}", aws(&delete))
            }
            Self::Event(_) => "its incident ends by itself within ten minutes".to_owned(),
        }
    }
}

impl Alarm {
    /// An alarm over a metric that does not exist: it stays in the state that it is set to (CloudWatch user guide,
    /// "Configuring how CloudWatch alarms treat missing data": `ignore` maintains the current state).
    async fn make(&self) -> Result<()> {
        self.delete_left_overs().await?;
        let request = self
            .client
            .put_metric_alarm()
            .alarm_name(&self.name)
            .alarm_description("A drill of Callout. It may be deleted at any time.")
            .namespace("Callout/Drill")
            .metric_name("None")
            .statistic(Statistic::Sum)
            .period(60)
            .evaluation_periods(1)
            .threshold(1.0)
            .comparison_operator(ComparisonOperator::GreaterThanThreshold)
            .treat_missing_data("ignore")
            .set_alarm_actions(self.action.clone().map(|action| vec![action]))
            .set_ok_actions(self.action.clone().map(|action| vec![action]));
        request.send().await.with_context(|| format!("make the alarm {}", self.name))?;
        Ok(())
    }

    async fn set(&self, state: StateValue) -> Result<()> {
        let request = self.client.set_alarm_state().alarm_name(&self.name).state_value(state);
        request
            .state_reason("A drill")
            .send()
            .await
            .with_context(|| format!("set the alarm {}", self.name))?;
        Ok(())
    }

    async fn delete_left_overs(&self) -> Result<()> {
        let answer = self.client.describe_alarms().alarm_name_prefix(&self.prefix).send().await;
        let answer = answer.context("look for alarms that earlier drills left")?;
        let newest = SystemClock.now().as_second() - LEFT_OVER_SECONDS;
        let old =
            |at: Option<&aws_sdk_cloudwatch::primitives::DateTime>| at.is_some_and(|at| at.secs() < newest);
        let left = answer.metric_alarms.unwrap_or_default().into_iter();
        let left = left.filter(|alarm| old(alarm.alarm_configuration_updated_timestamp()));
        let names: Vec<String> = left.filter_map(|alarm| alarm.alarm_name).collect();
        if names.is_empty() { Ok(()) } else { self.delete(names).await }
    }

    async fn delete(&self, names: Vec<String>) -> Result<()> {
        let doing = format!("delete the alarm {}", names.join(", "));
        self.client.delete_alarms().set_alarm_names(Some(names)).send().await.context(doing)?;
        Ok(())
    }
}

impl Event {
    async fn open(
        deployment: &Deployment,
        address: String,
        args: &args::Drill,
        name: String,
    ) -> Result<Self> {
        let local = deployment.local.as_ref();
        let key = args.key.clone().or_else(|| local.map(|local| local.events_routing_key.clone())).context(
            "a drill over HTTPS needs the key of an integration: set CALLOUT_DRILL_KEY (`callout key` makes one)",
        )?;
        let address = local.map_or(address, |local| local.events_url.clone());
        let settings = load_settings(&deployment.table).await.with_context(|| deployment.unreachable())?;
        let rules = Rules::build(settings.unwrap_or_default());
        let integration = rules.integration(&key).map(|(name, _)| name.to_owned()).context(
            "CALLOUT_DRILL_KEY is the key of no integration in the active settings; add its digest to one, and apply",
        )?;
        Ok(Self { https: Https::default(), address, key, integration, name })
    }

    async fn send(&self, action: &str) -> Result<()> {
        let event = json!({
            "routing_key": self.key,
            "event_action": action,
            "dedup_key": self.name,
            "payload": { "summary": self.name, "source": "callout drill", "severity": "info" },
        });
        let body = event.to_string();
        let (status, text) = self.https.request(&self.address, Some(("application/json", &body))).await?;
        match status {
            202 => Ok(()),
            _ => bail!("{} answered {status}: {}", self.address, String::from_utf8_lossy(&text)),
        }
    }
}
