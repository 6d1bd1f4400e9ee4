//! Merges incidents into another, and splits them off again.
//! Must not decide anything: the domain does.

use crate::act::Operator;
use crate::args::{DeploymentOptions, Merge};
use crate::print;
use anyhow::{Context, Result, bail};
use callout_domain::incident::{Decided, Incident, NotATarget, Refusal};
use callout_domain::timeline::sentence;
use callout_lambda::{MergeRequest, Merged, Patience, SystemClock, merge_into, split_off};
use callout_ports::SettingsSource as _;

/// Merges each of several incidents into one.
///
/// # Errors
/// There is no such incident, one of them refuses, or the table does not answer.
pub(crate) async fn merge(common: &DeploymentOptions, args: &Merge) -> Result<()> {
    let operator = Operator::find(common).await?;
    let target = operator.deployment.incident(&args.into).await?;
    let rules = operator.rules().await?;
    operator
        .change_each(common, &args.which.incidents, async |child| {
            let (table, request) = (&operator.deployment.table, operator.request(&rules));
            let merged = merge_into(table, child.clone(), &target.id, &request, &SystemClock).await;
            let merged = merged.with_context(|| operator.deployment.unreachable())?;
            told(child, merged, &format!("already merged into #{}", target.number))
        })
        .await
}

/// Makes each of several merged incidents one of its own again.
///
/// # Errors
/// As [`merge`].
pub(crate) async fn split(common: &DeploymentOptions, wanted: &[String]) -> Result<()> {
    let operator = Operator::find(common).await?;
    let rules = operator.rules().await?;
    operator
        .change_each(common, wanted, async |child| {
            let (table, request) = (&operator.deployment.table, operator.request(&rules));
            let split = split_off(table, child.clone(), &request, &SystemClock).await;
            told(child, split.with_context(|| operator.deployment.unreachable())?, "already split off")
        })
        .await
}

impl Operator {
    async fn rules(&self) -> Result<std::sync::Arc<callout_domain::settings::Rules>> {
        let rules = self.deployment.table.rules().await;
        rules.context("read the settings").with_context(|| self.deployment.unreachable())
    }

    fn request<'a>(&'a self, rules: &'a callout_domain::settings::Rules) -> MergeRequest<'a> {
        MergeRequest { by: &self.actor, rules, seen: None, patience: Patience::PERSON }
    }
}

/// Says what happened on both sides; returns what became of the child.
fn told(child: &Incident, merged: Merged, before: &str) -> Result<Incident> {
    let number = child.number;
    match merged {
        Merged::Done(merge) => {
            let say = |Decided { incident, events }: &Decided| {
                let line =
                    |event| print::aside(print::brief(format!("#{}: {}", incident.number, sentence(event))));
                events.iter().for_each(line);
            };
            say(&merge.child);
            say(&merge.target);
            Ok(merge.child.incident)
        }
        Merged::Before => {
            print::aside(format!("#{number}: {before}"));
            Ok(child.clone())
        }
        Merged::Refused(_, Refusal::NotATarget(why)) if matches!(*why, NotATarget::Itself) => {
            bail!("#{number}: {why}")
        }
        Merged::Refused(_, Refusal::NotATarget(why)) => bail!("{why}"),
        Merged::Refused(_, why) => bail!("#{number}: {why}"),
        Merged::Unknown => bail!("there is no incident #{number} any more"),
    }
}
