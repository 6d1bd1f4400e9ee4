//! What can go wrong outside, in the classes a caller can act on.

use std::error::Error;

/// The outside world did not do what was asked; asking again may help, and is always safe.
#[derive(Debug, thiserror::Error)]
pub enum PortError {
    /// It did not answer, or said no.
    #[error("could not {doing}")]
    Unavailable {
        /// What was asked, for an operator: "read the open incidents".
        doing: String,
        /// What it said.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// What it gave cannot be understood; asking again gives the same.
    #[error("could not understand {what}")]
    Corrupt {
        /// What it was, for an operator.
        what: String,
        /// Why.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
}

impl PortError {
    /// It did not answer, or said no.
    pub fn unavailable(doing: impl Into<String>, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Unavailable { doing: doing.into(), source: source.into() }
    }

    /// What it gave cannot be understood.
    pub fn corrupt(what: impl Into<String>, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Corrupt { what: what.into(), source: source.into() }
    }
}

/// Why a message was not handed over.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// The carrier does not take it, and will not later: there is no such address.
    #[error(transparent)]
    Refused(PortError),
    /// The carrier did not take it now; later it may.
    #[error(transparent)]
    NotNow(PortError),
}

/// Why a commit did not happen.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// Somebody else changed the incident or alert meanwhile, or the store was busy and wrote nothing: after a pause,
    /// load it again and decide again.
    #[error("somebody else changed it meanwhile")]
    Conflict,
    /// The store did not answer.
    #[error(transparent)]
    Port(#[from] PortError),
}
