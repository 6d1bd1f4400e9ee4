//! Waits until the names of a stack that was just deleted are free again.
//! Must not wait for an emulator, which lets names go at once.

use super::attendant::Attendant;
use super::call::failed;
use super::site::Site;
use anyhow::Result;
use aws_sdk_cloudformation::types::{StackStatus, StackSummary};
use callout_lambda::SystemClock;
use callout_ports::Clock as _;
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
    let request = site.cloudformation.list_stacks().stack_status_filter(StackStatus::DeleteComplete);
    // The latest are on the first page.
    let answer = request.send().await.map_err(failed("see whether the stack was deleted a moment ago"))?;
    let left = left(answer.stack_summaries(), &site.stack, SystemClock.now().as_second());
    if let Some(left) = left {
        attendant
            .doing(&format!("Waiting {} s: the names of deleted queues rest for a minute", left.as_secs()));
        tokio::time::sleep(left).await;
    }
    Ok(())
}

fn left(deleted: &[StackSummary], stack: &str, now: i64) -> Option<Duration> {
    let ours = deleted.iter().filter(|one| one.stack_name() == Some(stack));
    let last = ours.filter_map(|one| Some(one.deletion_time()?.secs())).max()?;
    let left = u64::try_from(last + REST - now).ok()?;
    (left > 0).then(|| Duration::from_secs(left))
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_sdk_cloudformation::primitives::DateTime;

    #[test]
    fn only_the_stacks_own_names_are_waited_for_and_no_longer_than_they_rest() {
        let deleted = |stack: &str, at: i64| {
            StackSummary::builder().stack_name(stack).deletion_time(DateTime::from_secs(at)).build()
        };
        let all = [deleted("prod", 100), deleted("prod", 1_000), deleted("other", 1_050)];
        assert_eq!(left(&all, "prod", 1_000), Some(Duration::from_secs(65)));
        assert_eq!(left(&all, "prod", 1_060), Some(Duration::from_secs(5)));
        assert_eq!(left(&all, "prod", 1_065), None);
        assert_eq!(left(&all, "stage", 1_000), None);
    }
}
