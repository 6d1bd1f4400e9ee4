//! The main status page, which subscriptions are about, in one language. One read of the settings; must not show any other of them.

use crate::deps::Ports;
use crate::notice::Notice;
use callout_domain::status::Audience;
use callout_ports::SettingsSource as _;
use callout_public::{SubscriberWords, Words, clean, language_of};

/// The page.
pub(crate) struct PublicPage {
    pub(crate) main: Audience,
    pub(crate) words: SubscriberWords,
    /// The page's own words.
    pub(crate) page_words: Words,
    pub(crate) title: String,
    /// Where it is; empty if nobody knows.
    pub(crate) address: String,
}

/// A component, and whether it is chosen.
pub(crate) struct Choice {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) is_chosen: bool,
}

impl PublicPage {
    /// The page in a language that a reader prefers.
    pub(crate) async fn load<'a>(
        deps: &impl Ports,
        wanted: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, Notice> {
        let table = deps.table();
        let rules = table.rules().await.map_err(|error| Notice::away(error.into()))?;
        let Some(main) = Audience::main(rules.settings()) else { return Err(Notice::NoPage) };
        let wanted: Vec<String> = wanted.into_iter().map(str::to_owned).collect();
        let code = language_of(&main.settings.languages, wanted.iter().map(String::as_str));
        let words = SubscriberWords::of(code).and_then(|words| Ok((words, Words::of(code)?)));
        let (words, page_words) = words.map_err(Notice::away)?;
        let (title, address) = (clean(&main.settings.title), deps.config().status_page.clone());
        Ok(Self { main, words, page_words, title, address })
    }

    /// The components, in the order of the page.
    pub(crate) fn choices(&self, is_chosen: impl Fn(&str) -> bool) -> Vec<Choice> {
        let mut all: Vec<_> = self.main.settings.components.iter().collect();
        all.sort_by_key(|(_, component)| component.order);
        let choice = |name: &str, title: &str| Choice {
            name: name.to_owned(),
            title: clean(title),
            is_chosen: is_chosen(name),
        };
        all.into_iter().map(|(name, component)| choice(name.as_str(), &component.title)).collect()
    }

    /// The languages of the page, by code and name.
    pub(crate) fn languages(&self) -> Vec<(String, String)> {
        let known = self.main.settings.languages.iter().filter_map(|code| Words::of(code).ok());
        known.map(|words| (words.code.clone(), words.name.clone())).collect()
    }
}
