//! `callout replay`: brings back what lies in the dead-letter queues.
//! Must not delete anything before it is where it belongs: dying in between sends twice, which does no harm.

mod aws;
mod committed;
mod dead_letter;
mod report;
mod shape;
#[cfg(test)]
mod tests;
mod work;

use crate::args::{DeploymentOptions, Replay};
use crate::deployment::Deployment;
use crate::question::{Answer, ask};
use crate::to_type::callout;
use anyhow::{Result, bail};
use aws::Queues;
use dead_letter::Way;
use report::Entry;
use work::{ReplayQueues as _, replay_batch};

/// Lists what lies in both dead-letter queues, asks, and brings it back.
///
/// # Errors
/// Something stays: nobody agreed, nobody knows where it belongs, or its place did not take it.
pub async fn replay(common: &DeploymentOptions, args: &Replay) -> Result<()> {
    let deployment = Deployment::find_to_change(common).await?;
    let queues = Queues::open(&deployment).await?;
    let first = queues.receive().await?;
    let entries: Vec<Entry> = first.iter().map(|letter| Entry::of(letter, &deployment.stack)).collect();
    let known = entries.iter().filter(|entry| entry.reading.way != Way::Unknown).count();
    if !common.json {
        report::show(&entries);
    }
    if args.dry_run {
        queues.put_back(&entries).await;
        return report::list(common, &entries);
    }
    if known == 0 {
        queues.put_back(&entries).await;
        return report::finish(common, &entries);
    }
    if let Err(refusal) = consent(args, known) {
        queues.put_back(&entries).await;
        report::list(common, &entries)?;
        return Err(refusal);
    }
    let mut done = replay_batch(&queues, entries).await;
    // Later messages of a FIFO group come only once the earlier ones are gone.
    loop {
        let next = queues.receive().await?;
        let next: Vec<Entry> = next.iter().map(|letter| Entry::of(letter, &deployment.stack)).collect();
        let seen = |entry: &Entry| done.iter().any(|known| known.letter.id == entry.letter.id);
        let (again, new): (Vec<Entry>, Vec<Entry>) = next.into_iter().partition(seen);
        queues.put_back(&again).await;
        if new.is_empty() {
            break;
        }
        done.extend(replay_batch(&queues, new).await);
    }
    let left: Vec<Entry> = done.iter().filter(|entry| !entry.outcome.is_gone()).cloned().collect();
    queues.put_back(&left).await;
    report::finish(common, &done)
}

fn consent(args: &Replay, known: usize) -> Result<()> {
    if args.yes {
        return Ok(());
    }
    let what = if known == 1 { "this message".to_owned() } else { format!("these {known} messages") };
    match ask(&format!("Bring back {what}, and what follows in the same order?")) {
        Answer::Yes => Ok(()),
        Answer::No => bail!("nothing was brought back"),
        Answer::NobodyThere => {
            bail!("nothing was brought back: `{}` brings back {what} without asking", callout("replay --yes"))
        }
    }
}
