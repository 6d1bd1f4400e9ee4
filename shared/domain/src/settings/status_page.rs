//! The public status page, as an operator writes it.

use crate::delay::Delay;
use crate::ids::ComponentName;
use crate::incident::{Impact, Phase, StatusUpdate};
use crate::oncall::find_zone;
use crate::severity::Severity;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The languages of the page, each a file in `shared/public/messages`.
pub const LANGUAGES: [&str; 2] = ["de", "en"];

/// The public status page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StatusPageSettings {
    /// The page's heading, e.g. "Acme status".
    pub title: String,
    /// Where customers find the product or its support, an https address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub home: Option<String>,
    /// The components shown, ordered by `order`, then name.
    pub components: BTreeMap<ComponentName, Component>,
    /// Groups of components, ordered like them. One without components is not shown.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub groups: BTreeMap<String, ComponentGroup>,
    /// The lowest severity whose incidents are published automatically. `off` publishes none.
    #[serde(default)]
    pub publish: Publish,
    /// The texts of updates that nobody writes. Default: generic ones.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub texts: Vec<UpdateText>,
    /// After how long without an update an open incident says so.
    #[serde(default, skip_serializing_if = "UpdateClock::is_default")]
    pub clock: UpdateClock,
    /// The IANA time zone whose days the page shows. Default: UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// The languages of the page, the first one at its root and each other under its code. Default: `["en"]`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<String>,
    /// The colour of links on light pages, as `#0b57b8`; dark pages keep their own, which can be read there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colour: Option<String>,
    /// The logo, as a `data:image/…;base64,…` address: the page loads nothing from elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo: Option<String>,
    /// Links at the end of each page.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub footer: Vec<FooterLink>,
    /// Style of your own, after that of the page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub css: Option<String>,
}

/// What an update's text may name: the components, as customers know them.
pub const COMPONENTS: &str = "{components}";

/// The text of an update that nobody writes: published by itself, drafted, or posted with a phase alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateText {
    /// The phase of the work.
    pub phase: Phase,
    /// The severity that it is for. Default: each that has no text of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// The language, one of the page's. Default: the page's first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The text; `{components}` stands for the titles of the components.
    pub text: String,
}

/// After how long without an update an open incident says so on the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateClock {
    /// Whether the page says so.
    #[serde(default = "yes")]
    pub show: bool,
    /// How long, by severity. Default: 30 minutes for SEV1, an hour for SEV2, four hours for SEV3.
    #[serde(default = "usual")]
    pub after: BTreeMap<Severity, Delay>,
}

fn usual() -> BTreeMap<Severity, Delay> {
    [(Severity::Sev1, 30), (Severity::Sev2, 60), (Severity::Sev3, 240)]
        .map(|(severity, minutes)| (severity, Delay::minutes(minutes)))
        .into()
}

impl Default for UpdateClock {
    fn default() -> Self {
        Self { show: true, after: usual() }
    }
}

impl UpdateClock {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// When the page says that nobody has said anything since an update; `None` if it never does.
    pub fn runs_out(&self, update: &StatusUpdate) -> Option<Timestamp> {
        // The page knows what customers notice, not how bad it is for those who work on it.
        let severity = match update.impact {
            Impact::Critical => Severity::Sev1,
            Impact::Major => Severity::Sev2,
            Impact::Minor => Severity::Sev3,
            Impact::None => return None,
        };
        let delay = self.after.get(&severity).filter(|_| self.show)?;
        update.at.checked_add(delay.0).ok()
    }
}

/// A part of the product as customers know it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Component {
    /// The name shown to customers.
    pub title: String,
    /// Its position on the page.
    #[serde(default)]
    pub order: i32,
    /// What it is, in a sentence for customers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The group that it is shown in, one of `groups`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Since which day it is watched, as `2026-11-22`: before it the page says that nothing is known. Default: since the page
    /// shows it first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub since: Option<Date>,
    /// Whether the main page shows it. Otherwise only the pages in `[status_pages]` that name it do.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub main: bool,
}

/// A group of components, on the page under its title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ComponentGroup {
    /// The name shown to customers.
    pub title: String,
    /// Its position on the page, among the components without a group.
    #[serde(default)]
    pub order: i32,
}

/// A link at the end of each page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FooterLink {
    /// Its words.
    pub title: String,
    /// Its https address.
    pub href: String,
}

/// Which incidents are published automatically.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Publish {
    /// The lowest severity that is published, with all higher ones. Default: none.
    pub from: Option<Severity>,
    /// Whether the page shows resolved when the incident is resolved. Otherwise that is a draft, which a person publishes.
    #[serde(default = "yes")]
    pub resolve: bool,
    /// Whether what would be published by itself is a draft, which a person publishes.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub draft: bool,
}

impl Default for Publish {
    fn default() -> Self {
        Self { from: Some(Severity::Sev3), resolve: true, draft: false }
    }
}

fn yes() -> bool {
    true
}

fn is_yes(value: &bool) -> bool {
    *value
}

impl StatusPageSettings {
    /// The languages of the page, the first one at its root.
    pub fn spoken(&self) -> Vec<String> {
        match self.languages.is_empty() {
            true => vec!["en".to_owned()],
            false => self.languages.clone(),
        }
    }

    /// The text for a phase: that of the severity, else that of all.
    pub fn text(&self, phase: Phase, severity: Severity, language: &str) -> Option<&UpdateText> {
        let first = self.languages.first().map_or("en", String::as_str);
        let is_in = |text: &&UpdateText| text.language.as_deref().unwrap_or(first) == language;
        let fits = self.texts.iter().filter(|text| text.phase == phase).filter(is_in);
        let mut fits: Vec<&UpdateText> =
            fits.filter(|text| text.severity.is_none_or(|it| it == severity)).collect();
        fits.sort_by_key(|text| text.severity.is_none());
        fits.into_iter().next()
    }

    /// The page with some of its components, and the groups that they are in.
    pub fn with_components_of(mut self, is_shown: impl Fn(&ComponentName) -> bool) -> Self {
        self.components.retain(|name, _| is_shown(name));
        let used: BTreeSet<&String> =
            self.components.values().filter_map(|component| component.group.as_ref()).collect();
        self.groups.retain(|name, _| used.contains(name));
        self
    }

    /// The zone whose days the page shows; UTC if none is set, or one that nobody knows.
    pub fn time_zone(&self) -> TimeZone {
        let zone = self.zone.as_deref().and_then(|name| find_zone(name).ok());
        zone.unwrap_or(TimeZone::UTC)
    }
}
