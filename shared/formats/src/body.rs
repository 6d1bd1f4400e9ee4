//! The body of a request: JSON, a form that holds JSON or fields, or text.
//!
//! Never fails, and knows no format of a tool.

use crate::{relaxed, text};
use percent_encoding::percent_decode;
use serde_json::{Map, Value};

/// Fields of a form that hold the whole message as JSON.
const WHOLE: [&str; 8] = ["payload", "data", "json", "body", "message", "event", "alert", "text"];

/// What a body holds.
#[derive(Debug, PartialEq)]
pub(crate) enum Body {
    Blank,
    Json(Value),
    Text(String),
}

/// Reads a body in any encoding, with fields that stand elsewhere. What has no fields of its own becomes the field `message`.
pub(crate) fn read_with(bytes: &[u8], more: &[(&str, &str)]) -> Body {
    match read(bytes) {
        body if more.is_empty() => body,
        Body::Json(own) => Body::Json(beside(own, more)),
        Body::Text(text) => Body::Json(beside(text.into(), more)),
        Body::Blank => Body::Json(beside(Value::Null, more)),
    }
}

/// JSON with more fields; each object of a list gets them.
fn beside(own: Value, more: &[(&str, &str)]) -> Value {
    let fields = more.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value)));
    match own {
        Value::Object(own) => Value::Object(own.into_iter().chain(fields).collect()),
        Value::Null => Value::Object(fields.collect()),
        Value::Array(items) if items.is_empty() => Value::Object(fields.collect()),
        Value::Array(items) if items.iter().all(Value::is_object) => {
            items.into_iter().map(|item| beside(item, more)).collect()
        }
        other => Value::Object(fields.chain([("message".to_owned(), other)]).collect()),
    }
}

/// Reads a body in any encoding.
pub(crate) fn read(bytes: &[u8]) -> Body {
    let text = text::of_bytes(bytes);
    if text.trim().is_empty() {
        return Body::Blank;
    }
    let found = json(&text).or_else(|| form(&text)).or_else(|| multipart(&text));
    found.map_or(Body::Text(text), Body::Json)
}

/// The JSON of a text, as strict or relaxed as it is written.
pub(crate) fn json(text: &str) -> Option<Value> {
    let text = text::without_mark(text.trim());
    match serde_json::from_str(text) {
        // JSON that was turned into a text once too often.
        Ok(Value::String(inside)) => Some(object(&inside).unwrap_or(Value::String(inside))),
        Ok(value) => Some(value),
        Err(_) => relaxed::parse(text),
    }
}

/// The object or list of a text.
fn object(text: &str) -> Option<Value> {
    serde_json::from_str(text)
        .ok()
        .or_else(|| relaxed::parse(text))
        .filter(|value| value.is_object() || value.is_array())
}

/// Whether a text means to be JSON, though it cannot be read.
pub(crate) fn looks_like_json(text: &str) -> bool {
    let text = text::without_mark(text.trim_start());
    text.starts_with('{') || text.starts_with("[{") || text.starts_with("[\"")
}

/// `payload={…}` or `name=Shop&status=Down`. A line of text with an equals sign is no form: forms have no blanks.
fn form(text: &str) -> Option<Value> {
    let text = text.trim();
    let parts: Vec<(&str, &str)> = text.split('&').filter_map(|part| part.split_once('=')).collect();
    let is_name = |name: &str| {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-.[]%+*".contains(&b))
    };
    let is_form = !text.contains(char::is_whitespace)
        && parts.iter().all(|(name, _)| is_name(name))
        && (parts.len() > 1 || parts.first().is_some_and(|(name, _)| WHOLE.contains(name)));
    is_form.then(|| fields(parts.into_iter().map(|(name, value)| (decoded(name), decoded(value)))))
}

fn decoded(part: &str) -> String {
    let bytes: Vec<u8> = percent_decode(part.replace('+', " ").as_bytes()).collect();
    text::of_bytes(&bytes)
}

/// The parts of a `multipart/form-data` body.
fn multipart(text: &str) -> Option<Value> {
    let text = text.trim_start();
    let boundary = text.lines().next()?.trim_end();
    (boundary.len() > 2 && boundary.starts_with("--")).then_some(())?;
    let parts: Vec<(String, String)> = text.split(boundary).filter_map(part).collect();
    (!parts.is_empty()).then(|| fields(parts.into_iter()))
}

fn part(part: &str) -> Option<(String, String)> {
    let (head, content) = part.split_once("\r\n\r\n").or_else(|| part.split_once("\n\n"))?;
    let (_, name) = head.split_once("name=\"")?;
    let (name, _) = name.split_once('"')?;
    Some((name.to_owned(), content.trim().to_owned()))
}

/// The fields of a form, or the message that one of them holds.
fn fields(fields: impl Iterator<Item = (String, String)>) -> Value {
    let fields: Map<String, Value> = fields.map(|(name, value)| (name, Value::from(value))).collect();
    let whole = WHOLE.iter().find_map(|name| object(fields.get(*name)?.as_str()?));
    whole.unwrap_or(Value::Object(fields))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[track_caller]
    fn check(body: &str, expected: Value) {
        assert_eq!(read(body.as_bytes()), Body::Json(expected), "{body}");
    }

    #[test]
    fn a_form_is_its_fields_or_the_message_in_it() {
        check("payload=%7B%22a%22%3A%201%7D", json!({ "a": 1 }));
        check(
            "Name=Shop+front&Status=Down&Tags=",
            json!({ "Name": "Shop front", "Status": "Down", "Tags": "" }),
        );
        check("name=K%F6ln&status=up", json!({ "name": "Köln", "status": "up" }));
        let part = "--b0\r\nContent-Disposition: form-data; name=\"data\"\r\n\r\n{\"a\": 1}\r\n--b0--\r\n";
        check(part, json!({ "a": 1 }));
        check("\"{\\\"a\\\": 1}\"", json!({ "a": 1 }));
        check("\u{FEFF}{\"a\": 1}", json!({ "a": 1 }));
    }

    #[test]
    fn what_an_address_says_stands_beside_whatever_was_sent() {
        let check = |body: &str, expected: Value| {
            assert_eq!(read_with(body.as_bytes(), &[("routing", "quay")]), Body::Json(expected), "{body}");
        };
        check("{\"a\": 1}", json!({ "a": 1, "routing": "quay" }));
        check("the boiler is hot", json!({ "message": "the boiler is hot", "routing": "quay" }));
        check("\"the boiler is hot\"", json!({ "message": "the boiler is hot", "routing": "quay" }));
        check("[\"boiler\", \"hot\"]", json!({ "message": ["boiler", "hot"], "routing": "quay" }));
        check("[{\"a\": 1}, 7]", json!({ "message": [{ "a": 1 }, 7], "routing": "quay" }));
        check("7", json!({ "message": 7, "routing": "quay" }));
        check(
            "[{\"a\": 1}, {\"a\": 2}]",
            json!([{ "a": 1, "routing": "quay" }, { "a": 2, "routing": "quay" }]),
        );
        check("", json!({ "routing": "quay" }));
        check("[]", json!({ "routing": "quay" }));
    }

    #[test]
    fn a_line_of_text_is_text() {
        for text in
            ["load=7 on db-1", "x=1", "disk 7 is full & slow=yes", "-- \nregards", "a & b", "[RESOLVED] disk"]
        {
            assert_eq!(read(text.as_bytes()), Body::Text(text.to_owned()));
        }
        for blank in ["", " \r\n", "\u{FEFF}"] {
            assert_eq!(read(blank.as_bytes()), Body::Blank);
        }
    }
}
