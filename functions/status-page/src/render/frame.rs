//! What stands around each page.

use super::card::card;
use super::maintenance::WindowView;
use super::site::Edition;
use super::view::IncidentView;
use callout_domain::settings::FooterLink;
use callout_public::{Moment, clean};
use callout_public::{Words, fill};

/// What stands around each page.
pub(super) struct Frame<'a> {
    pub(super) words: &'a Words,
    /// From this page to the root of the language, and to that of the site.
    pub(super) up: &'static str,
    pub(super) root: String,
    pub(super) site_title: String,
    pub(super) home: Option<&'a str>,
    pub(super) logo: Option<&'a str>,
    pub(super) footer: Vec<&'a FooterLink>,
    pub(super) has_css: bool,
    pub(super) is_listed: bool,
    /// Where customers subscribe.
    pub(super) subscribe: Option<&'a str>,
    /// This page in each language: code, name, and where it is from here.
    pub(super) languages: Vec<(String, String, String)>,
    /// The picture beside a link to it: of pages that say how something is now.
    pub(super) card: Option<String>,
    /// This page's public address; empty if the page's is not known.
    pub(super) canonical: String,
}

/// Whether a link of ours may lead there: plain http is for a stack on one's own machine.
fn is_reachable(address: &str) -> bool {
    address.starts_with("https://") || address.starts_with("http://127.0.0.1:")
}

impl<'a> Frame<'a> {
    /// The frame of a page at `path`, from the root of its language.
    pub(super) fn of(edition: &'a Edition<'a>, path: &str) -> Self {
        let site = edition.site;
        let up = if path.contains('/') { "../" } else { "" };
        let root = if edition.folder.is_empty() { up.to_owned() } else { format!("{up}../") };
        let is_safe = |address: &&str| address.starts_with("https://");
        let place =
            |code: &String| if *code == edition.languages[0].0 { String::new() } else { format!("{code}/") };
        let languages = edition.languages.iter();
        let canonical = match site.address {
            "" => String::new(),
            address => format!("{address}{}{path}", edition.folder),
        };
        Self {
            words: &edition.words,
            up,
            site_title: clean(&site.settings.title),
            home: site.settings.home.as_deref().filter(is_safe),
            logo: site.settings.logo.as_deref().filter(|logo| logo.starts_with("data:image/")),
            footer: site.settings.footer.iter().filter(|link| link.href.starts_with("https://")).collect(),
            has_css: site.settings.css.is_some() || site.settings.colour.is_some(),
            languages: languages
                .map(|(code, name)| (code.clone(), name.clone(), format!("{root}{}{path}", place(code))))
                .collect(),
            card: None,
            is_listed: site.is_listed,
            canonical,
            subscribe: Some(site.subscribe).filter(|address| is_reachable(address)),
            root,
        }
    }

    /// The same, with the picture of a status; without the page's address nobody could load it.
    pub(super) fn pictured(self, class: &str, edition: &Edition<'_>) -> Self {
        let address = Some(edition.site.address).filter(|address| !address.is_empty());
        Self { card: address.map(|address| format!("{address}{}", card(class))), ..self }
    }

    /// A time as an element, which the page's script shows in the reader's zone.
    pub(super) fn time(&self, moment: &Moment) -> String {
        format!("<time datetime=\"{}\">{}</time>", moment.iso(), moment.said(self.words))
    }

    /// A sentence of the page's words with a time in it.
    pub(super) fn at(&self, sentence: &str, moment: &Moment) -> String {
        fill(sentence, &[&self.time(moment)])
    }

    /// When maintenance begins and ends.
    pub(super) fn span(&self, window: &WindowView) -> String {
        fill(&self.words.from_until, &[&self.time(&window.from), &self.time(&window.until)])
    }

    /// When an incident ended, and after how long.
    pub(super) fn after(&self, end: &Moment, incident: &IncidentView) -> String {
        fill(&self.words.after, &[&self.time(end), &incident.lasted])
    }

    /// How long an incident lasted.
    pub(super) fn lasted(&self, incident: &IncidentView) -> String {
        fill(&self.words.lasted, &[&incident.lasted])
    }

    /// The shape of a status; its words stand beside it.
    pub(super) fn icon(&self, class: &str) -> String {
        format!("<svg class=\"icon\" aria-hidden=\"true\"><use href=\"#{class}\"/></svg>")
    }
}
