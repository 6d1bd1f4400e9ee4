//! Which alarms somebody means: fields and labels, and what their whole text must be.
//!
//! Must not know what follows from it: routes, silences, maintenance windows and inhibitions all ask here.

mod field;
mod pattern;
mod text;
mod written;

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

/// A matcher that is ready to be asked.
#[derive(Debug, Clone)]
pub struct Condition {
    /// Which text.
    pub field: Field,
    /// As it was written.
    pub written: Matcher,
    pattern: Pattern,
}

impl Condition {
    /// Compiles a matcher.
    ///
    /// # Errors
    /// What is wrong with its expression.
    pub fn compile(written: Matcher) -> Result<Self, String> {
        let pattern = match written.op {
            Op::Equal | Op::NotEqual => Pattern::exactly(&written.value),
            Op::Like | Op::NotLike => Pattern::compile(&written.value)?,
        };
        Ok(Self { field: Field::named(&written.field), written, pattern })
    }

    /// Whether it only compares text, which is quick.
    pub fn is_plain(&self) -> bool {
        self.pattern.is_plain()
    }

    /// Whether a text is as it must be.
    pub fn holds(&self, text: &str) -> bool {
        self.pattern.matches(text) == matches!(self.written.op, Op::Equal | Op::Like)
    }
}

/// Conditions that must all hold; none at all hold for everything.
#[derive(Debug, Clone)]
pub struct Conditions(Vec<Condition>);

impl Conditions {
    /// Compiles what somebody wrote.
    ///
    /// # Errors
    /// The field whose expression is broken, if it stands under its own key, and what to write instead.
    pub fn compile(matches: &Matches) -> Result<Self, (Option<String>, String)> {
        let table = matches.is_table();
        let place = |field: &str| table.then(|| field.to_owned());
        let compile = |written: Matcher| {
            let field = written.field.clone();
            Condition::compile(written).map_err(|message| (place(&field), message))
        };
        let written = matches.matchers().map_err(|message| (None, message))?;
        written.into_iter().map(compile).collect::<Result<_, _>>().map(Self)
    }

    /// Each of them.
    pub fn all(&self) -> &[Condition] {
        &self.0
    }

    /// Whether all of them hold for an alarm.
    pub fn hold(&self, subject: Subject<'_>) -> bool {
        self.0.iter().all(|condition| condition.holds(condition.field.of(subject)))
    }

    /// Whether they hold for an alarm that says nothing at all, so that they single nothing out.
    pub fn hold_for_nothing(&self) -> bool {
        self.0.iter().all(|condition| condition.holds(""))
    }
}

#[cfg(test)]
mod tests;
