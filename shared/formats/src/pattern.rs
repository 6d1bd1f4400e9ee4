//! Places in a body and texts made of them: `/monitor/name` is what stands there, `{/monitor/name} is {/status}` a
//! sentence, `up` a word. A sentence of which a part is missing is none.
//!
//! Knows no tool.

use crate::json;
use crate::words;
use serde_json::Value;

/// Several patterns, the best first.
pub(crate) type Patterns = &'static [&'static str];

/// The first pattern of which no part is missing.
pub(crate) fn first(body: &Value, patterns: &[&str]) -> Option<String> {
    patterns.iter().find_map(|pattern| render(body, pattern))
}

/// The text of a pattern, if no part of it is missing.
pub(crate) fn render(body: &Value, pattern: &str) -> Option<String> {
    if pattern.starts_with('/') {
        return text(find(body, pattern)?);
    }
    let mut rest = pattern;
    let mut rendered = String::new();
    while let Some((before, after)) = rest.split_once('{') {
        let (place, after) = after.split_once('}')?;
        rendered.push_str(before);
        rendered.push_str(&text(find(body, place)?)?);
        rest = after;
    }
    rendered.push_str(rest);
    Some(rendered)
}

/// What stands at a JSON pointer whose names may be spelled in another way.
pub(crate) fn find<'a>(body: &'a Value, pointer: &str) -> Option<&'a Value> {
    let leniently = || pointer.split('/').skip(1).try_fold(body, member);
    body.pointer(pointer).or_else(leniently)
}

fn member<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    match value {
        Value::Object(fields) => fields.get(name).or_else(|| {
            fields.iter().find(|(own, _)| words::is_same_name(own, name)).map(|(_, value)| value)
        }),
        Value::Array(items) => items.get(name.parse::<usize>().ok()?),
        _ => None,
    }
}

/// The text of a scalar, or of a list of scalars. What a template left unfilled is none.
pub(crate) fn text(value: &Value) -> Option<String> {
    let text = match value {
        Value::Array(items) => items.iter().filter_map(json::scalar).collect::<Vec<_>>().join(", "),
        scalar => json::scalar(scalar)?,
    };
    let text = text.trim();
    Some(text.to_owned()).filter(|text| !text.is_empty() && !is_unfilled(text))
}

/// `{ProblemTitle}`, `{{CHECK_NAME}}`, `$NAME`, `%sensor`, `[ENDPOINT_NAME]`, `*monitorURL*`: one variable and nothing else.
fn is_unfilled(text: &str) -> bool {
    let is_name =
        |name: &str| !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "_.".contains(c));
    let inside = text.strip_prefix("{{").and_then(|text| text.strip_suffix("}}")).map(str::trim);
    let inside = inside.or_else(|| text.strip_prefix('{')?.strip_suffix('}'));
    let inside = inside.or_else(|| text.strip_prefix('*')?.strip_suffix('*'));
    inside.is_some_and(is_name)
        || text.strip_prefix('$').is_some_and(|name| is_name(name) && name.starts_with(char::is_alphabetic))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_sentence_is_complete_or_none() {
        let body =
            json!({ "monitor": { "name": "Shop" }, "STATUS_CODE": 503, "tags": ["a", 1], "blank": " " });
        let check =
            |pattern: &str, expected: Option<&str>| assert_eq!(render(&body, pattern).as_deref(), expected);
        check("/monitor/name", Some("Shop"));
        check("{/monitor/name} says {/statusCode}", Some("Shop says 503"));
        check("{/monitor/name} says {/reason}", None);
        check("/blank", None);
        check("/tags", Some("a, 1"));
        check("/tags/1", Some("1"));
        check("up", Some("up"));
        check("{/monitor/name", None);
        check("/monitor", None);
    }

    #[test]
    fn what_a_template_left_unfilled_is_missing() {
        for text in ["{ProblemTitle}", "{{CHECK_NAME}}", "$EVENT_TITLE", "*monitorURL*"] {
            assert_eq!(render(&json!({ "title": text }), "/title"), None, "{text}");
        }
        for text in ["$5 left", "{a: 1}", "* down *", "$100"] {
            assert_eq!(render(&json!({ "title": text }), "/title").as_deref(), Some(text));
        }
    }
}
