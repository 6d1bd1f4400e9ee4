//! Commands that change incidents: load, decide, commit, say what happened.

use crate::addressees::known_responder;
use crate::args::{DeploymentOptions, Phase, PublishUpdate};
use crate::deployment::Deployment;
use crate::incidents::Listed;
use crate::mine::pages;
use crate::operator::signature;
use crate::print;
use crate::to_type::callout;
use anyhow::{Context, Result, bail};
use callout_aws::load_settings;
use callout_domain::delay::Delay;
use callout_domain::ids::ResponderName;
use callout_domain::incident::{self, Actor, Command, Decided, Incident, Refusal, Via};
use callout_domain::timeline::sentence;
use callout_lambda::{Changed, SystemClock, change};
use callout_ports::IncidentStore as _;
use jiff::Timestamp;
use serde::Serialize;

/// Acknowledges.
pub const ACKNOWLEDGE: Command = Command::Acknowledge { via: Via::CommandLine };
/// Resolves.
pub const RESOLVE: Command = Command::Resolve { via: Via::CommandLine, note: None };

/// Publishes a status page update.
///
/// # Errors
/// As [`act`].
pub async fn publish_update(common: &DeploymentOptions, args: PublishUpdate) -> Result<()> {
    let operator = Operator::find(common).await?;
    let phase = match args.phase {
        Some(phase) => of_word(phase),
        None => phase_so_far(&operator.deployment.incident(&args.incident).await?),
    };
    let command = Command::PublishUpdate { phase, text: args.text, impact: None };
    report(common, &operator.act(&args.incident, &command).await?)
}

fn of_word(phase: Phase) -> incident::Phase {
    match phase {
        Phase::Investigating => incident::Phase::Investigating,
        Phase::Identified => incident::Phase::Identified,
        Phase::Monitoring => incident::Phase::Monitoring,
        Phase::Resolved => incident::Phase::Resolved,
    }
}

/// Where the work stands by what customers read last.
fn phase_so_far(incident: &Incident) -> incident::Phase {
    incident.updates.last().map_or(incident::Phase::Investigating, |update| update.phase)
}

/// Snoozes.
///
/// # Errors
/// The moment lies beyond what a clock can show.
pub fn snooze(length: Delay, now: Timestamp) -> Result<Command> {
    let until = now.checked_add(length.0).context("that is too long")?;
    Ok(Command::Snooze { until })
}

/// Reassigns.
pub fn reassign(to: &[String]) -> Command {
    Command::Reassign { to: to.iter().map(|name| name.trim().into()).collect() }
}

/// Switches to a policy.
pub fn policy(name: Option<&str>) -> Command {
    match name {
        Some(name) => Command::Move { policy: name.into() },
        None => Command::ApplyPolicy,
    }
}

/// Does one thing to one incident.
///
/// # Errors
/// There is no such incident, it refuses, or the table does not answer.
pub async fn act(common: &DeploymentOptions, wanted: &str, command: Command) -> Result<()> {
    let operator = Operator::find(common).await?;
    report(common, &operator.act(wanted, &command).await?)
}

fn report(common: &DeploymentOptions, incident: &Incident) -> Result<()> {
    if common.json { print::json(&Listed::of(incident)) } else { Ok(()) }
}

/// Does one thing to each of several incidents: what one of them refuses keeps it from none of the others.
///
/// # Errors
/// One of them failed, or no deployment is meant.
pub async fn act_on_each(common: &DeploymentOptions, wanted: &[String], command: Command) -> Result<()> {
    Operator::find(common).await?.act_on_each(common, wanted, command).await
}

/// Acknowledges whatever pages the person whom `--as` names.
///
/// # Errors
/// Nobody is named, one of them failed, or the table does not answer.
pub async fn acknowledge_mine(common: &DeploymentOptions) -> Result<()> {
    let Some(name) = &common.on_behalf_of else {
        bail!("say who you are: `{}`", callout("ack --mine --as NAME"))
    };
    let operator = Operator::find(common).await?;
    let open = operator.deployment.table.open_incidents(usize::MAX).await;
    let open = open.with_context(|| operator.deployment.unreachable())?.incidents;
    let name = ResponderName::from(name.as_str());
    let mut mine: Vec<&Incident> = open.iter().filter(|incident| pages(incident, &name)).collect();
    mine.sort_by_key(|incident| (incident.severity, incident.opened_at));
    if mine.is_empty() {
        print::aside(format!("Nothing pages {name}."));
    }
    let mine: Vec<String> = mine.into_iter().map(|incident| incident.number.to_string()).collect();
    operator.act_on_each(common, &mine, ACKNOWLEDGE).await
}

/// What became of one of several incidents, for programs.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Outcome<'a> {
    Done(Listed),
    Failed { incident: &'a str, error: String },
}

/// Whoever works on the incidents of a deployment.
struct Operator {
    deployment: Deployment,
    actor: Actor,
}

impl Operator {
    async fn find(common: &DeploymentOptions) -> Result<Self> {
        let deployment = Deployment::find_to_change(common).await?;
        if let Some(name) = &deployment.on_behalf_of {
            let settings =
                load_settings(&deployment.table).await.with_context(|| deployment.unreachable())?;
            known_responder(&settings.unwrap_or_default(), &name.as_str().into())?;
        }
        let actor = Actor::operator(&signature(&deployment));
        Ok(Self { deployment, actor })
    }

    async fn act_on_each(
        &self,
        common: &DeploymentOptions,
        wanted: &[String],
        command: Command,
    ) -> Result<()> {
        let (mut outcomes, mut failures) = (Vec::new(), Vec::new());
        for one in each_once(wanted) {
            match self.act(one, &command).await {
                Ok(incident) => outcomes.push(Outcome::Done(Listed::of(&incident))),
                Err(error) => {
                    outcomes.push(Outcome::Failed { incident: one, error: format!("{error:#}") });
                    failures.push(error);
                }
            }
        }
        if common.json {
            print::json(&outcomes)?;
        }
        match (failures.len(), outcomes.len()) {
            (0, _) => Ok(()),
            (1, 1) => Err(failures.remove(0)),
            (failed, all) => {
                failures.iter().for_each(|error| print::aside(format!("{error:#}")));
                bail!("{failed} of {all} failed")
            }
        }
    }

    /// Does one thing to one incident, and says what happened; returns what became of it.
    async fn act(&self, wanted: &str, command: &Command) -> Result<Incident> {
        let Self { deployment, actor } = self;
        let incident = deployment.incident(wanted).await?;
        let changed = change(&deployment.table, &incident.id, command, actor, &SystemClock).await;
        match changed.with_context(|| deployment.unreachable())? {
            Changed::Done(decided) => {
                let Decided { incident, events } = *decided;
                events
                    .iter()
                    .for_each(|event| print::aside(format!("#{}: {}", incident.number, sentence(event))));
                Ok(incident)
            }
            // Whoever asks for what is so already has what they want.
            Changed::Refused(
                incident,
                why @ (Refusal::AlreadyAcknowledged(_) | Refusal::AlreadyResolved(_) | Refusal::AlreadyDone),
            ) => {
                print::aside(format!("#{}: {why}", incident.number));
                Ok(*incident)
            }
            Changed::Refused(incident, why) => bail!("#{}: {why}", incident.number),
            Changed::Unknown => bail!("there is no incident {wanted} any more"),
        }
    }
}

/// Each incident that is named once, in the order in which they are named.
fn each_once(wanted: &[String]) -> Vec<&str> {
    let mut each: Vec<&str> = Vec::new();
    for one in wanted.iter().map(|one| one.trim_start_matches('#')) {
        if !each.contains(&one) {
            each.push(one);
        }
    }
    each
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample_incident::incident;
    use callout_domain::incident::{Impact, StatusUpdate};
    use callout_domain::severity::Severity;

    #[test]
    fn an_incident_named_twice_is_acted_on_once() {
        let wanted = ["7", "#9", "#7", "inc_1"].map(str::to_owned);
        assert_eq!(each_once(&wanted), ["7", "9", "inc_1"]);
    }

    #[test]
    fn an_update_without_a_phase_keeps_the_one_before() {
        let mut incident = incident(7, "payments", Severity::Sev2, "Errors");
        assert_eq!(phase_so_far(&incident), incident::Phase::Investigating);
        let at = incident.opened_at;
        let update = |phase| StatusUpdate {
            seq: 1,
            at,
            phase,
            text: String::new(),
            impact: Impact::Major,
            components: Vec::new(),
        };
        incident.updates = vec![update(incident::Phase::Investigating), update(incident::Phase::Monitoring)];
        assert_eq!(phase_so_far(&incident), incident::Phase::Monitoring);
    }

    #[test]
    fn what_became_of_each_is_told_to_programs_in_one_list() {
        let failed = Outcome::Failed { incident: "9", error: "there is no incident 9".to_owned() };
        let told = serde_json::to_string(&[failed]).unwrap();
        assert_eq!(told, r#"[{"incident":"9","error":"there is no incident 9"}]"#);
    }
}
