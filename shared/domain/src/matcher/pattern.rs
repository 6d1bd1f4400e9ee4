//! A compiled expression that must match a whole text. Uses plain comparisons where possible.
//!
//! Must match exactly what the regular expression matches. A thousand routes are checked for each alarm, and most use
//! expressions such as `payments-.*`: comparing a prefix takes a hundredth of the time an automaton needs to start. Nor is
//! an automaton built before a text gets that far: a function reads all settings before its first alarm.

use regex::Regex;
use regex_syntax::ParserBuilder;
use regex_syntax::hir::literal::{Extractor, Seq};
use regex_syntax::hir::{Dot, Hir, HirKind};
use std::sync::OnceLock;

/// What a whole text must be.
#[derive(Debug, Clone)]
pub enum Pattern {
    /// Any text, including the empty one.
    Anything,
    /// This text.
    Exactly(String),
    /// A text with this prefix.
    Beginning(String),
    /// A text with this suffix.
    Ending(String),
    /// A text that contains this.
    Having(String),
    /// One of these.
    OneOf(Vec<Pattern>),
    /// A text that matches an expression.
    Expression(Box<Expression>),
}

/// An expression without a plain equivalent. Its common prefix and its longest literal are checked first.
#[derive(Debug, Clone)]
pub struct Expression {
    begins: String,
    has: String,
    written: String,
    /// Built when a text needs it; an error if it is too large to be built.
    regex: OnceLock<Result<Regex, String>>,
}

impl Expression {
    fn regex(&self) -> &Result<Regex, String> {
        let build =
            || Regex::new(&format!("^(?s:{})$", self.written)).map_err(|why| wrong(&self.written, &why));
        self.regex.get_or_init(build)
    }
}

fn wrong(expression: &str, why: &dyn std::fmt::Display) -> String {
    let why = why.to_string();
    let last = why.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
    format!("`{expression}` is not a regular expression: {last}")
}

/// What settings are mostly made of: plain text, with anything before or behind it. Reading that as an expression takes
/// a hundred times as long.
fn simple(expression: &str) -> Option<Pattern> {
    const ANYTHING: &str = ".*";
    const MEANS_MORE: [char; 14] = ['\\', '.', '+', '*', '?', '(', ')', '|', '[', ']', '{', '}', '^', '$'];
    let rest = expression.strip_prefix(ANYTHING);
    let (before, rest) = (rest.is_some(), rest.unwrap_or(expression));
    let text = rest.strip_suffix(ANYTHING);
    let (behind, text) = (text.is_some(), text.unwrap_or(rest));
    if text.contains(MEANS_MORE) {
        return None;
    }
    let make = match (before, behind) {
        (false, false) => Pattern::Exactly,
        (false, true) => Pattern::Beginning,
        (true, false) => Pattern::Ending,
        (true, true) => Pattern::Having,
    };
    Some(make(text.to_owned()))
}

impl Pattern {
    /// Exactly this text.
    pub fn exactly(text: &str) -> Self {
        Self::Exactly(text.to_owned())
    }

    /// Compiles a regular expression, which must match the whole text. Its dot matches line breaks, too. One that is too
    /// large is found later: `check` finds it at once.
    ///
    /// # Errors
    /// Returns what is wrong with it.
    pub fn compile(expression: &str) -> Result<Self, String> {
        if let Some(simple) = simple(expression) {
            return Ok(simple);
        }
        // Parsed on its own: `a)|(b` would escape the anchors.
        let read = ParserBuilder::new().dot_matches_new_line(true).build().parse(expression);
        let read = read.map_err(|error| wrong(expression, &error))?;
        if let Some(plain) = plain(&read) {
            return Ok(plain);
        }
        let (begins, has) = (beginning(&read), longest_literal(&read));
        let (written, regex) = (expression.to_owned(), OnceLock::new());
        Ok(Self::Expression(Box::new(Expression { begins, has, written, regex })))
    }

    /// Whether it can be used at all.
    ///
    /// # Errors
    /// Its expression is too large.
    pub fn check(&self) -> Result<(), String> {
        match self {
            Self::Expression(it) => it.regex().as_ref().map(drop).map_err(Clone::clone),
            Self::OneOf(patterns) => patterns.iter().try_for_each(Self::check),
            _ => Ok(()),
        }
    }

    /// Whether it matches the whole text.
    pub fn matches(&self, text: &str) -> bool {
        match self {
            Self::Anything => true,
            Self::Exactly(whole) => text == whole,
            Self::Beginning(part) => text.starts_with(part.as_str()),
            Self::Ending(part) => text.ends_with(part.as_str()),
            Self::Having(part) => text.contains(part.as_str()),
            Self::OneOf(patterns) => patterns.iter().any(|pattern| pattern.matches(text)),
            Self::Expression(it) => {
                text.starts_with(it.begins.as_str())
                    && text.contains(it.has.as_str())
                    && it.regex().as_ref().is_ok_and(|regex| regex.is_match(text))
            }
        }
    }

    /// Whether it is a plain comparison instead of an expression.
    pub fn is_plain(&self) -> bool {
        !matches!(self, Self::Expression(_))
    }
}

/// The expression as a plain comparison, if possible.
fn plain(read: &Hir) -> Option<Pattern> {
    if !read.properties().look_set().is_empty() {
        return None;
    }
    if let Some(texts) = texts(read) {
        return Some(one_of(texts, Pattern::Exactly));
    }
    match read.kind() {
        HirKind::Capture(capture) => plain(&capture.sub),
        HirKind::Alternation(parts) => parts.iter().map(plain).collect::<Option<_>>().map(Pattern::OneOf),
        HirKind::Concat(parts) => match parts.as_slice() {
            [first, middle @ .., last] if is_anything(first) && is_anything(last) => {
                between(middle, Pattern::Having)
            }
            [first, rest @ ..] if is_anything(first) => between(rest, Pattern::Ending),
            [rest @ .., last] if is_anything(last) => between(rest, Pattern::Beginning),
            _ => None,
        },
        _ if is_anything(read) => Some(Pattern::Anything),
        _ => None,
    }
}

fn between(parts: &[Hir], make: fn(String) -> Pattern) -> Option<Pattern> {
    texts(&Hir::concat(parts.to_vec())).map(|texts| one_of(texts, make))
}

fn one_of(texts: Vec<String>, make: fn(String) -> Pattern) -> Pattern {
    let mut patterns: Vec<Pattern> = texts.into_iter().map(make).collect();
    match (patterns.len(), patterns.pop()) {
        (1, Some(only)) => only,
        (_, last) => Pattern::OneOf(patterns.into_iter().chain(last).collect()),
    }
}

/// All texts an expression matches, if these are few.
fn texts(read: &Hir) -> Option<Vec<String>> {
    let literals = literals(read);
    let all = literals.literals().filter(|_| literals.is_exact())?;
    all.iter().map(|it| String::from_utf8(it.as_bytes().to_vec()).ok()).collect()
}

/// The common prefix of all texts that an expression matches.
fn beginning(read: &Hir) -> String {
    if !read.properties().look_set().is_empty() {
        return String::new();
    }
    let literals = literals(read);
    let bytes = literals.longest_common_prefix().unwrap_or_default();
    // A prefix may end within a character of several bytes.
    let whole = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
    bytes.get(..whole).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default().to_owned()
}

fn literals(read: &Hir) -> Seq {
    Extractor::new().extract(read)
}

/// The longest text contained in everything an expression matches, as far as a simple search finds it.
fn longest_literal(read: &Hir) -> String {
    let parts = match read.kind() {
        HirKind::Concat(parts) => parts.as_slice(),
        _ => std::slice::from_ref(read),
    };
    let literals = parts.iter().filter_map(|part| match part.kind() {
        HirKind::Literal(literal) => std::str::from_utf8(&literal.0).ok(),
        _ => None,
    });
    literals.max_by_key(|literal| literal.len()).unwrap_or_default().to_owned()
}

fn is_anything(read: &Hir) -> bool {
    match read.kind() {
        HirKind::Repetition(repeated) => {
            repeated.min == 0 && repeated.max.is_none() && *repeated.sub == Hir::dot(Dot::AnyChar)
        }
        HirKind::Capture(capture) => is_anything(&capture.sub),
        _ => false,
    }
}
