//! JSON as templates and people write it: with comments, commas too many, values left out, line ends inside texts, names
//! without quotes, and cut off at the end. Turns it into JSON; several values in a row become a list.
//!
//! Guesses at no text that does not begin like JSON, and never at what follows its end.

use serde_json::{Map, Value};

/// The value of such a text.
pub(crate) fn parse(text: &str) -> Option<Value> {
    let mut writer = Writer { rest: text, ..Writer::default() };
    writer.run()?;
    let value: Value = serde_json::from_str(&writer.finish()).ok()?;
    let is_empty =
        value.as_object().is_some_and(Map::is_empty) || value.as_array().is_some_and(Vec::is_empty);
    (!is_empty).then_some(value)
}

/// JSON in the making.
#[derive(Debug, Default)]
struct Writer<'a> {
    rest: &'a str,
    written: String,
    /// The brackets that are open, by what closes them.
    open: Vec<char>,
    /// How many values stand side by side.
    values: usize,
}

impl Writer<'_> {
    /// `None` if the text is no JSON, not even nearly.
    fn run(&mut self) -> Option<()> {
        loop {
            self.skip_blanks();
            let next = self.rest.chars().next();
            if self.open.is_empty() && !matches!(next, None | Some('{' | '[')) {
                return None;
            }
            match next {
                None => return (self.values > 0).then_some(()),
                Some(c @ ('{' | '[')) => self.begin(c),
                Some(c @ ('}' | ']')) => self.end(c)?,
                Some(',') => self.comma(),
                Some(':') => self.colon()?,
                Some(quote @ ('"' | '\'')) => self.text(quote),
                Some(_) => self.bare(),
            }
        }
    }

    fn finish(mut self) -> String {
        while let Some(closing) = self.open.pop() {
            self.tidy();
            self.written.push(closing);
        }
        if self.values > 1 { format!("[{}]", self.written) } else { self.written }
    }

    fn take(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }

    fn skip_blanks(&mut self) {
        loop {
            self.rest = self.rest.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
            let end = if self.rest.starts_with("//") {
                self.rest.find('\n')
            } else if self.rest.starts_with("/*") {
                self.rest.find("*/").map(|end| end + 2)
            } else {
                return;
            };
            self.take(end.unwrap_or(self.rest.len()));
        }
    }

    fn begin(&mut self, bracket: char) {
        if self.open.is_empty() {
            self.values += 1;
            if self.values > 1 {
                self.written.push(',');
            }
        }
        self.separate();
        self.written.push(bracket);
        self.open.push(if bracket == '{' { '}' } else { ']' });
        self.take(1);
    }

    fn end(&mut self, bracket: char) -> Option<()> {
        if self.open.pop()? != bracket {
            return None;
        }
        self.tidy();
        self.written.push(bracket);
        self.take(1);
        Some(())
    }

    /// Two values without a comma between them.
    fn separate(&mut self) {
        if !self.open.is_empty() && !self.written.ends_with(['{', '[', ',', ':']) {
            self.written.push(',');
        }
    }

    /// What must not stand before a bracket or a comma.
    fn tidy(&mut self) {
        if self.written.ends_with(',') {
            self.written.pop();
        }
        if self.written.ends_with(':') {
            self.written.push_str("null");
        }
    }

    fn comma(&mut self) {
        self.tidy();
        if !self.written.ends_with(['{', '[']) {
            self.written.push(',');
        }
        self.take(1);
    }

    /// A name whose value is to follow.
    fn colon(&mut self) -> Option<()> {
        if self.open.last() != Some(&'}') || self.written.ends_with([':', '{', ',']) {
            return None;
        }
        self.written.push(':');
        self.take(1);
        Some(())
    }

    fn text(&mut self, quote: char) {
        self.separate();
        let mut text = String::new();
        let mut characters = self.rest.char_indices().skip(1);
        let mut end = self.rest.len();
        while let Some((at, c)) = characters.next() {
            match c {
                '\\' => unescape(&mut characters, &mut text),
                c if c == quote => {
                    end = at + 1;
                    break;
                }
                c => text.push(c),
            }
        }
        self.written.push_str(&Value::from(text).to_string());
        self.take(end);
    }

    /// A word without quotes: a number, `true`, or a text.
    fn bare(&mut self) {
        self.separate();
        let is_name = self.open.last() == Some(&'}') && !self.written.ends_with(':');
        let ends = |c: char| matches!(c, ',' | '}' | ']' | '\n' | '"') || is_name && c == ':';
        let end = self.rest.find(ends).unwrap_or(self.rest.len()).max(1);
        let (word, _) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
        let end = word.len();
        let word = word.trim();
        let value = match word {
            "True" => Value::from(true),
            "False" => Value::from(false),
            "None" | "undefined" | "NaN" | "nil" => Value::Null,
            word => serde_json::from_str(word).unwrap_or_else(|_| Value::from(word)),
        };
        let value = if is_name && !value.is_string() { Value::from(word) } else { value };
        self.written.push_str(&value.to_string());
        self.take(end);
    }
}

/// What a backslash and what follows stand for; in `C:\Temp` it stands for itself.
fn unescape(characters: &mut impl Iterator<Item = (usize, char)>, text: &mut String) {
    match characters.next().map(|(_, c)| c) {
        Some('n') => text.push('\n'),
        Some('t') => text.push('\t'),
        Some('r') => text.push('\r'),
        Some('u') => {
            let digits: String = characters.take(4).map(|(_, c)| c).collect();
            let code = u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32);
            text.push(code.unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        Some(c @ ('"' | '\'' | '\\' | '/')) => text.push(c),
        Some(c) => text.extend(['\\', c]),
        None => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[track_caller]
    fn check(text: &str, expected: Value) {
        assert_eq!(parse(text), Some(expected), "{text}");
    }

    #[test]
    fn what_templates_leave_behind_is_read() {
        let disk = json!({ "a": 1, "b": "x" });
        check("{ // the first\n \"a\": 1, /* and */ \"b\": \"x\", }", disk.clone());
        check("// a comment\n{\"a\": 1,, \"b\": \"x\"}", disk.clone());
        check("{a: 1, b: x}", disk.clone());
        check("{'a': 1, 'b': 'x'}", disk.clone());
        check("{\"a\": 1 \"b\": \"x\"}", disk);
        check("{\"a\": , \"b\": }", json!({ "a": null, "b": null }));
        check("{\"a\": \"two\nlines \\\" and a tab\t\"}", json!({ "a": "two\nlines \" and a tab\t" }));
        check("{\"path\": \"C:\\Temp\\disk\"}", json!({ "path": "C:\\Temp\\disk" }));
        check("{\"ok\": True, \"no\": None, \"l\": [1, 2,]}", json!({ "ok": true, "no": null, "l": [1, 2] }));
        check("{\"text\": http://x.example/, \"b\": 1}", json!({ "text": "http://x.example/", "b": 1 }));
        check("{\"u\": \"K\\u00f6ln\"}", json!({ "u": "Köln" }));
    }

    #[test]
    fn what_was_cut_off_is_read_as_far_as_it_goes() {
        check("{\"a\": {\"b\": \"the disk is fu", json!({ "a": { "b": "the disk is fu" } }));
        check("[{\"a\": 1}, {\"b\":", json!([{ "a": 1 }, { "b": null }]));
    }

    #[test]
    fn several_values_are_a_list() {
        check("{\"a\": 1}\n{\"a\": 2}\n", json!([{ "a": 1 }, { "a": 2 }]));
    }

    #[test]
    fn no_text_is_taken_for_json() {
        for text in [
            "[RESOLVED] disk 7",
            "",
            "disk",
            "{\"a\": 1} and more",
            "{a}b",
            "{]",
            "[1] is full",
            "// nothing",
            "}",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
