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

/// A transaction failed: either somebody was faster, or the store did not answer.
pub(crate) fn transaction(error: SdkError<TransactWriteItemsError>) -> CommitError {
    use TransactWriteItemsError::{TransactionCanceledException, TransactionInProgressException};
    let lost = match error.as_service_error() {
        Some(TransactionCanceledException(cancelled)) => {
            cancelled.cancellation_reasons().iter().filter_map(|reason| reason.code()).any(is_lost_race)
        }
        // The same decision is just being recorded by somebody else: look again, it will be there.
        Some(TransactionInProgressException(_)) => true,
        _ => false,
    };
    if lost { CommitError::Conflict } else { PortError::unavailable("write to the table", error).into() }
}

fn is_lost_race(code: &str) -> bool {
    matches!(code, "ConditionalCheckFailed" | "TransactionConflict")
}
