//! The steps of a drill, in order. Each is timed by AWS's clocks, from the moment when the alarm changed.
//! Must not go on where a step failed: the report says what was seen until then.

use super::door::Door;
use super::queue::{Arrived, DrillQueue};
use super::report::{HANDED_OVER, Step};
use super::watch;
use crate::args::{self, Way};
use crate::deployment::Deployment;
use crate::reason::why;
use anyhow::{Context, Error, Result, anyhow, bail};
use callout_aws::Https;
use callout_domain::drill::{DRILL, DrillTimes, NEXT_LEVEL, SECOND};
use callout_domain::ids::IncidentId;
use callout_domain::incident::{EscalationStep, Event, EventRecord, Status};
use callout_domain::notification::AttemptState;
use callout_ports::Record;
use jiff::Timestamp;
use std::collections::HashMap;
use std::time::Duration;
use tokio::time::Instant;

/// How long a step may take: longer than a cold start, and than a first retry.
const MOST: Duration = Duration::from_secs(120);
/// How late the second level may be. A lost timer is found by the sweep of the next minute.
const LATE: Duration = Duration::from_secs(60);

/// What to do about a failed step.
const NOT_OPENED: &str =
    "see the alarms and log groups of alarm-intake and triage, and the rule, topic or key of this way";
const NOT_SENT: &str = "see the alarms and log groups of outbox and notify";
const NOT_ANSWERED: &str = "see the log group of respond, and LinkBaseUrl if you set it";
const NOT_ESCALATED: &str = "see the alarms unread and heartbeat, and the log group of escalate";
const NOT_ENDED: &str = "see the log groups of alarm-intake and triage";

pub(super) struct Course<'a> {
    deployment: &'a Deployment,
    door: &'a Door,
    queue: DrillQueue,
    https: Https,
    via: Way,
    escalates: bool,
    /// The drill's incident, once it opened.
    pub(super) incident: Option<String>,
    /// The steps so far.
    pub(super) steps: Vec<Step>,
}

impl<'a> Course<'a> {
    pub(super) fn new(
        deployment: &'a Deployment,
        outputs: &HashMap<String, String>,
        door: &'a Door,
        args: &args::Drill,
    ) -> Result<Self> {
        let url = outputs.get("DrillQueueUrl").with_context(|| {
            format!("the stack `{}` has no output DrillQueueUrl; deploy it again", deployment.stack)
        })?;
        let queue = DrillQueue::new(&deployment.sdk, url);
        let (https, escalates) = (Https::default(), !args.no_escalation);
        let (incident, steps) = (None, Vec::new());
        Ok(Self { deployment, door, queue, https, via: args.via, escalates, incident, steps })
    }

    /// Runs every step. A failed check is a step of the report; only what makes the rest pointless is an error.
    pub(super) async fn run(&mut self) -> Result<()> {
        self.door.prepare().await?;
        let (id, times) = self.opening().await.map_err(|error| and_now(error, NOT_OPENED))?;
        let page = self.page(&id, &times).await.map_err(|error| and_now(error, NOT_SENT))?;
        let opened = self.opening_the_link(&id, &page.link).await;
        self.check("GET of the link changes nothing", opened, NOT_ANSWERED);
        if self.escalates {
            let paged = self.second_level(&id, &times).await;
            self.check("second level paged", paged.map(Some), NOT_ESCALATED);
        }
        let acknowledged = self.acknowledgement(&id, &times, &page.link).await;
        self.check("POST of the link acknowledges", acknowledged.map(Some), NOT_ANSWERED);
        let resolved = self.end(&id, &times).await;
        self.check("OK of the alarm resolves", resolved.map(Some), NOT_ENDED);
        Ok(())
    }

    fn check(&mut self, step: &'static str, seen: Result<Option<f64>>, to_do: &str) {
        self.steps.push(match seen {
            Ok(seconds) => Step::done(step, seconds),
            Err(error) => Step::failed(step, why(and_now(error, to_do))),
        });
    }

    fn done(&mut self, step: &'static str, seconds: f64) {
        self.steps.push(Step::done(step, Some(seconds)));
    }

    /// Sets the alarm off and waits for its incident.
    async fn opening(&mut self) -> Result<(IncidentId, DrillTimes)> {
        let began = Instant::now();
        self.door.trigger().await?;
        let id = watch::incident(self.deployment, &self.door.alert(), MOST).await?;
        let committed = began.elapsed().as_secs_f64();
        self.incident = Some(id.to_string());
        let shown = |record: &Record| record.events.iter().find_map(opened);
        let (at, times) =
            watch::record(self.deployment, &id, MOST, shown, "it is not marked as a drill").await?;
        let read = match self.via {
            Way::Https => "read by webhooks",
            _ => "read by alarm-intake",
        };
        if let Some(received) = times.received_at {
            self.done(read, since(&times, received));
        }
        self.done("triaged", since(&times, at));
        self.done("committed (seen from here)", committed);
        Ok((id, times))
    }

    /// Waits for the message to the first level.
    async fn page(&mut self, id: &IncidentId, times: &DrillTimes) -> Result<Arrived> {
        let page = self.queue.page(id, DRILL, MOST).await?;
        let sent = |record: &Record| {
            let mut attempts = record.attempts.iter();
            let attempt = attempts.find(|attempt| attempt.id == page.id)?;
            matches!(attempt.state, AttemptState::Sent(_)).then_some(attempt.at)
        };
        let at =
            watch::record(self.deployment, id, MOST, sent, "the message is not on record as sent").await?;
        self.done(HANDED_OVER, since(times, at));
        self.done("arrived in the queue", since(times, page.at));
        Ok(page)
    }

    async fn opening_the_link(&self, id: &IncidentId, link: &str) -> Result<Option<f64>> {
        let (status, page) = self.https.request(link, None).await?;
        let page = String::from_utf8_lossy(&page);
        if status != 200 || !page.contains("Acknowledge") {
            bail!("the link answered {status} without the button");
        }
        if !page.contains("DRILL") {
            bail!("the page does not say that it is a drill");
        }
        match watch::now(self.deployment, id).await?.status {
            Status::Triggered => Ok(None),
            status => bail!("opening the link made it {}", status.as_str()),
        }
    }

    async fn second_level(&self, id: &IncidentId, times: &DrillTimes) -> Result<f64> {
        let most = NEXT_LEVEL.unsigned_abs() + LATE;
        self.queue.page(id, SECOND, most).await?;
        let paged = |record: &Record| record.events.iter().find_map(second_page);
        Ok(since(
            times,
            watch::record(self.deployment, id, MOST, paged, "the second level was not paged").await?,
        ))
    }

    async fn acknowledgement(&self, id: &IncidentId, times: &DrillTimes, link: &str) -> Result<f64> {
        let (status, _) = self.https.request(link, Some(("application/x-www-form-urlencoded", ""))).await?;
        if !(200..400).contains(&status) {
            bail!("the button answered {status}");
        }
        let acknowledged = |record: &Record| record.events.iter().find_map(acknowledged);
        Ok(since(
            times,
            watch::record(self.deployment, id, MOST, acknowledged, "it was not acknowledged").await?,
        ))
    }

    /// Lets the alarm be fine again and waits for the end; nobody may have been paged since the acknowledgement.
    async fn end(&self, id: &IncidentId, times: &DrillTimes) -> Result<f64> {
        self.door.recover().await?;
        let ended = |record: &Record| {
            let at = record.events.iter().find_map(resolved)?;
            Some((at, record.events.iter().skip_while(|event| acknowledged(event).is_none()).any(is_page)))
        };
        let (at, paged) = watch::record(self.deployment, id, MOST, ended, "it was not resolved").await?;
        if paged {
            bail!("somebody was paged after the acknowledgement");
        }
        Ok(since(times, at))
    }
}

/// What went wrong, and what to do about it.
fn and_now(error: Error, to_do: &str) -> Error {
    anyhow!("{}; {to_do}", why(error))
}

fn since(times: &DrillTimes, at: Timestamp) -> f64 {
    at.duration_since(times.changed_at).as_secs_f64()
}

fn opened(record: &EventRecord) -> Option<(Timestamp, DrillTimes)> {
    match &record.event {
        Event::Opened(opened) => Some((record.at, opened.drill?)),
        _ => None,
    }
}

fn is_page(record: &EventRecord) -> bool {
    matches!(record.event, Event::Paged { .. })
}

fn second_page(record: &EventRecord) -> Option<Timestamp> {
    matches!(record.event, Event::Paged { step: EscalationStep::Level(1), .. }).then_some(record.at)
}

fn acknowledged(record: &EventRecord) -> Option<Timestamp> {
    matches!(record.event, Event::Acknowledged { .. }).then_some(record.at)
}

fn resolved(record: &EventRecord) -> Option<Timestamp> {
    matches!(record.event, Event::Resolved { .. }).then_some(record.at)
}
