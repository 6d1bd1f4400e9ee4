//! Changes how somebody is reached: reads what they changed before, decides, stores it, and looks again if somebody was faster.

use crate::conflict::after_conflict;
use anyhow::{Context, Result, bail};
use callout_domain::ids::ResponderName;
use callout_domain::link::LinkKeys;
use callout_domain::person::{Deciding, PersonCommand, PersonEvent, PersonRefusal};
use callout_ports::{Clock, CommitError, PersonStore, SettingsSource};

/// How often a change is decided anew because others changed something at the same time.
const TRIES: usize = 5;

/// Who changes what of whom.
#[derive(Debug, Clone, Copy)]
pub struct PersonChange<'a> {
    /// Whose.
    pub who: &'a ResponderName,
    /// What.
    pub command: &'a PersonCommand,
    /// Who does it, for people.
    pub by: &'a str,
    /// The version that was shown to whoever does it, if any was.
    pub seen: Option<u64>,
}

/// Changes how somebody is reached, or says why not.
///
/// # Errors
/// The table does not answer, or others were faster each time.
pub async fn change_person(
    table: &(impl PersonStore + SettingsSource),
    keys: &LinkKeys,
    PersonChange { who, command, by, seen }: PersonChange<'_>,
    clock: &impl Clock,
) -> Result<Result<PersonEvent, PersonRefusal>> {
    for attempt in 0..TRIES {
        let rules = table.rules().await.context("read the settings")?;
        let Some(of_files) = rules.of_files(who) else { return Ok(Err(PersonRefusal::Nobody)) };
        let before = table.person(who).await.context("read what was changed before")?;
        if seen.is_some_and(|seen| seen != before.version) {
            return Ok(Err(PersonRefusal::Overtaken(before.changed)));
        }
        let deciding = Deciding { who, of_files, keys, by, now: clock.now() };
        let change = match before.decide(command, deciding) {
            Ok(change) => change,
            Err(refusal) => return Ok(Err(refusal)),
        };
        match table.save_person(&change).await {
            Ok(()) => return Ok(change.refused.map_or(Ok(change.event), Err)),
            Err(CommitError::Conflict) => after_conflict(attempt).await,
            Err(CommitError::Port(error)) => return Err(error).context("store what was changed"),
        }
    }
    bail!("others changed something at the same time again and again; try again")
}
