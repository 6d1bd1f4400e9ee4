//! Failures of dependencies, classified by what a caller can do.

use std::error::Error;

/// A dependency failed; a retry may help and is always safe.
#[derive(Debug, thiserror::Error)]
pub enum PortError {
    /// It did not answer, or returned an error.
    #[error("could not {doing}")]
    Unavailable {
        /// The operation, for an operator: "read the open incidents".
        doing: String,
        /// The error.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// Its data cannot be understood; a retry returns the same.
    #[error("could not understand {what}")]
    Corrupt {
        /// The data, for an operator.
        what: String,
        /// The error.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
}

impl PortError {
    /// It did not answer, or returned an error.
    pub fn unavailable(doing: impl Into<String>, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Unavailable { doing: doing.into(), source: source.into() }
    }

    /// Its data cannot be understood.
    pub fn corrupt(what: impl Into<String>, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Corrupt { what: what.into(), source: source.into() }
    }
}

/// Why a message was not sent.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// The carrier rejects it for good, for example because there is no such address.
    #[error(transparent)]
    Refused(PortError),
    /// The carrier could not take it now; a retry may succeed.
    #[error(transparent)]
    NotNow(PortError),
}

/// Why a commit did not happen.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// Another process changed the incident or alert meanwhile, or the store was busy and wrote nothing: pause, load
    /// again, decide again.
    #[error("somebody else changed it meanwhile")]
    Conflict,
    /// The store did not answer.
    #[error(transparent)]
    Port(#[from] PortError),
}
