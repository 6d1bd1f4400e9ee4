//! How an incident stands, in one word for lists, filters and programs.
//!
//! Must not decide anything by it: that is done by its status, what holds it and what it is part of.

use super::state::{Incident, Status};

/// How an incident stands: its status, where that says all. One that pages nobody by itself is not called triggered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Nobody has it.
    Triggered,
    /// Nobody is paged yet: a silence, a window or a pause holds it.
    Held,
    /// Somebody has it.
    Acknowledged,
    /// It is part of another incident, which pages for it.
    Merged,
    /// It is over.
    Resolved,
}

impl Standing {
    /// All of them, as they follow each other.
    pub const ALL: [Self; 5] =
        [Self::Triggered, Self::Held, Self::Acknowledged, Self::Merged, Self::Resolved];

    /// The word shown to people and programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Triggered => "triggered",
            Self::Held => "held",
            Self::Acknowledged => "acknowledged",
            Self::Merged => "merged",
            Self::Resolved => "resolved",
        }
    }

    /// The one that a word stands for.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|standing| standing.as_str() == word)
    }
}

impl Incident {
    /// How it stands.
    pub fn standing(&self) -> Standing {
        match self.status {
            Status::Resolved => Standing::Resolved,
            _ if self.is_merged() => Standing::Merged,
            Status::Acknowledged => Standing::Acknowledged,
            Status::Triggered if self.hold.is_some() => Standing::Held,
            Status::Triggered => Standing::Triggered,
        }
    }
}
