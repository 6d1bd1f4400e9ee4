//! Converts the SDK's errors to the ports' errors, with the whole chain of sources.
//!
//! Logs and retries nothing.

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use callout_ports::{CommitError, PortError};
use std::error::Error;

/// The call failed; `doing` names the operation for an operator.
pub(crate) fn unavailable<E>(doing: impl Into<String>) -> impl FnOnce(E) -> PortError
where
    E: Error + Send + Sync + 'static,
{
    |error| PortError::unavailable(doing, error)
}

/// A conditional put failed: a conflict, or the store did not answer.
pub(crate) fn put(error: SdkError<PutItemError>) -> CommitError {
    use PutItemError::{ConditionalCheckFailedException, TransactionConflictException};
    match error.as_service_error() {
        Some(ConditionalCheckFailedException(_) | TransactionConflictException(_)) => CommitError::Conflict,
        _ => PortError::unavailable("write to the table", error).into(),
    }
}

/// A transaction failed: a conflict, a busy table, or the store did not answer.
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
        // Another process is recording the same decision: a retry will find it.
        TransactionInProgressException(_) => true,
        _ => false,
    }
}

/// A conflict or a throttled table: in both cases nothing was written, and the caller retries after a
/// pause.
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
