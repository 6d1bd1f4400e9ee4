//! Sessions of the console that a person ended.

use crate::PortError;
use callout_domain::audit::{ConsoleLink, SignedOut};
use callout_domain::ids::ResponderName;
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

    /// Ends every session of a person, and every link that signs them in, that was issued before the moment at which that was
    /// asked for. An earlier moment than one that is remembered changes nothing.
    fn end_sessions_before(&self, done: &SignedOut) -> impl Future<Output = Result<(), PortError>> + Send;

    /// Records that a link which signs in is about to be printed. Nobody gets one that is not recorded.
    fn note_console_link(&self, link: &ConsoleLink) -> impl Future<Output = Result<(), PortError>> + Send;

    /// Whether a session was ended, and before which moment all of its person's were.
    fn ended_sessions(
        &self,
        mark: &str,
        who: &ResponderName,
    ) -> impl Future<Output = Result<EndedSessions, PortError>> + Send;
}

/// What was ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct EndedSessions {
    /// Whether this session was.
    pub is_ended: bool,
    /// Whatever was issued to its person before this.
    pub before: Option<Timestamp>,
}
