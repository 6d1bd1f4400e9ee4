//! Where the JSON of an integration says what, for tools that Callout does not know.
//!
//! Reads no JSON.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The label that says how an event was understood: `guessed` or `unknown`. Without it the format is known.
pub const FORMAT: &str = "format";

/// Where the JSON of an integration says what: JSON pointers like `/alarm/text`, or sentences with pointers in braces like
/// `{/device} is {/state}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// The summary. A body without it is read as if there were no mapping.
    pub title: String,
    /// What identifies an alert, so that its end ends its beginning. Default: the summary.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The state. Default: every body opens an alert.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// The values of the state that end an alert. Default: the usual words, like `resolved`, `ok` and `up`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resolved: Vec<String>,
    /// The severity, in any usual word: `critical`, `P2`, `warning`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<String>,
    /// The address of a page about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

impl Mapping {
    /// The name and the value of each place, for checks.
    pub(super) fn places(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let optional =
            [("key", &self.key), ("state", &self.state), ("severity", &self.severity), ("link", &self.link)];
        let optional = optional.into_iter().filter_map(|(name, place)| Some((name, place.as_deref()?)));
        std::iter::once(("title", self.title.as_str())).chain(optional)
    }
}

/// Whether a text is a JSON pointer, or a sentence with one in it.
pub(super) fn is_place(text: &str) -> bool {
    text.starts_with('/') && text.len() > 1 || text.contains("{/") && text.contains('}')
}

/// What to write into the settings for an event whose format Callout does not know.
pub(super) fn lesson(format: &str, integration: Option<&str>) -> String {
    let known = match format {
        "unknown" => "its format is unknown, so nothing ends it",
        _ => "its format was guessed, so its end may not be found",
    };
    match integration {
        Some(name) => format!(
            "{known}: save a body as body.json, say under [integrations.{name}.mapping] where its title, key and state \
             are, e.g. title = \"/alarm/text\", and try it with `callout route test --integration {name} --event body.json`"
        ),
        None => {
            format!("{known}: give whoever sends it an integration, whose settings say where it says what")
        }
    }
}
