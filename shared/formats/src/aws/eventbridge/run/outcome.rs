//! Whether a state is a good end, a bad one, or no end at all: one reading of every service's words.
//!
//! Knows no service.

/// How a run ended, if it did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Good,
    Bad,
    /// It goes on, or was stopped on purpose.
    Neither,
}

/// In any part of a state.
const BAD: [&str; 11] = [
    "FAILED",
    "FAILURE",
    "FAULT",
    "TIMED_OUT",
    "TIMEOUT",
    "UNSUCCESSFUL",
    "EXPIRED",
    "IMPAIRED",
    "UNHEALTHY",
    "VIOLATED",
    "DRIFTED",
];
/// At the end of a state. A rollback that is complete put back what did not work.
const BAD_ENDS: [&str; 2] = ["ROLLBACK_COMPLETE", "PARTIAL"];
/// At the end of a state.
const GOOD_ENDS: [&str; 7] =
    ["SUCCESS", "SUCCEEDED", "SUCCESSFUL", "COMPLETED", "_COMPLETE", "STEADY_STATE", "IN_SYNC"];

/// What a state of a run means.
pub(super) fn of(state: &str) -> Outcome {
    let state = state.trim().to_ascii_uppercase();
    let underway = state.ends_with("IN_PROGRESS");
    if underway {
        Outcome::Neither
    } else if BAD.iter().any(|word| state.contains(word)) || BAD_ENDS.iter().any(|end| state.ends_with(end)) {
        Outcome::Bad
    } else if state == "COMPLETE" || GOOD_ENDS.iter().any(|end| state.ends_with(end)) {
        Outcome::Good
    } else {
        Outcome::Neither
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
            Outcome::Bad,
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
            Outcome::Good,
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
            Outcome::Neither,
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
