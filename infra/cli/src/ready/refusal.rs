//! What AWS refuses, in words.
//! Must not leave out what the operator may lack.

use crate::reason::why;
use aws_sdk_sns::error::ProvideErrorMetadata;

/// What AWS said, in one line, and what the operator may lack.
pub(super) fn refusal<E>(error: E, action: &str) -> String
where
    E: std::error::Error + ProvideErrorMetadata + Send + Sync + 'static,
{
    match (error.code(), error.message()) {
        (Some(code), message) => {
            format!("{action}: {code} {}", message.unwrap_or_default()).trim().to_owned()
        }
        (None, _) => format!("{action}: {}", why(error)),
    }
}
