//! Compiled matchers.
//!
//! Must not parse: `text` and `written` do.

use super::field::{Field, Subject};
use super::pattern::Pattern;
use super::written::Matches;
use super::{Matcher, Op};

/// A compiled matcher.
#[derive(Debug, Clone)]
pub struct Condition {
    /// The field.
    pub field: Field,
    /// The matcher as written.
    pub written: Matcher,
    pattern: Pattern,
}

impl Condition {
    /// Compiles a matcher.
    ///
    /// # Errors
    /// Returns what is wrong with its expression.
    pub fn compile(written: Matcher) -> Result<Self, String> {
        let pattern = match written.op {
            Op::Equal | Op::NotEqual => Pattern::exactly(&written.value),
            Op::Like | Op::NotLike => Pattern::compile(&written.value)?,
        };
        Ok(Self { field: Field::named(&written.field), written, pattern })
    }

    /// Whether it only compares text, which is fast.
    pub fn is_plain(&self) -> bool {
        self.pattern.is_plain()
    }

    /// Whether a text matches. One whose expression is too large holds for nothing.
    pub fn holds(&self, text: &str) -> bool {
        match self.written.op {
            Op::Equal | Op::Like => self.pattern.matches(text),
            Op::NotEqual | Op::NotLike => !self.pattern.matches(text) && self.pattern.check().is_ok(),
        }
    }
}

/// Conditions that must all match. An empty list matches everything.
#[derive(Debug, Clone)]
pub struct Conditions(Vec<Condition>);

impl Conditions {
    /// Compiles matchers, and looks for what is found only when an alarm comes, too.
    ///
    /// # Errors
    /// As `compile`, and for an expression that is too large.
    pub fn check(matches: &Matches) -> Result<Self, (Option<String>, String)> {
        let compiled = Self::compile(matches)?;
        for condition in &compiled.0 {
            let place = || matches.is_table().then(|| condition.written.field.clone());
            condition.pattern.check().map_err(|message| (place(), message))?;
        }
        Ok(compiled)
    }

    /// Compiles matchers.
    ///
    /// # Errors
    /// Returns the field whose expression is broken, if it has its own key, and what to write instead.
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

    /// All conditions.
    pub fn all(&self) -> &[Condition] {
        &self.0
    }

    /// All conditions.
    pub fn into_all(self) -> Vec<Condition> {
        self.0
    }

    /// Whether all of them match an alarm.
    pub fn hold(&self, subject: Subject<'_>) -> bool {
        self.0.iter().all(|condition| condition.holds(condition.field.of(subject)))
    }

    /// Whether they match an alarm without any field, so that they select nothing in particular.
    pub fn hold_for_nothing(&self) -> bool {
        self.0.iter().all(|condition| condition.holds(""))
    }
}
