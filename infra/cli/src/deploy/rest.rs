//! Waits until the names of a stack that was just deleted are free again.
//! Must not wait for an emulator, which lets names go at once.

use super::attendant::Attendant;
use super::call::failed;
use super::event::Event;
use super::site::Site;
use anyhow::Result;
use aws_sdk_cloudformation::types::{StackStatus, StackSummary};
use callout_lambda::SystemClock;
use callout_ports::Clock as _;
use std::cmp::Reverse;
use std::time::Duration;

/// How long the name of a deleted queue rests (SQS API reference, `CreateQueue`: `QueueDeletedRecently`), and a little more.
const REST: i64 = 65;

/// Waits until a stack can use its names again.
///
/// # Errors
/// AWS may not be asked which stacks were deleted.
pub(super) async fn wait(site: &Site, attendant: &mut impl Attendant) -> Result<()> {
    if site.emulator().is_some() {
        return Ok(());
    }
    if let Some(left) = left(site).await? {
        attendant
            .doing(&format!("Waiting {} s: the names of deleted queues rest for a minute", left.as_secs()));
        tokio::time::sleep(left).await;
    }
    Ok(())
}

/// How long the names of a stack's queues still rest.
pub(super) async fn left(site: &Site) -> Result<Option<Duration>> {
    let request = site.cloudformation.list_stacks().stack_status_filter(StackStatus::DeleteComplete);
    // The latest are on the first page.
    let answer = request.send().await.map_err(failed("see whether the stack was deleted a moment ago"))?;
    let now = SystemClock.now().as_second();
    for (stack_id, left) in resting(answer.stack_summaries(), &site.stack, now) {
        if was_made(site, &stack_id).await {
            return Ok(Some(left));
        }
    }
    Ok(None)
}

/// The stacks of that name that were deleted within a minute, the latest first, and how long their names still rest.
fn resting(deleted: &[StackSummary], stack: &str, now: i64) -> Vec<(String, Duration)> {
    let left = |one: &StackSummary| u64::try_from(one.deletion_time()?.secs() + REST - now).ok();
    let ours = deleted.iter().filter(|one| one.stack_name() == Some(stack));
    let ours = ours.filter_map(|one| Some((one.stack_id()?.to_owned(), Duration::from_secs(left(one)?))));
    let mut resting: Vec<_> = ours.filter(|(_, left)| !left.is_zero()).collect();
    resting.sort_by_key(|(_, left)| Reverse(*left));
    resting
}

/// Whether anything was made in a deleted stack: a change set that nobody carried out, like that of a dry run, leaves nothing. A
/// deleted stack's events are read by its ID (CloudFormation API reference, `DescribeStackEvents`), the newest first, so that
/// those of its resources are on the first page.
async fn was_made(site: &Site, stack_id: &str) -> bool {
    let answer = site.cloudformation.describe_stack_events().stack_name(stack_id).send().await;
    // Who may not look waits: a minute lost is better than a deployment that fails.
    answer.map_or(true, |answer| answer.stack_events().iter().any(|event| !Event::of(event).is_of_stack()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_sdk_cloudformation::primitives::DateTime;

    #[test]
    fn only_the_stacks_own_names_are_waited_for_and_no_longer_than_they_rest() {
        let deleted = |stack: &str, at: i64| {
            let one = StackSummary::builder().stack_name(stack).stack_id(format!("{stack}/{at}"));
            one.deletion_time(DateTime::from_secs(at)).build()
        };
        let all =
            [deleted("prod", 100), deleted("prod", 990), deleted("prod", 1_000), deleted("other", 1_050)];
        let seconds = |stack: &str, now: i64| -> Vec<u64> {
            resting(&all, stack, now).into_iter().map(|(_, left)| left.as_secs()).collect()
        };
        assert_eq!(seconds("prod", 1_000), [65, 55]);
        assert_eq!(seconds("prod", 1_060), [5]);
        assert!(seconds("prod", 1_065).is_empty() && seconds("stage", 1_000).is_empty());
    }
}
