//! Sessions of the console that a person ended.

use crate::PortError;
use jiff::Timestamp;
use std::future::Future;

/// The sessions that were ended before their time. A session is known by a mark of its cookie.
pub trait Sessions: Send + Sync {
    /// Ends a session, in every browser that has its cookie. It is remembered until the cookie would have expired.
    fn end_session(
        &self,
        mark: &str,
        expires_at: Timestamp,
    ) -> impl Future<Output = Result<(), PortError>> + Send;

    /// Whether a session was ended.
    fn is_session_ended(&self, mark: &str) -> impl Future<Output = Result<bool, PortError>> + Send;
}
