//! The rule of a composite alarm: which alarms trigger it.
//!
//! Does not evaluate the rule. Rules are untrusted: one pass, no recursion, and an invalid rule lists no alarm.

/// CloudWatch's own limit is 10,240 characters; the rest is ignored.
const LONGEST: usize = 16 * 1024;

/// The alarms, by name or ARN and in the rule's order, whose ALARM state helps to trigger the composite alarm: those in
/// `ALARM(…)` or `NOT OK(…)`, alone or in `AT_LEAST(…)`.
pub(super) fn alarms(rule: &str) -> Vec<String> {
    let mut reader = Reader { rest: rule, read: 0, inside: Vec::new(), not: false, state: None };
    let mut found = Vec::new();
    while let Some(name) = reader.next_wanted() {
        found.push(name);
    }
    found
}

/// The position in the rule.
struct Reader<'a> {
    rest: &'a str,
    read: usize,
    /// The context of each open bracket.
    inside: Vec<Inside>,
    /// Whether a `NOT` precedes the next token.
    not: bool,
    /// The last state keyword, until its bracket or list opens.
    state: Option<State>,
}

/// The content of a bracket.
#[derive(Clone, Copy)]
struct Inside {
    negated: bool,
    kind: Bracket,
}

#[derive(Clone, Copy, PartialEq)]
enum Bracket {
    /// A subexpression.
    Group,
    /// The arguments of `AT_LEAST`.
    AtLeast,
    /// Names of alarms, and whether their ALARM state helps to trigger.
    Names { wanted: bool },
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Alarm,
    Ok,
    InsufficientData,
    AtLeast,
}

impl Reader<'_> {
    /// The next alarm that helps to trigger.
    fn next_wanted(&mut self) -> Option<String> {
        loop {
            let token = self.token()?;
            let within = self.inside.last().map(|inside| inside.kind);
            match (token, within) {
                (Token::Open, _) => self.open(),
                (Token::Close, _) => {
                    self.inside.pop();
                    (self.not, self.state) = (false, None);
                }
                (Token::Word(name), Some(Bracket::Names { wanted })) => {
                    if wanted && !name.is_empty() {
                        return Some(name);
                    }
                }
                (Token::Word(word), _) => self.word(&word),
            }
        }
    }

    fn open(&mut self) {
        let outer = self.inside.last().copied();
        let outside = outer.is_some_and(|outer| outer.negated);
        let negated = outside ^ self.not;
        let wanted = match self.state {
            Some(State::Alarm) => !negated,
            Some(State::Ok) => negated,
            _ => false,
        };
        let kind = match self.state {
            None => Bracket::Group,
            Some(State::AtLeast) => Bracket::AtLeast,
            Some(_) => Bracket::Names { wanted },
        };
        self.inside.push(Inside { negated, kind });
        (self.not, self.state) = (false, None);
    }

    fn word(&mut self, word: &str) {
        let state = match word.to_ascii_uppercase().as_str() {
            "NOT" => {
                self.not = !self.not;
                return;
            }
            "ALARM" => Some(State::Alarm),
            "OK" => Some(State::Ok),
            "INSUFFICIENT_DATA" => Some(State::InsufficientData),
            "AT_LEAST" => Some(State::AtLeast),
            _ => None,
        };
        self.state = state;
        self.not = self.not && state.is_some();
    }

    fn token(&mut self) -> Option<Token> {
        let names = matches!(self.inside.last(), Some(Inside { kind: Bracket::Names { .. }, .. }));
        let blank = |c: char| c.is_whitespace() || c == ',';
        self.advance(self.rest.len() - self.rest.trim_start_matches(blank).len());
        let first = self.rest.chars().next().filter(|_| self.read < LONGEST)?;
        match first {
            '(' | ')' => {
                self.advance(1);
                Some(if first == '(' { Token::Open } else { Token::Close })
            }
            '"' => Some(Token::Word(self.quoted())),
            _ => {
                // A name without quotes may contain what a quoted one may: it ends at the bracket or comma.
                let ends =
                    |c: char| matches!(c, '(' | ')' | ',') || (!names && (c.is_whitespace() || c == '"'));
                let end = self.rest.find(ends).unwrap_or(self.rest.len());
                let word = self.rest.get(..end).unwrap_or_default().trim().to_owned();
                self.advance(end);
                Some(Token::Word(word))
            }
        }
    }

    /// A quoted name, in which a backslash escapes the next character.
    fn quoted(&mut self) -> String {
        let mut name = String::new();
        let mut kept = false;
        let mut length = 1;
        for c in self.rest.chars().skip(1) {
            length += c.len_utf8();
            match c {
                '\\' if !kept => kept = true,
                '"' if !kept => break,
                c => {
                    name.push(c);
                    kept = false;
                }
            }
        }
        self.advance(length);
        name
    }

    fn advance(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
        self.read += bytes;
    }
}

enum Token {
    Open,
    Close,
    Word(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rule: &str, expected: &[&str]) {
        assert_eq!(alarms(rule), expected, "{rule}");
    }

    #[test]
    fn alarms_are_named_with_and_without_quotes_and_by_arn() {
        check("ALARM(cpu) OR ALARM(\"disk full\") AND alarm( memory )", &["cpu", "disk full", "memory"]);
        check("ALARM(\"say \\\"hi\\\" (now)\")", &["say \"hi\" (now)"]);
        check(
            "ALARM(arn:aws:cloudwatch:eu-west-1:123456789012:alarm:web latency) AND (ALARM(b))",
            &["arn:aws:cloudwatch:eu-west-1:123456789012:alarm:web latency", "b"],
        );
    }

    #[test]
    fn only_what_makes_it_go_off_counts() {
        check("ALARM(web) AND NOT ALARM(deploying)", &["web"]);
        check("OK(a) OR INSUFFICIENT_DATA(b) OR NOT OK(c)", &["c"]);
        check("NOT (OK(a) AND (OK(b) OR NOT OK(c))) AND ALARM(d)", &["a", "b", "d"]);
        check("NOT NOT ALARM(a)", &["a"]);
        check("NOT INSUFFICIENT_DATA(a)", &[]);
        check("TRUE OR FALSE OR ALARM(a)", &["a"]);
    }

    #[test]
    fn at_least_names_several() {
        check("AT_LEAST(2, ALARM, (a, \"b c\", d)) OR ALARM(e)", &["a", "b c", "d", "e"]);
        check("AT_LEAST(60%, NOT OK, (a, b))", &["a", "b"]);
        check("AT_LEAST(1, OK, (a, b)) AND AT_LEAST(1, NOT ALARM, (c))", &[]);
        check("NOT AT_LEAST(2, OK, (a, b))", &["a", "b"]);
    }

    #[test]
    fn what_is_no_rule_names_nobody_and_ends() {
        for rule in ["", ")))", "ALARM", "ALARM()", "ALARM(\"\")", "NOT", "((((", "ALARM((((a)", "\"ALARM\""]
        {
            let _ = alarms(rule);
        }
        check("ALARM(a", &["a"]);
        check("ALARM(\"a", &["a"]);
        check("é ALARM(é)", &["é"]);
        let endless = "NOT (".repeat(1_000_000);
        check(&endless, &[]);
        assert!(alarms(&"ALARM(a)".repeat(1_000_000)).len() < LONGEST);
    }
}
