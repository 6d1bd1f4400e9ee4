//! The best sentence of JSON that nobody knows: what a person would read first.
//!
//! Never returns braces, and never guesses a state.

use crate::secrets::is_secret;
use serde_json::{Map, Value};

/// Names of what is meant to be read, the best first.
const GOOD_NAMES: [&str; 20] = [
    "summary",
    "title",
    "headline",
    "subject",
    "message",
    "msg",
    "reason",
    "text",
    "description",
    "error",
    "problem",
    "alert",
    "alarm",
    "details",
    "detail",
    "body",
    "cause",
    "event",
    "name",
    "content",
];
/// The deepest level that is looked at.
const DEEPEST: usize = 12;
/// Words beyond these make no sentence better.
const MOST_WORDS: usize = 12;
/// The longest text that is looked at as a sentence.
const LONGEST: usize = 2000;

/// The best sentence of a value.
pub(crate) fn of_value(value: &Value) -> Option<&str> {
    let mut best = (0, None);
    walk("", value, 0, &mut best);
    best.1
}

/// The best sentence of broken JSON: of the texts in quotation marks in it, by the names before them.
pub(crate) fn of_broken_json(text: &str) -> Option<String> {
    let mut fields = Map::new();
    let mut name = "";
    let mut quoted =
        text.split('"').enumerate().filter(|(at, _)| at % 2 == 1).map(|(_, text)| text).peekable();
    while let Some(text) = quoted.next() {
        let is_name = quoted.peek().is_some() && GOOD_NAMES.contains(&text.to_ascii_lowercase().as_str());
        if is_name {
            name = text;
        } else {
            fields.insert(name.to_owned(), text.into());
            name = "";
        }
    }
    of_value(&Value::Object(fields)).map(str::to_owned)
}

fn walk<'a>(name: &str, value: &'a Value, depth: usize, best: &mut (usize, Option<&'a str>)) {
    match value {
        Value::String(text) => {
            let worth = worth(name, text.trim(), depth);
            if worth > best.0 {
                *best = (worth, text.lines().map(str::trim).find(|line| !line.is_empty()));
            }
        }
        Value::Object(fields) if depth < DEEPEST => {
            let readable = fields.iter().filter(|(name, _)| !is_secret(name));
            readable.for_each(|(name, value)| walk(name, value, depth + 1, best));
        }
        Value::Array(items) if depth < DEEPEST => {
            items.iter().for_each(|value| walk(name, value, depth + 1, best));
        }
        _ => {}
    }
}

/// How much a text looks like what a person would read first; 0 for none.
fn worth(name: &str, text: &str, depth: usize) -> usize {
    let is_code = text.starts_with(['{', '[', '<']) || text.contains("://") && !text.contains(' ');
    if is_code || text.len() > LONGEST || !text.contains(char::is_alphabetic) {
        return 0;
    }
    let words = text.split_whitespace().filter(|word| word.contains(char::is_alphabetic)).count();
    let of_words = if words > 1 { 10 + 3 * words.min(MOST_WORDS) } else { 0 };
    let name = name.to_ascii_lowercase();
    let of_name = GOOD_NAMES.iter().position(|good| name.ends_with(good));
    let of_name = of_name.map_or(0, |at| 2 * (GOOD_NAMES.len() - at));
    (of_words + of_name + 1).saturating_sub(depth).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_sentence_is_better_than_a_word_and_a_word_better_than_a_number() {
        let check = |value: Value, expected: Option<&str>| assert_eq!(of_value(&value), expected, "{value}");
        check(
            json!({ "id": 7, "kind": "BOILER", "info": { "what": "Pressure of boiler 3 is above 4 bar", "at": "2026-11-22T03:00:00Z" } }),
            Some("Pressure of boiler 3 is above 4 bar"),
        );
        check(
            json!({ "unit": "boiler-3", "alarm": "overpressure", "url": "https://x.example/a b" }),
            Some("overpressure"),
        );
        check(json!({ "raw": "{\"a\": \"some long text in braces\"}", "name": "boiler" }), Some("boiler"));
        check(json!({ "password": "the secret of the boiler", "code": "E17" }), Some("E17"));
        check(json!({ "message": "first line\nsecond line" }), Some("first line"));
        check(json!([1, null, {}]), None);
    }

    #[test]
    fn broken_json_still_has_its_sentence() {
        let text = "{\"id\": 7, \"message\": \"The boiler is hot\", ]]} \"x\": \"y\"";
        assert_eq!(of_broken_json(text).as_deref(), Some("The boiler is hot"));
        assert_eq!(of_broken_json("{]"), None);
    }
}
