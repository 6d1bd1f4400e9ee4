//! What customers read in other languages of the page: a field for each.

use callout_domain::settings::StatusPageSettings;
use std::collections::BTreeMap;

/// What the name of such a field begins with; its language follows.
const IN: &str = "in.";
/// The same of a title.
const TITLE_IN: &str = "title.";

/// The text in one language.
pub(crate) struct LanguageField {
    /// Its name in the form.
    pub(crate) name: String,
    /// The language as it calls itself, and its code.
    pub(crate) language: String,
    pub(crate) code: String,
    /// Untrusted text.
    pub(crate) text: String,
}

/// The fields for all languages but the page's first.
pub(crate) fn language_fields(
    page: &StatusPageSettings,
    typed: &BTreeMap<String, String>,
) -> Vec<LanguageField> {
    fields(IN, page, typed)
}

/// The same for titles.
pub(crate) fn title_fields(
    page: &StatusPageSettings,
    typed: &BTreeMap<String, String>,
) -> Vec<LanguageField> {
    fields(TITLE_IN, page, typed)
}

fn fields(kind: &str, page: &StatusPageSettings, typed: &BTreeMap<String, String>) -> Vec<LanguageField> {
    let field = |code: String| {
        let language = called(&code).to_owned();
        let text = typed.get(&code).cloned().unwrap_or_default();
        LanguageField { name: format!("{kind}{code}"), language, code, text }
    };
    page.spoken().into_iter().skip(1).map(field).collect()
}

/// A language as it calls itself. The page's own words know it, too; all of them for one word would be a fiftieth of the function.
fn called(code: &str) -> &str {
    match code {
        "de" => "Deutsch",
        "en" => "English",
        other => other,
    }
}

/// The name of the field of a language.
pub(crate) fn language_field(code: &str) -> String {
    format!("{IN}{code}")
}

/// Takes the field of a language, if it is one and says something.
pub(crate) fn take_language(texts: &mut BTreeMap<String, String>, name: &str, value: &str) {
    take(IN, texts, name, value);
}

/// The same of a title.
pub(crate) fn take_title(titles: &mut BTreeMap<String, String>, name: &str, value: &str) {
    take(TITLE_IN, titles, name, value);
}

fn take(kind: &str, texts: &mut BTreeMap<String, String>, name: &str, value: &str) {
    let Some(code) = name.strip_prefix(kind).filter(|_| !value.trim().is_empty()) else { return };
    // Browsers end the lines of a text area with `\r\n`.
    texts.insert(code.to_owned(), value.replace("\r\n", "\n"));
}
