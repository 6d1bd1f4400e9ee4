//! Tells an incident what happened in those merged into it, and ends those with it.
//!
//! Must not wait for anything else that is due: where a merged incident would have paged, its target pages.

use crate::count::count;
use crate::reopened::firing;
use anyhow::{Context, Result};
use callout_domain::ids::IncidentId;
use callout_domain::incident::Incident;
use callout_domain::settings::Rules;
use callout_lambda::{Merged, reopen_both, settle_both};
use callout_ports::{Clock, IncidentStore, SettingsSource};

/// Settles what is due between an incident and its target, or those merged into it; returns whether anything was.
///
/// # Errors
/// The store failed, or others kept changing one of them; the timer comes again.
pub(crate) async fn settle<T>(
    incident: &Incident,
    rules: &Rules,
    table: &T,
    clock: &impl Clock,
) -> Result<bool>
where
    T: IncidentStore + SettingsSource,
{
    let into = incident.merged_into.as_ref().filter(|into| into.news.is_some());
    let above = into.map(|into| (incident.id.clone(), into.id.clone()));
    let over = incident.open_merged().filter(|_| !incident.is_open());
    let below = over.map(|(child, _)| (child.clone(), incident.id.clone()));
    let mut settled = Vec::new();
    for (child, target) in above.into_iter().chain(below) {
        settled.push(settle_one(&child, &target, rules, table, clock).await);
    }
    for child in incident.reopening_merged() {
        settled.push(reopen_one(child, &incident.id, rules, table, clock).await);
    }
    // One that cannot be read holds up none of the others.
    let done = settled.into_iter().collect::<Result<Vec<bool>>>()?;
    Ok(done.contains(&true))
}

async fn settle_one<T>(
    child: &IncidentId,
    target: &IncidentId,
    rules: &Rules,
    table: &T,
    clock: &impl Clock,
) -> Result<bool>
where
    T: IncidentStore + SettingsSource,
{
    let known = load(child, table).await?;
    let is_counting = known.is_open() && known.is_counting();
    // What was counted and not applied yet may be news.
    if is_counting {
        count(child, table, clock).await?;
    }
    let shards = match is_counting {
        true => Some(table.shards(child).await.context("read the counts")?),
        false => None,
    };
    let child = load(child, table).await?;
    match settle_both(table, child, target, (rules, shards), clock).await? {
        Merged::Done(_) => Ok(true),
        Merged::Before | Merged::Unknown => Ok(false),
        Merged::Refused(child, why) => {
            tracing::info!(incident.id = child.id.as_str(), %why, "nothing to settle with its target");
            Ok(false)
        }
    }
}

/// What ended with its target, which a person reopened.
async fn reopen_one<T>(
    child: &IncidentId,
    target: &IncidentId,
    rules: &Rules,
    table: &T,
    clock: &impl Clock,
) -> Result<bool>
where
    T: IncidentStore + SettingsSource,
{
    let child = load(child, table).await?;
    let fires = !firing(&child, table).await?.is_empty();
    Ok(matches!(reopen_both(table, child, target, (rules, fires), clock).await?, Merged::Done(_)))
}

async fn load(id: &IncidentId, table: &impl IncidentStore) -> Result<Incident> {
    let incident = table.incident(id).await.context("load a merged incident")?;
    incident.with_context(|| format!("there is no incident {id}"))
}
