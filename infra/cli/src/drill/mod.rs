//! `callout drill`: a real alarm, the way of a page, and how long each step took.
//! Must not page a person, nor leave an alarm or an open incident behind.

mod course;
mod door;
mod queue;
mod report;
mod watch;

use crate::args::{self, DeploymentOptions, Way};
use crate::deployment::Deployment;
use crate::operator::signature;
use crate::print;
use crate::reason::why;
use anyhow::{Context, Result, bail};
use aws_sdk_cloudwatch::types::{Dimension, MetricDatum, StandardUnit};
use callout_domain::drill::{METRIC, METRIC_DIMENSION};
use callout_domain::incident::{Actor, Command, Via};
use callout_lambda::{SystemClock, change};
use course::Course;
use door::Door;
use report::Report;

/// Runs a drill.
///
/// # Errors
/// It could not begin, a step failed, or what it left could not be cleaned up.
pub async fn command(common: &DeploymentOptions, args: &args::Drill) -> Result<()> {
    let deployment = Deployment::find_to_change(common).await?;
    let outputs = deployment.outputs().await?;
    let door = Door::open(&deployment, &outputs, args).await?;
    let mut course = Course::new(&deployment, &outputs, &door, args)?;
    print::aside(format!("Drill by {} ({}): nobody is paged.", args.via.as_str(), door.name()));
    let ended = tokio::select! {
        ended = course.run() => ended,
        interrupted = tokio::signal::ctrl_c() => Err(interrupted.map_or_else(Into::into, |()| anyhow::anyhow!("interrupted"))),
    };
    let incident = course.incident.clone();
    let mut report = Report { via: args.via.as_str(), incident: incident.clone(), steps: course.steps };
    if let Err(error) = ended {
        report.fail("drill", format!("{}; nothing later was tried", why(error)));
    }
    if let Err(error) = clean_up(&deployment, &door, incident.as_deref()).await {
        report.fail("cleanup", format!("{}; {}", why(error), door.by_hand()));
    }
    if let Some(seconds) = report.handed_over()
        && let Err(error) = measure(&deployment, args.via, seconds).await
    {
        print::aside(format!("The metric {METRIC} was not written: {}", why(error)));
    }
    report.print(common)?;
    match report.failures() {
        0 => Ok(()),
        1 => bail!("the drill failed in one step"),
        many => bail!("the drill failed in {many} steps"),
    }
}

/// Takes back whatever the drill made, however far it came.
async fn clean_up(deployment: &Deployment, door: &Door, incident: Option<&str>) -> Result<()> {
    let alarm = door.remove().await;
    if let Some(id) = incident {
        let by = Actor::operator(&signature(deployment));
        let command = Command::Resolve { via: Via::CommandLine, note: None };
        // One that is over refuses, which is what is wanted.
        change(&deployment.table, &id.into(), &command, &by, &SystemClock)
            .await
            .with_context(|| format!("end the drill's incident {id}"))?;
    }
    alarm
}

/// Publishes the seconds until the message was handed over, by way in.
async fn measure(deployment: &Deployment, via: Way, seconds: f64) -> Result<()> {
    let channel = Dimension::builder().name(METRIC_DIMENSION).value(via.as_str()).build();
    let datum = MetricDatum::builder()
        .metric_name(METRIC)
        .unit(StandardUnit::Seconds)
        .value(seconds)
        .dimensions(channel)
        .build();
    let client = aws_sdk_cloudwatch::Client::new(&deployment.sdk);
    let namespace = format!("Callout/{}", deployment.stack);
    client.put_metric_data().namespace(namespace).metric_data(datum).send().await?;
    Ok(())
}
