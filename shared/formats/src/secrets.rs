//! Secrets in what tools send: what is shown to people goes on to mails, rooms and logs, so they are replaced.
//!
//! Knows a secret by the name of its field alone; the key of a request is replaced where it is known.

use serde_json::Value;

/// What stands in place of a secret.
pub const HIDDEN: &str = "…";
/// Parts of the names of fields that hold secrets, in lower case and without separators.
const NAMES: [&str; 14] = [
    "accesskey",
    "apikey",
    "appkey",
    "authorization",
    "cookie",
    "credential",
    "integrationkey",
    "passphrase",
    "passwd",
    "password",
    "privatekey",
    "routingkey",
    "secret",
    "servicekey",
];

/// Whether a field of this name holds a secret. A number of tokens is none.
pub(crate) fn is_secret(name: &str) -> bool {
    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    let plain = plain.to_ascii_lowercase();
    plain.ends_with("token") || NAMES.iter().any(|part| plain.contains(part))
}

/// The value with `…` for every secret in it.
pub(crate) fn hidden(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let hide = |(name, value): (&String, &Value)| {
                (name.clone(), if is_secret(name) { placeholder(value) } else { hidden(value) })
            };
            Value::Object(fields.iter().map(hide).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(hidden).collect()),
        other => other.clone(),
    }
}

fn placeholder(value: &Value) -> Value {
    match value {
        Value::Null | Value::Bool(_) => value.clone(),
        _ => HIDDEN.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn secrets_are_known_by_their_names_however_deep_and_however_written() {
        let body = json!({
            "routing_key": "R1", "Authorization": "Bearer x", "api-key": 7, "secretName": null, "token_count": 5,
            "nested": [{ "dbPassword": "p", "AWS_SECRET_ACCESS_KEY": { "value": "s" }, "key": "disk" }],
            "accessToken": "t", "monkey": "see"
        });
        let expected = json!({
            "routing_key": "…", "Authorization": "…", "api-key": "…", "secretName": null, "token_count": 5,
            "nested": [{ "dbPassword": "…", "AWS_SECRET_ACCESS_KEY": "…", "key": "disk" }],
            "accessToken": "…", "monkey": "see"
        });
        assert_eq!(hidden(&body), expected);
    }
}
