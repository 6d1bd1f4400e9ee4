//! Matchers: which alarms a rule applies to, by fields and labels and their text.
//!
//! Must not know the consequences. Routes, silences, maintenance windows, and inhibitions all use it.

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

/// A field and the text it must have, as written in the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matcher {
    /// The field or label.
    pub field: String,
    /// The operator.
    pub op: Op,
    /// The value.
    pub value: String,
}

/// The four operators of Alertmanager.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Op {
    /// `=`: the text is equal.
    Equal,
    /// `!=`: the text differs.
    NotEqual,
    /// `=~`: the expression matches the whole text.
    Like,
    /// `!~`: the expression does not match the whole text.
    NotLike,
}

impl Op {
    /// The operator's sign.
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
    /// In the syntax that the parser reads.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = self.value.replace('\\', "\\\\").replace('"', "\\\"");
        write!(f, "{}{}\"{value}\"", self.field, self.op.sign())
    }
}

#[cfg(test)]
mod tests;
