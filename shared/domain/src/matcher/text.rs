//! Matchers in the syntax of Alertmanager's tools: `{alarm=~"payments-.*", region!="eu-west-1"}`.
//!
//! Must not validate expressions: that happens when they are compiled.

use super::{Matcher, Op};
use std::iter::Peekable;
use std::str::Chars;

/// Characters that end an unquoted word.
const RESERVED: &str = "{}!=~,\\\"'`";

/// Parses matchers, with or without braces, separated by commas.
///
/// # Errors
/// Returns what is wrong, and how to write it.
pub fn parse(text: &str) -> Result<Vec<Matcher>, String> {
    read(text).map_err(|what| {
        format!("`{text}` cannot be read: {what}; write it like alarm=~\"payments-.*\", region=\"eu-west-1\"")
    })
}

fn read(text: &str) -> Result<Vec<Matcher>, String> {
    let mut reader = Reader { rest: text.chars().peekable() };
    let braces = reader.take('{');
    let mut found = Vec::new();
    while !reader.is_at_end(braces) {
        found.push(reader.matcher()?);
        if !reader.take(',') {
            break;
        }
    }
    if braces && !reader.take('}') {
        return Err("the brace is not closed".to_owned());
    }
    match reader.peek() {
        None => Ok(found),
        Some(letter) => Err(format!("there is a `{letter}` where a comma should be")),
    }
}

struct Reader<'a> {
    rest: Peekable<Chars<'a>>,
}

impl Reader<'_> {
    /// The next character that is not a space.
    fn peek(&mut self) -> Option<char> {
        while self.rest.next_if(|letter| letter.is_whitespace()).is_some() {}
        self.rest.peek().copied()
    }

    fn take(&mut self, wanted: char) -> bool {
        self.peek() == Some(wanted) && self.rest.next().is_some()
    }

    fn is_at_end(&mut self, braces: bool) -> bool {
        match self.peek() {
            None => true,
            Some(letter) => braces && letter == '}',
        }
    }

    fn matcher(&mut self) -> Result<Matcher, String> {
        let field = self.word("a label")?;
        let op = self.op(&field)?;
        let value = self.word(&format!("what `{field}` must be, \"\" for nothing,"))?;
        Ok(Matcher { field, op, value })
    }

    fn op(&mut self, field: &str) -> Result<Op, String> {
        let sign = (self.peek(), {
            self.rest.next();
            self.rest.peek().copied()
        });
        let op = match sign {
            (Some('='), Some('~')) => Op::Like,
            (Some('!'), Some('~')) => Op::NotLike,
            (Some('!'), Some('=')) => Op::NotEqual,
            (Some('='), _) => return Ok(Op::Equal),
            _ => return Err(format!("after `{field}` there is no =, !=, =~ or !~")),
        };
        self.rest.next();
        Ok(op)
    }

    fn word(&mut self, what: &str) -> Result<String, String> {
        if self.take('"') {
            return self.quoted();
        }
        let mut word = String::new();
        while let Some(letter) =
            self.rest.next_if(|letter| !letter.is_whitespace() && !RESERVED.contains(*letter))
        {
            word.push(letter);
        }
        if word.is_empty() { Err(format!("{what} is missing")) } else { Ok(word) }
    }

    /// The rest of a quoted text. A backslash before anything but a quote, a backslash, `n`, or `t` is kept, because it
    /// is common in expressions.
    fn quoted(&mut self) -> Result<String, String> {
        let mut text = String::new();
        loop {
            match self.rest.next().ok_or("a quote is not closed")? {
                '"' => return Ok(text),
                '\\' => match self.rest.next().ok_or("a quote is not closed")? {
                    letter @ ('"' | '\\') => text.push(letter),
                    'n' => text.push('\n'),
                    't' => text.push('\t'),
                    letter => text.extend(['\\', letter]),
                },
                letter => text.push(letter),
            }
        }
    }
}
