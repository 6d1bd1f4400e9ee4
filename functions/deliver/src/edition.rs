//! The main status page in the language of one subscriber: its settings, words and addresses.

use crate::deps::Ports;
use anyhow::{Context as _, Result};
use callout_domain::settings::StatusPageSettings;
use callout_domain::status::Audience;
use callout_domain::subscriber::ShownId;
use callout_lambda::readable_settings;
use callout_ports::SettingsSource as _;
use callout_public::{SubscriberWords, Words, clean, language_of};

/// The page in one language.
pub(crate) struct Edition {
    pub(crate) settings: StatusPageSettings,
    pub(crate) words: SubscriberWords,
    /// The page's own words.
    pub(crate) page_words: Words,
    pub(crate) title: String,
    /// Where pages of this language are; empty if nobody knows.
    place: String,
}

impl Edition {
    /// The page in a language; `None` without a status page.
    pub(crate) async fn load(language: &str, deps: &impl Ports) -> Result<Option<Self>> {
        let table = deps.table();
        let rules = readable_settings(table.rules().await)?;
        let Some(Audience { settings, .. }) = Audience::main(rules.settings()) else { return Ok(None) };
        let code = language_of(&settings.languages, [language]).to_owned();
        let words = SubscriberWords::of(&code).context("read the words of messages")?;
        let page_words = Words::of(&code).context("read the words of the page")?;
        let is_first = settings.languages.first().is_none_or(|first| *first == code);
        let place = match deps.places().status_page.as_str() {
            "" => String::new(),
            page if is_first => page.to_owned(),
            page => format!("{page}{code}/"),
        };
        let title = one_line(&settings.title);
        Ok(Some(Self { settings, words, page_words, title, place }))
    }

    /// The page of an incident or of maintenance; empty if nobody knows where it is.
    pub(crate) fn page_of(&self, id: &ShownId) -> String {
        let folder = match id {
            ShownId::Incident(_) => "incidents",
            ShownId::Maintenance(_) => "maintenance",
        };
        if self.place.is_empty() { String::new() } else { format!("{}{folder}/{id}.html", self.place) }
    }
}

/// Text as it may stand in a subject: without breaks of lines.
pub(crate) fn one_line(text: &str) -> String {
    clean(text).split_whitespace().collect::<Vec<_>>().join(" ")
}
