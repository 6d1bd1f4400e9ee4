//! Work that is put off on purpose.
//!
//! Neither a failure nor a success: its message comes again, and nobody is alarmed.

use jiff::SignedDuration;
use std::error::Error;
use std::fmt;

/// A message that must come again after a while, because it may not be handled yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Postponed {
    /// For how long.
    pub by: SignedDuration,
}

impl Postponed {
    /// For how long work was put off; `None` if it failed.
    pub fn by(error: &anyhow::Error) -> Option<SignedDuration> {
        error.downcast_ref::<Self>().map(|postponed| postponed.by)
    }
}

impl fmt::Display for Postponed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "put off by {:#}", self.by)
    }
}

impl Error for Postponed {}
