//! In which state a stack is, and what must happen before it can be deployed to.
//! Must not act on it.

use aws_sdk_cloudformation::types::StackStatus;

/// What comes before a change set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// Nothing: there is no stack yet, or an empty one.
    Create,
    /// Nothing: the stack is whole.
    Update,
    /// An operation that runs must end.
    Wait,
    /// A stack that never was whole, or was being deleted, must go. It keeps the table and the buckets.
    Delete,
    /// A rollback that stopped must go on.
    ContinueRollback,
    /// An update that stopped half way must be rolled back.
    RollBack,
    /// A state that this version does not know.
    Unknown,
}

/// What a state asks for (CloudFormation user guide, "Stack status codes").
pub(super) fn next(status: Option<&StackStatus>) -> Next {
    use StackStatus as S;
    match status {
        None | Some(S::DeleteComplete | S::ReviewInProgress) => Next::Create,
        Some(
            S::CreateComplete
            | S::UpdateComplete
            | S::UpdateRollbackComplete
            | S::ImportComplete
            | S::ImportRollbackComplete,
        ) => Next::Update,
        Some(S::RollbackComplete | S::RollbackFailed | S::CreateFailed | S::DeleteFailed) => Next::Delete,
        Some(S::UpdateRollbackFailed) => Next::ContinueRollback,
        Some(S::UpdateFailed) => Next::RollBack,
        Some(running) if running.as_str().ends_with("_IN_PROGRESS") => Next::Wait,
        Some(_) => Next::Unknown,
    }
}

/// Whether a stack in a state was ever whole and will be there: then its parameters keep their values.
pub(super) fn is_kept(status: Option<&StackStatus>) -> bool {
    use StackStatus as S;
    let goes = matches!(status, Some(S::DeleteInProgress | S::RollbackInProgress));
    !goes && !matches!(next(status), Next::Create | Next::Delete)
}

/// What is about to be done about a state, as a question has it; none where nothing is changed by it.
pub(super) fn mending(status: &StackStatus, stack: &str) -> String {
    match next(Some(status)) {
        Next::Delete if *status == StackStatus::DeleteFailed => format!(
            "the stack {stack} was being deleted and is only half gone ({status}): delete what is left of it first; \
             table and buckets stay"
        ),
        Next::Delete => format!(
            "the first deployment of {stack} failed ({status}): delete what it left first; table and buckets stay, \
             and the table is used again"
        ),
        Next::ContinueRollback => {
            format!("a rollback of {stack} stopped half way ({status}): let it go on first")
        }
        Next::RollBack => format!("an update of {stack} stopped half way ({status}): roll it back first"),
        _ => format!("the stack {stack} is {status}"),
    }
}

/// What to do where mending did not help.
pub(super) fn by_hand(status: &StackStatus, stack: &str, region: &str) -> String {
    match status {
        StackStatus::UpdateRollbackFailed => format!(
            "mend what the reason above names and run this command again; or, if a resource cannot be put back, leave \
             it out: aws cloudformation continue-update-rollback --region {region} --stack-name {stack} \
             --resources-to-skip LOGICAL_ID"
        ),
        StackStatus::DeleteFailed | StackStatus::RollbackFailed | StackStatus::CreateFailed => format!(
            "mend what the reason above names and run this command again; or leave what cannot be deleted: aws \
             cloudformation delete-stack --region {region} --stack-name {stack} --deletion-mode FORCE_DELETE_STACK, \
             then this command again"
        ),
        status => format!(
            "the stack is {status}, which this version of callout cannot mend: see `aws cloudformation \
             describe-stack-events --region {region} --stack-name {stack}`, and AWS's guide \"Stack status codes\""
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_is_mended_waited_for_or_ready() {
        let states = [
            ("CREATE_COMPLETE", Next::Update),
            ("CREATE_FAILED", Next::Delete),
            ("CREATE_IN_PROGRESS", Next::Wait),
            ("DELETE_COMPLETE", Next::Create),
            ("DELETE_FAILED", Next::Delete),
            ("DELETE_IN_PROGRESS", Next::Wait),
            ("IMPORT_COMPLETE", Next::Update),
            ("IMPORT_IN_PROGRESS", Next::Wait),
            ("IMPORT_ROLLBACK_COMPLETE", Next::Update),
            ("IMPORT_ROLLBACK_IN_PROGRESS", Next::Wait),
            ("REVIEW_IN_PROGRESS", Next::Create),
            ("ROLLBACK_COMPLETE", Next::Delete),
            ("ROLLBACK_FAILED", Next::Delete),
            ("ROLLBACK_IN_PROGRESS", Next::Wait),
            ("UPDATE_COMPLETE", Next::Update),
            ("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", Next::Wait),
            ("UPDATE_FAILED", Next::RollBack),
            ("UPDATE_IN_PROGRESS", Next::Wait),
            ("UPDATE_ROLLBACK_COMPLETE", Next::Update),
            ("UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", Next::Wait),
            ("UPDATE_ROLLBACK_FAILED", Next::ContinueRollback),
            ("UPDATE_ROLLBACK_IN_PROGRESS", Next::Wait),
            // Nobody imports into a stack by hand; what to type is said.
            ("IMPORT_ROLLBACK_FAILED", Next::Unknown),
        ];
        for (state, expected) in states {
            assert_eq!(next(Some(&StackStatus::from(state))), expected, "{state}");
        }
        let known: Vec<&str> = states.iter().map(|(state, _)| *state).collect();
        let unlisted = StackStatus::values().iter().find(|value| !known.contains(value));
        assert_eq!(unlisted, None, "a state that AWS added");
        assert_eq!(next(None), Next::Create);
    }

    #[test]
    fn what_never_was_whole_leaves_no_parameters() {
        let kept = |state: &str| is_kept(Some(&StackStatus::from(state)));
        ["CREATE_COMPLETE", "UPDATE_IN_PROGRESS", "UPDATE_ROLLBACK_FAILED", "UPDATE_FAILED"]
            .into_iter()
            .for_each(|state| assert!(kept(state), "{state}"));
        [
            "ROLLBACK_COMPLETE",
            "ROLLBACK_IN_PROGRESS",
            "DELETE_IN_PROGRESS",
            "DELETE_FAILED",
            "REVIEW_IN_PROGRESS",
        ]
        .into_iter()
        .for_each(|state| assert!(!kept(state), "{state}"));
        assert!(!is_kept(None));
    }

    #[test]
    fn what_cannot_be_mended_names_the_next_command() {
        for state in StackStatus::values() {
            let told = by_hand(&StackStatus::from(*state), "prod", "eu-west-1");
            assert!(told.contains("aws cloudformation") && told.contains("--stack-name prod"), "{told}");
        }
    }

    #[test]
    fn mending_says_what_stays() {
        for state in ["ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED"] {
            let told = mending(&StackStatus::from(state), "prod");
            assert!(told.contains("table and buckets stay"), "{told}");
        }
    }
}
