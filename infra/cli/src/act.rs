//! Commands that change one incident: load, decide, commit, say what happened.

use crate::args::{Common, Phase};
use crate::deployment::Deployment;
use crate::incidents::Listed;
use crate::print;
use anyhow::{Context, Result, bail};
use callout_domain::incident::{self, Actor, Asked, Command, Decided, Refusal, Via, decide};
use callout_domain::timeline::sentence;
use callout_lambda::SystemClock;
use callout_ports::{Change, Clock as _, Commit, CommitError, IncidentStore as _, Rulebook as _};

/// How often a commit is tried when others keep changing the same incident.
const TRIES: usize = 8;

/// Acknowledges.
pub const ACKNOWLEDGE: Command = Command::Acknowledge { via: Via::CommandLine };
/// Resolves.
pub const RESOLVE: Command = Command::Resolve { via: Via::CommandLine };

/// What tells customers something.
pub fn tell(phase: Phase, text: String) -> Command {
    let phase = match phase {
        Phase::Investigating => incident::Phase::Investigating,
        Phase::Identified => incident::Phase::Identified,
        Phase::Monitoring => incident::Phase::Monitoring,
        Phase::Resolved => incident::Phase::Resolved,
    };
    Command::Tell { phase, text, impact: None }
}

/// Does one thing to one incident.
///
/// # Errors
/// There is no such incident, it refuses, or the table does not answer.
pub async fn act(common: &Common, wanted: &str, command: Command) -> Result<()> {
    let deployment = Deployment::find(common).await?;
    let by = Actor::operator(&operator());
    let mut incident = deployment.incident(wanted).await?;
    let rules = deployment.table.rules().await.with_context(|| deployment.unreachable())?;
    for _ in 0..TRIES {
        let asked = Asked { by: by.clone(), now: SystemClock.now() };
        let decided = match decide(&incident, &command, &rules, &asked) {
            Ok(decided) => decided,
            // Whoever asks for what is so already has what they want.
            Err(refusal @ (Refusal::AlreadyAcknowledged(_) | Refusal::AlreadyResolved(_))) => {
                print::aside(format!("#{}: {refusal}", incident.number));
                return report(common, &incident);
            }
            Err(refusal) => bail!("#{}: {refusal}", incident.number),
        };
        let Decided { incident: after, events } = decided;
        let said: Vec<String> = events.iter().map(sentence).collect();
        let change = Change { incident: after.clone(), events };
        match deployment.table.commit(&Commit { change: Some(change), alert: None }).await {
            Ok(()) => {
                said.iter().for_each(|said| print::aside(format!("#{}: {said}", after.number)));
                return report(common, &after);
            }
            Err(CommitError::Conflict) => incident = deployment.incident(incident.id.as_str()).await?,
            Err(CommitError::Port(error)) => return Err(error).with_context(|| deployment.unreachable()),
        }
    }
    bail!("others changed #{} {TRIES} times meanwhile; try again", incident.number)
}

fn report(common: &Common, incident: &incident::Incident) -> Result<()> {
    if common.json { print::json(&Listed::of(incident)) } else { Ok(()) }
}

/// Who is at the keyboard, for the record.
#[expect(clippy::disallowed_methods, reason = "the record names the operator by their login")]
fn operator() -> String {
    let named = ["CALLOUT_OPERATOR", "USER", "LOGNAME"].into_iter().find_map(|name| std::env::var(name).ok());
    named.filter(|name| !name.is_empty()).unwrap_or_else(|| "operator".to_owned())
}
