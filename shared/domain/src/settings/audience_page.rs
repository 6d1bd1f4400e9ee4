//! A status page for one audience, as an operator writes it: some components of the public one, under an address of its own.

use super::status_page::{FooterLink, StatusPageSettings};
use crate::ids::ComponentName;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The most audience pages: each is rendered with every update.
pub const MOST_AUDIENCE_PAGES: usize = 20;

/// A status page for one audience. What it leaves out is as on the main page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AudiencePage {
    /// The page's heading, e.g. "Acme status for partners".
    pub title: String,
    /// The components shown, names of `[status_page.components]`.
    pub components: BTreeSet<ComponentName>,
    /// Where its readers find the product or its support, an https address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub home: Option<String>,
    /// The languages of the page, of those of the main page; the first one at its root.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<String>,
    /// The colour of links on light pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colour: Option<String>,
    /// The logo, as a `data:image/…;base64,…` address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo: Option<String>,
    /// Links at the end of each page; `[]` for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub footer: Option<Vec<FooterLink>>,
    /// Style of your own, after that of the page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub css: Option<String>,
}

impl AudiencePage {
    /// The page as if it were the only one: it knows no other component, no group without one of its own, and no text, since
    /// what is said is written for all pages.
    pub fn over(&self, main: &StatusPageSettings) -> StatusPageSettings {
        let main = main.clone();
        StatusPageSettings {
            title: self.title.clone(),
            home: self.home.clone().or(main.home),
            languages: if self.languages.is_empty() { main.languages } else { self.languages.clone() },
            colour: self.colour.clone().or(main.colour),
            logo: self.logo.clone().or(main.logo),
            footer: self.footer.clone().unwrap_or(main.footer),
            css: self.css.clone().or(main.css),
            ..main
        }
        .with_components_of(|name| self.components.contains(name))
    }
}
