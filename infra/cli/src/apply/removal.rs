//! Removes the contacts that the settings of before had, once nothing that read those can still use them.
//! Must not remove anything while settings are active that it does not know.

use super::contacts::{self, Step};
use crate::deployment::Deployment;
use crate::print;
use crate::to_type::callout;
use anyhow::{Context as _, Result};
use callout_aws::load_applied;
use std::time::Duration;

/// How long a function that read the settings of before may still publish to their topics: the longest a function runs
/// (`Timeout` of the template), and some. Each message looks anew which settings are active. SNS answers `NotFound` for a
/// topic that is gone, which is final: that page would never go there.
const IN_FLIGHT: Duration = Duration::from_secs(20);

/// Removes them, if this version is still active after the wait. Returns what to know about them, if anything.
///
/// # Errors
/// AWS does not answer.
pub(super) async fn remove(
    deployment: &Deployment,
    steps: Vec<Step>,
    version: &str,
) -> Result<Option<String>> {
    if steps.iter().any(Step::is_in_use) {
        print::aside(format!(
            "The new settings are active. The topics of the old contacts are removed in {} seconds: pages on their way \
             may still use them.",
            IN_FLIGHT.as_secs()
        ));
        tokio::time::sleep(IN_FLIGHT).await;
        let active = load_applied(&deployment.table).await.with_context(|| deployment.unreachable())?;
        if active.is_none_or(|active| active.version.version != version) {
            return Ok(Some(format!(
                "somebody else applied other settings meanwhile: the topics of the old contacts stay, `{}` removes them",
                callout("apply")
            )));
        }
    }
    contacts::carry_out(deployment, steps).await?;
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_function_runs_longer_than_old_topics_stay() {
        let template = include_str!("../../../template.yaml");
        let timeouts = template.lines().filter_map(|line| line.trim().strip_prefix("Timeout: "));
        let timeouts: Vec<u64> = timeouts.map(|seconds| seconds.parse().unwrap()).collect();
        assert!(!timeouts.is_empty());
        assert!(timeouts.iter().all(|timeout| *timeout < IN_FLIGHT.as_secs()), "{timeouts:?}");
    }
}
