//! From the SDK's errors to the ports' errors, with the whole chain of sources.
//!
//! Nothing is logged or retried here.

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use callout_ports::{CommitError, PortError};
use std::error::Error;

/// The call failed; `doing` tells an operator what was asked.
pub(crate) fn unavailable<E>(doing: impl Into<String>) -> impl FnOnce(E) -> PortError
where
    E: Error + Send + Sync + 'static,
{
    |error| PortError::unavailable(doing, error)
}

/// A conditional put failed: either somebody was faster, or the store did not answer.
pub(crate) fn put(error: SdkError<PutItemError>) -> CommitError {
    use PutItemError::{ConditionalCheckFailedException, TransactionConflictException};
    match error.as_service_error() {
        Some(ConditionalCheckFailedException(_) | TransactionConflictException(_)) => CommitError::Conflict,
        _ => PortError::unavailable("write to the table", error).into(),
    }
}

/// A transaction failed: somebody was faster or the table is busy, or the store did not answer.
pub(crate) fn transaction(error: SdkError<TransactWriteItemsError>) -> CommitError {
    if error.as_service_error().is_some_and(is_lost) {
        return CommitError::Conflict;
    }
    PortError::unavailable("write to the table", error).into()
}

fn is_lost(error: &TransactWriteItemsError) -> bool {
    use TransactWriteItemsError::{TransactionCanceledException, TransactionInProgressException};
    match error {
        TransactionCanceledException(cancelled) => cancelled
            .cancellation_reasons()
            .iter()
            .filter_map(|reason| reason.code())
            .any(is_worth_another_look),
        // The same decision is just being recorded by somebody else: look again, it will be there.
        TransactionInProgressException(_) => true,
        _ => false,
    }
}

/// A race that was lost, or a table that had no room just then: in both, nothing was written, and the caller's next try
/// comes after a pause.
fn is_worth_another_look(code: &str) -> bool {
    matches!(
        code,
        "ConditionalCheckFailed"
            | "TransactionConflict"
            | "ThrottlingError"
            | "ProvisionedThroughputExceeded"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_sdk_dynamodb::types::CancellationReason;
    use aws_sdk_dynamodb::types::error::TransactionCanceledException;

    fn check(codes: &[&str], again: bool) {
        let reasons = codes.iter().map(|code| CancellationReason::builder().code(*code).build()).collect();
        let cancelled =
            TransactionCanceledException::builder().set_cancellation_reasons(Some(reasons)).build();
        let error = TransactWriteItemsError::TransactionCanceledException(cancelled);
        assert_eq!(is_lost(&error), again, "{codes:?}");
    }

    #[test]
    fn lost_races_and_a_busy_table_are_tried_again() {
        check(&["None", "ConditionalCheckFailed"], true);
        check(&["None", "TransactionConflict"], true);
        check(&["ThrottlingError"], true);
        check(&["ProvisionedThroughputExceeded"], true);
        check(&["ValidationError", "None"], false);
    }
}
