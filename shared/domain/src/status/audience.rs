//! The status pages of a deployment: the main one, and one for each audience, each a view of the same documents.
//!
//! Must not let a page show anything of a component that it does not have. With nothing to hide a view is the document itself.

use super::document::PageDocument;
use super::maintenance::MaintenanceWindow;
use super::month::MonthDocument;
use super::projection::View;
use super::public_incident::PublicIncident;
use crate::ids::{ComponentName, digest, hex};
use crate::settings::{Settings, StatusPageSettings};
use std::collections::BTreeSet;

/// What people call the page that has no name in the settings.
pub const MAIN: &str = "main";

/// A status page: what it is called, and what it shows.
#[derive(Debug, Clone)]
pub struct Audience {
    /// Its name in the settings; empty for the main page.
    pub name: String,
    /// The page as if it were the only one.
    pub settings: StatusPageSettings,
    shown: Shown,
}

/// Which components a page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Shown {
    /// All but these; what was said of one that the settings no longer have stays.
    AllBut(BTreeSet<ComponentName>),
    /// These and no other.
    Only(BTreeSet<ComponentName>),
}

impl Audience {
    /// The main page; `None` without a status page.
    pub fn main(settings: &Settings) -> Option<Self> {
        let page = settings.status_page.clone()?;
        let hidden = page.components.iter().filter(|(_, component)| !component.main);
        let hidden: BTreeSet<ComponentName> = hidden.map(|(name, _)| name.clone()).collect();
        let settings = match hidden.is_empty() {
            true => page,
            false => page.with_components_of(|name| !hidden.contains(name)),
        };
        Some(Self { name: String::new(), settings, shown: Shown::AllBut(hidden) })
    }

    /// All pages, the main one first. None without a status page.
    pub fn all(settings: &Settings) -> Vec<Self> {
        let Some(main) = &settings.status_page else { return Vec::new() };
        let others = settings.status_pages.iter().map(|(name, page)| Self {
            name: name.clone(),
            settings: page.over(main),
            shown: Shown::Only(page.components.clone()),
        });
        Self::main(settings).into_iter().chain(others).collect()
    }

    /// The page with what it keeps off although the settings no longer say so.
    pub fn knowing(mut self, document: &PageDocument) -> Self {
        if let Shown::AllBut(hidden) = &mut self.shown {
            hidden.extend(document.kept_off.iter().cloned());
        }
        self
    }

    /// Where its files lie: nothing, or a folder with a slash at its end.
    pub fn folder(&self) -> String {
        if self.name.is_empty() { String::new() } else { format!("{}/", self.name) }
    }

    /// What people call it.
    pub fn called(&self) -> &str {
        if self.name.is_empty() { MAIN } else { &self.name }
    }

    /// Whether it shows a component.
    pub fn shows(&self, name: &ComponentName) -> bool {
        match &self.shown {
            Shown::AllBut(hidden) => !hidden.contains(name),
            Shown::Only(shown) => shown.contains(name),
        }
    }

    /// Whether it shows everything.
    pub fn is_whole(&self) -> bool {
        matches!(&self.shown, Shown::AllBut(hidden) if hidden.is_empty())
    }

    /// A digest of which components it shows; nothing if it shows all.
    pub fn shown_digest(&self) -> String {
        let (kind, names) = match &self.shown {
            Shown::AllBut(names) if names.is_empty() => return String::new(),
            Shown::AllBut(names) => ("all but", names),
            Shown::Only(names) => ("only", names),
        };
        let parts: Vec<&str> = [kind].into_iter().chain(names.iter().map(ComponentName::as_str)).collect();
        hex(&digest(&parts)[..8])
    }

    /// An incident as it shows it; `None` if it does not.
    pub fn incident(&self, incident: &PublicIncident) -> Option<PublicIncident> {
        if self.is_whole() {
            return Some(incident.clone());
        }
        View { page: &self.settings, shows: &|name| self.shows(name) }.incident(incident)
    }

    /// A maintenance window as it shows it; `None` if it does not. One of no component is on every page.
    pub fn window(&self, window: &MaintenanceWindow) -> Option<MaintenanceWindow> {
        let components: Vec<_> = window.components.iter().filter(|name| self.shows(name)).cloned().collect();
        let formerly = window.formerly.iter().filter(|name| self.shows(name)).cloned().collect();
        let is_shown = window.components.is_empty() || !components.is_empty();
        is_shown.then(|| MaintenanceWindow { components, formerly, ..window.clone() })
    }

    /// The document behind it. Months are those of the whole document.
    pub fn document(&self, document: &PageDocument) -> PageDocument {
        if self.is_whole() {
            return document.clone();
        }
        let since = document.since.iter().filter(|(name, _)| self.shows(name));
        PageDocument {
            version: document.version,
            incidents: document.incidents.iter().filter_map(|one| self.incident(one)).collect(),
            since: since.map(|(name, day)| (name.clone(), *day)).collect(),
            maintenance: document.maintenance.iter().filter_map(|one| self.window(one)).collect(),
            months: document.months.clone(),
            kept_off: BTreeSet::new(),
        }
    }

    /// What it shows of a month.
    pub fn month(&self, month: &MonthDocument) -> MonthDocument {
        MonthDocument {
            version: month.version,
            month: month.month,
            incidents: month.incidents.iter().filter_map(|one| self.incident(one)).collect(),
            maintenance: month.maintenance.iter().filter_map(|one| self.window(one)).collect(),
        }
    }
}

/// What the pages are called on which the latest words about an incident are read.
pub fn shown_on(incident: &PublicIncident, settings: &Settings) -> Vec<String> {
    let names = incident.latest().map(|update| update.components.as_slice()).unwrap_or_default();
    let is_read = |page: &Audience| {
        let is_named = names.is_empty() || names.iter().any(|name| page.shows(name));
        is_named && page.incident(incident).is_some()
    };
    Audience::all(settings).iter().filter(|page| is_read(page)).map(|page| page.called().to_owned()).collect()
}
