//! Whether a state is a success, a failure or not final: one table for all services.
//!
//! Must not depend on a service.

/// How a run ended, if it did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Success,
    Failure,
    /// It continues, or was stopped on purpose.
    Unfinished,
}

/// Anywhere in a state.
const FAILURES: [&str; 15] = [
    "FAILED",
    "FAILURE",
    "FAULT",
    "ERROR",
    "TIMED_OUT",
    "TIMEOUT",
    "TIMED OUT",
    "TIMEDOUT",
    "UNDELIVERABLE",
    "UNSUCCESSFUL",
    "EXPIRED",
    "IMPAIRED",
    "UNHEALTHY",
    "VIOLATED",
    "DRIFTED",
];
/// The last words of a state. A complete rollback means that the deployment failed.
const FAILURE_ENDS: [&str; 3] = ["ROLLBACK_COMPLETE", "ROLLBACK SUCCEEDED", "PARTIAL"];
/// The last words of a state.
const SUCCESS_ENDS: [&str; 12] = [
    "SUCCESS",
    "SUCCEED",
    "SUCCEEDED",
    "SUCCESSFUL",
    "COMPLETED",
    "COMPLETE",
    "STEADY_STATE",
    "IN_SYNC",
    "AVAILABLE",
    "PASSED",
    "IN_SERVICE",
    "INSERVICE",
];
/// The last words of a state: it continues.
const UNDERWAY_ENDS: [&str; 40] = [
    "IN_PROGRESS",
    "INPROGRESS",
    "IN PROGRESS",
    "PROGRESSING",
    "STATUS_UPDATE",
    "INPUT_INFORMATION",
    "QUEUE_HOP",
    "CREATED",
    "CREATING",
    "PENDING",
    "QUEUED",
    "SUBMITTED",
    "SCHEDULED",
    "RUNNABLE",
    "RUNNING",
    "READY",
    "START",
    "STARTED",
    "STARTING",
    "RESUMED",
    "WAITING",
    "DELAYED",
    "BAKING",
    "INITIATING",
    "BOOTSTRAPPING",
    "LAUNCHING",
    "PREPARING",
    "TRANSFERRING",
    "VERIFYING",
    "EXECUTING",
    "UPDATING",
    "BUILDING",
    "TESTING",
    "DISTRIBUTING",
    "INTEGRATING",
    "PENDING_REDRIVE",
    "PENDINGAPPROVAL",
    "COUNT_UPDATED",
    "CHECKPOINT REACHED",
    "OVERRIDE",
];
/// The last words of a state: stopped on purpose, or not done at all.
const STOPPED_ENDS: [&str; 21] = [
    "STOP",
    "STOPPED",
    "STOPPING",
    "CANCELED",
    "CANCELLED",
    "CANCELING",
    "CANCELLING",
    "ABORTED",
    "ABORTING",
    "ABANDONED",
    "SUPERSEDED",
    "APPROVED",
    "REJECTED",
    "EXITED",
    "SKIPPED",
    "SKIPPED_OVERLAPPING",
    "NOT_CHECKED",
    "TERMINATING",
    "TERMINATED",
    "DELETING",
    "DELETED",
];

/// The meaning of a run's state; `None` if no service documents it.
pub(super) fn of(state: &str) -> Option<Outcome> {
    let state = state.trim();
    let ends = |words: &[&str]| words.iter().any(|word| ends_with_word(state, word));
    let is_failure = || {
        let state = state.to_ascii_uppercase();
        FAILURES.iter().any(|word| state.contains(word))
    };
    if ends(&["IN_PROGRESS"]) {
        Some(Outcome::Unfinished)
    } else if is_failure() || ends(&FAILURE_ENDS) {
        Some(Outcome::Failure)
    } else if ends(&SUCCESS_ENDS) {
        Some(Outcome::Success)
    } else {
        (ends(&UNDERWAY_ENDS) || ends(&STOPPED_ENDS)).then_some(Outcome::Unfinished)
    }
}

/// Whether a state ends with a whole word, which may begin with a capital letter only: `CompletedWithSuccess`.
fn ends_with_word(state: &str, word: &str) -> bool {
    let Some(at) = state.len().checked_sub(word.len()) else { return false };
    let Some((before, end)) = state.split_at_checked(at) else { return false };
    let begins = match before.chars().next_back() {
        Some(last) if last.is_alphanumeric() => {
            last.is_lowercase() && end.starts_with(|first: char| first.is_uppercase())
        }
        _ => true,
    };
    begins && end.eq_ignore_ascii_case(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(outcome: impl Into<Option<Outcome>>, states: &[&str]) {
        let outcome = outcome.into();
        for state in states {
            assert_eq!(of(state), outcome, "{state}");
        }
    }

    #[test]
    fn every_service_s_words_for_an_end_are_understood() {
        check(
            Outcome::Failure,
            &[
                "FAILURE",
                "FAILED",
                "FAULT",
                "TIMED_OUT",
                "CREATE_FAILED",
                "ROLLBACK_COMPLETE",
                "UPDATE_ROLLBACK_COMPLETE",
                "UPDATE_ROLLBACK_FAILED",
                "SERVICE_DEPLOYMENT_FAILED",
                "SERVICE_TASK_PLACEMENT_FAILURE",
                "EC2 Instance Launch Unsuccessful",
                "TIMEOUT",
                "ERROR",
                "CLIENT_ERROR",
                "EC2 Auto Scaling Instance Refresh Rollback Succeeded",
            ],
        );
        check(
            Outcome::Success,
            &[
                "SUCCESS",
                "SUCCEEDED",
                "UPDATE_COMPLETE",
                "DELETE_COMPLETE",
                "SERVICE_DEPLOYMENT_COMPLETED",
                "SERVICE_STEADY_STATE",
                "EC2 Instance Launch Successful",
                "COMPLETED",
                "CompletedWithSuccess",
                "Succeeded",
                "PASSED",
            ],
        );
    }

    #[test]
    fn what_continues_or_stopped_on_purpose_is_no_end_and_a_new_word_is_nothing() {
        check(
            Outcome::Unfinished,
            &[
                "START",
                "READY",
                "STOPPED",
                "SUPERSEDED",
                "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
                "UPDATE_ROLLBACK_IN_PROGRESS",
                "RUNNING",
                "SERVICE_DESIRED_COUNT_UPDATED",
                "EC2 Auto Scaling Instance Refresh Checkpoint Reached",
                "PendingChangeCalendarOverride",
                "SKIPPED_OVERLAPPING",
            ],
        );
        check(
            None,
            &[
                "UNAVAILABLE",
                "INCOMPLETE",
                "DISAPPROVED",
                "RESTART",
                "VERMILION",
                "ECS_OPERATION_THROTTLED",
                "SERVICE_HEALTH_UNKNOWN",
                "",
            ],
        );
    }
}
