//! The content lines of iCalendar, escaped, folded, and terminated as in RFC 5545.
//!
//! Must not know what an event is.

/// The maximum length of a line in octets, without its end (RFC 5545, 3.1).
const LONGEST: usize = 75;

/// A document built line by line.
#[derive(Debug, Default)]
pub struct Lines(String);

impl Lines {
    /// Adds a property with a verbatim value.
    pub fn add(&mut self, name: &str, value: &str) {
        self.fold(&format!("{name}:{value}"));
    }

    /// Adds a property with a free text value.
    pub fn text(&mut self, name: &str, value: &str) {
        self.add(name, &escaped(value));
    }

    /// The document.
    pub fn finish(self) -> String {
        self.0
    }

    /// The leading space of a continuation line counts, too.
    fn fold(&mut self, line: &str) {
        let (first, mut rest) = line.split_at(cut(line, LONGEST));
        self.0.push_str(first);
        while !rest.is_empty() {
            let (next, later) = rest.split_at(cut(rest, LONGEST - 1));
            self.0.push_str("\r\n ");
            self.0.push_str(next);
            rest = later;
        }
        self.0.push_str("\r\n");
    }
}

/// Where to cut a line: between characters, and not after a space, because some readers trim the end of a line.
fn cut(line: &str, longest: usize) -> usize {
    let most = line.floor_char_boundary(longest);
    if most == line.len() {
        return most;
    }
    match line[..most].trim_end_matches(' ').len() {
        0 => most,
        kept => kept,
    }
}

/// Text as a value: escapes separators, and omits control characters (RFC 5545, 3.3.11).
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.replace("\r\n", "\n").chars() {
        match character {
            '\\' | ';' | ',' => safe.extend(['\\', character]),
            '\n' | '\r' => safe.push_str("\\n"),
            '\t' => safe.push(character),
            control if control.is_control() => {}
            plain => safe.push(plain),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_divide_a_value_is_escaped() {
        let check = |text: &str, expected: &str| assert_eq!(escaped(text), expected);
        check("Payments, EU; \\o/", "Payments\\, EU\\; \\\\o/");
        check("one\r\ntwo\nthree\rfour", "one\\ntwo\\nthree\\nfour");
        check("bell\u{7}\ttab", "bell\ttab");
    }

    #[test]
    fn lines_are_folded_at_75_octets_and_never_inside_a_character() {
        for length in 60..160 {
            for letter in ["a", "é", "老", "🦀", "ab "] {
                let mut lines = Lines::default();
                let value = letter.repeat(length).trim_end().to_owned();
                lines.text("SUMMARY", &value);
                let folded = lines.finish();
                assert!(folded.ends_with("\r\n"));
                for line in folded.trim_end_matches("\r\n").split("\r\n") {
                    assert!(line.len() <= LONGEST && !line.ends_with(' '), "{line}");
                }
                assert_eq!(folded.replace("\r\n ", ""), format!("SUMMARY:{value}\r\n"));
            }
        }
    }
}
