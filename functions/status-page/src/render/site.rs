//! What is rendered, and where each page lies.

use callout_domain::ids::{ComponentName, IncidentId, MaintenanceId};
use callout_domain::settings::{Component, StatusPageSettings};
use callout_domain::status::{
    MaintenanceWindow, Month, MonthDocument, PageDocument, PublicIncident, Uptime, Uptimes, Window,
};
use callout_public::Words;
use callout_public::slug;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// How many days of uptime are shown (Statuspage).
pub(super) const DAYS: u16 = 90;

/// Everything that decides how the page looks.
#[derive(Debug, Clone, Copy)]
pub struct Site<'a> {
    /// The page of the settings.
    pub settings: &'a StatusPageSettings,
    /// The page's document.
    pub document: &'a PageDocument,
    /// The months whose incidents reach into the days that are shown.
    pub months: &'a [MonthDocument],
    /// The public address of the page, with a slash at its end, or nothing.
    pub address: &'a str,
    /// Where customers subscribe, with a slash at its end, or nothing.
    pub subscribe: &'a str,
    /// The time.
    pub now: Timestamp,
    /// When its pages say that they were written: not each time if they must not tell when other pages change.
    pub written: Timestamp,
    /// Whether search engines may list it.
    pub is_listed: bool,
}

/// The site in one language.
pub(super) struct Edition<'a> {
    pub(super) site: &'a Site<'a>,
    pub(super) words: Words,
    /// The folder of the language: empty, or its code with a slash.
    pub(super) folder: String,
    /// All languages of the page, by code and name.
    pub(super) languages: Vec<(String, String)>,
    pub(super) uptimes: &'a Uptimes<'a>,
}

impl<'a> Site<'a> {
    /// The months that a page needs at a time: those of its days.
    pub(crate) fn months_needed(settings: &StatusPageSettings, now: Timestamp) -> Vec<Month> {
        let first = Month::of(Window::ending(now, &settings.time_zone(), DAYS).begins_at());
        std::iter::successors(Some(Month::of(now)), |month| Some(month.before()))
            .take_while(|month| *month >= first)
            .collect()
    }

    /// All incidents that are known, newest first, each once.
    pub(super) fn incidents(&self) -> Vec<&'a PublicIncident> {
        let (document, months) = (self.document, self.months);
        let known = months.iter().flat_map(|month| &month.incidents).chain(&document.incidents);
        // The page's own document is read last, so it is the newest.
        let unique: BTreeMap<&IncidentId, &PublicIncident> = known.map(|one| (&one.id, one)).collect();
        let mut all: Vec<_> = unique.into_values().collect();
        all.sort_by(|a, b| b.started_at.cmp(&a.started_at).then_with(|| a.id.cmp(&b.id)));
        all
    }

    /// Maintenance that took place in a month, as the page's own document has it where it does: that is the newer one.
    pub(super) fn maintenance_of<'m>(&'m self, month: &'m MonthDocument) -> Vec<&'m MaintenanceWindow> {
        let known = |id: &MaintenanceId| self.document.maintenance.iter().find(|window| window.id == *id);
        let all = month.maintenance.iter().map(|window| known(&window.id).unwrap_or(window));
        all.filter(|window| window.is_completed()).collect()
    }

    /// All maintenance that has a page, each once.
    pub(super) fn maintenance(&self) -> Vec<&'a MaintenanceWindow> {
        let (document, months) = (self.document, self.months);
        let is_new = |window: &&MaintenanceWindow| !document.maintenance.iter().any(|it| it.id == window.id);
        let older = months.iter().flat_map(|month| &month.maintenance).filter(is_new);
        document.maintenance.iter().chain(older).collect()
    }

    pub(super) fn window(&self) -> Window {
        Window::ending(self.now, &self.settings.time_zone(), DAYS)
    }

    /// The components in the order of the page: groups and components without one by `order`, then by name.
    pub(super) fn sections(&self) -> Vec<Section<'a>> {
        let mut sections: Vec<(i32, &str, Section<'a>)> = Vec::new();
        for (name, component) in &self.settings.components {
            let group = component.group.as_deref().filter(|group| self.settings.groups.contains_key(*group));
            let Some(group) = group else {
                sections.push((component.order, name.as_str(), Section::alone(name, component)));
                continue;
            };
            match sections.iter_mut().find(|(_, key, section)| section.is_group() && *key == group) {
                Some((_, _, section)) => section.components.push((name, component)),
                None => {
                    let settings = &self.settings.groups[group];
                    let group = Some((group, settings.title.as_str()));
                    let section = Section { group, components: vec![(name, component)] };
                    sections.push((settings.order, section.group.map_or("", |(key, _)| key), section));
                }
            }
        }
        sections.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
        let mut sections: Vec<Section<'a>> = sections.into_iter().map(|(_, _, section)| section).collect();
        sections.iter_mut().for_each(|section| section.components.sort_by_key(|(_, one)| one.order));
        sections
    }

    /// All components in the order of the page.
    pub(super) fn components(&self) -> Vec<(&'a ComponentName, &'a Component)> {
        self.sections().into_iter().flat_map(|section| section.components).collect()
    }
}

/// A component alone, or a group with its components.
pub(super) struct Section<'a> {
    /// Name and title.
    pub(super) group: Option<(&'a str, &'a str)>,
    pub(super) components: Vec<(&'a ComponentName, &'a Component)>,
}

impl<'a> Section<'a> {
    fn alone(name: &'a ComponentName, component: &'a Component) -> Self {
        Self { group: None, components: vec![(name, component)] }
    }

    fn is_group(&self) -> bool {
        self.group.is_some()
    }
}

/// The page of an incident.
pub(super) fn incident_page(id: &IncidentId) -> String {
    format!("incidents/{id}.html")
}

/// The page of a maintenance window.
pub(super) fn maintenance_page(id: &str) -> String {
    format!("maintenance/{}.html", slug(id))
}

/// The page of a component.
pub(super) fn component_page(name: &ComponentName) -> String {
    format!("components/{}.html", slug(name.as_str()))
}

/// The page of a month.
pub(super) fn month_page(month: Month) -> String {
    format!("history/{month}.html")
}

impl Edition<'_> {
    /// The days of a component.
    pub(super) fn uptime(&self, name: &ComponentName) -> Uptime {
        self.uptimes.component(name, self.site.document.watched_since(name, self.site.settings))
    }
}
