//! Looks again at what is held, once silences and windows changed: what nothing holds any more is paged within a minute.
//!
//! Decides nothing: the incident does, by the rules as they are now.

use anyhow::{Context, Result};
use callout_domain::incident::{Actor, Command, HoldReason, Incident};
use callout_domain::settings::Rules;
use callout_lambda::{ChangeRequest, Patience, change_incident};
use callout_ports::{Clock, IncidentStore, SettingsSource};
use jiff::{SignedDuration, Timestamp};
use std::sync::{Mutex, PoisonError};

/// How long after a change it looks each minute: whoever read the rules before may commit what they held only now.
const SETTLED_AFTER: SignedDuration = SignedDuration::from_mins(3);

/// Which rules this process knew last, and since when. A new process looks for a while.
#[derive(Debug, Default)]
pub struct KnownRules(Mutex<Option<Known>>);

#[derive(Debug, Clone, Copy, PartialEq)]
struct Known {
    /// How often settings were applied, and how often people decided something beside them.
    versions: (Option<u64>, u64),
    since: Timestamp,
}

impl KnownRules {
    /// Whether these rules are so new that something may still be held by older ones.
    fn is_new(&self, rules: &Rules, now: Timestamp) -> bool {
        let versions = (rules.applied().map(|applied| applied.number), rules.live().number);
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = known.get_or_insert(Known { versions, since: now });
        if known.versions != versions {
            *known = Known { versions, since: now };
        }
        now.duration_since(known.since) <= SETTLED_AFTER
    }

    /// Looks for as long again: something was not looked at.
    fn look_on(&self, now: Timestamp) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.iter_mut().for_each(|known| known.since = now);
    }
}

/// Lets each incident look again that a silence or window holds other than it did.
///
/// # Errors
/// The store failed for at least one; the next minute finds it again.
pub async fn recheck_held<T>(table: &T, known: &KnownRules, clock: &impl Clock) -> Result<()>
where
    T: IncidentStore + SettingsSource,
{
    let rules = table.rules().await.context("read the settings")?;
    if rules.are_unreadable() || !known.is_new(&rules, clock.now()) {
        return Ok(());
    }
    let looked = recheck_by(&rules, table, clock).await;
    if looked.is_err() {
        known.look_on(clock.now());
    }
    looked
}

async fn recheck_by<T>(rules: &Rules, table: &T, clock: &impl Clock) -> Result<()>
where
    T: IncidentStore,
{
    // All of them: what is held may be older than any number of others that are open.
    let open = table.open_incidents(usize::MAX).await.context("find what is held")?;
    let mut failed = None;
    for incident in
        open.incidents.into_iter().filter(|incident| is_held_otherwise(incident, rules, clock.now()))
    {
        let (command, by) = (&Command::Reschedule, Actor::system());
        let request = ChangeRequest { command, by: &by, rules, seen: None, patience: Patience::BRIEF };
        failed = change_incident(table, incident, &request, clock).await.err().or(failed);
    }
    failed.map_or(Ok(()), Err)
}

/// Whether the rule that holds it ends at another time now, or is gone.
fn is_held_otherwise(incident: &Incident, rules: &Rules, now: Timestamp) -> bool {
    let Some(hold) = &incident.hold else { return false };
    let is_rule = matches!(hold.by, HoldReason::Silence { .. } | HoldReason::Maintenance { .. });
    is_rule && rules.held_until(&hold.by, &incident.service, now) != Some(hold.until)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_that_failed_is_made_up_for() {
        let (known, rules) = (KnownRules::default(), Rules::unreadable());
        let at = |minutes: i64| Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes);
        assert_eq!([0, 3, 4].map(|minutes| known.is_new(&rules, at(minutes))), [true, true, false]);
        known.look_on(at(4));
        assert_eq!([7, 8].map(|minutes| known.is_new(&rules, at(minutes))), [true, false]);
    }
}
