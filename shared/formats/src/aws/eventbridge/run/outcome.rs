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
const FAILURES: [&str; 14] = [
    "FAILED",
    "FAILURE",
    "FAULT",
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
/// At the end of a state. A complete rollback means that the deployment failed.
const FAILURE_ENDS: [&str; 2] = ["ROLLBACK_COMPLETE", "PARTIAL"];
/// At the end of a state.
const SUCCESS_ENDS: [&str; 7] =
    ["SUCCESS", "SUCCEEDED", "SUCCESSFUL", "COMPLETED", "_COMPLETE", "STEADY_STATE", "IN_SYNC"];

/// The meaning of a run's state.
pub(super) fn of(state: &str) -> Outcome {
    let state = state.trim().to_ascii_uppercase();
    let underway = state.ends_with("IN_PROGRESS");
    if underway {
        Outcome::Unfinished
    } else if FAILURES.iter().any(|word| state.contains(word))
        || FAILURE_ENDS.iter().any(|end| state.ends_with(end))
    {
        Outcome::Failure
    } else if state == "COMPLETE" || SUCCESS_ENDS.iter().any(|end| state.ends_with(end)) {
        Outcome::Success
    } else {
        Outcome::Unfinished
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(outcome: Outcome, states: &[&str]) {
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
            ],
        );
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
                "",
            ],
        );
    }
}
