//! Which alarms somebody means: fields and labels, and what their whole text must be.
//!
//! Must not know what follows from it: routes, silences, maintenance windows and inhibitions all ask here.

mod condition;
mod field;
mod pattern;
mod text;
mod written;

pub use condition::{Condition, Conditions};
pub use field::{Field, Subject};
pub use pattern::Pattern;
pub use text::parse;
pub use written::{Labels, Matches};

use std::fmt;

/// One field and what its text must be, as somebody wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matcher {
    /// The field or label.
    pub field: String,
    /// How the text is compared.
    pub op: Op,
    /// With what.
    pub value: String,
}

/// How a text is compared; Alertmanager's four signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Op {
    /// `=`: it is this text.
    Equal,
    /// `!=`: it is another.
    NotEqual,
    /// `=~`: this expression matches all of it.
    Like,
    /// `!~`: this expression does not.
    NotLike,
}

impl Op {
    /// The sign.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Like => "=~",
            Self::NotLike => "!~",
        }
    }
}

impl fmt::Display for Matcher {
    /// As the parser reads it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = self.value.replace('\\', "\\\\").replace('"', "\\\"");
        write!(f, "{}{}\"{value}\"", self.field, self.op.sign())
    }
}

#[cfg(test)]
mod tests;
