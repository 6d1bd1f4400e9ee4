//! What customers read of an incident, and the forms that tell them more. Must not show how the page looks, only what it says.

use super::choice::Choice;
use super::form::{COMPONENT, TypedUpdate};
use super::preview::Preview;
use crate::languages::{LanguageField, language_fields};
use crate::session::Session;
use callout_domain::ids::ComponentName;
use callout_domain::incident::{ComponentStatus, Impact, Incident, Phase, StatusUpdate};
use callout_domain::settings::StatusPageSettings;
use callout_web::words::Moment;
use std::collections::BTreeMap;

/// The most components with a field of their own, and the most that can be chosen beside them: a page stays small.
const MOST_FIELDS: usize = 12;
const MOST_OTHERS: usize = 100;

/// What customers read, and the forms that tell them more.
pub(super) struct StatusPageCard {
    /// Whether customers read that it is over, and it is not.
    pub(super) is_called_over: bool,
    /// Whether customers read that it goes on, and it is over.
    pub(super) is_called_open: bool,
    /// What was typed before, and changed nothing.
    pub(super) typed: String,
    pub(super) is_typed: bool,
    /// The text in other languages of the page.
    pub(super) languages: Vec<LanguageField>,
    pub(super) phases: Vec<Choice>,
    /// Whether customers may be told what happened.
    is_after_end: bool,
    /// How bad it is, where no component can be named.
    pub(super) impacts: Vec<Choice>,
    pub(super) components: Vec<ComponentField>,
    /// Other components, by name and title; and which of them is chosen, without a status yet.
    pub(super) others: Vec<(String, String)>,
    pub(super) other: String,
    /// Whether subscribers are to hear nothing of it.
    pub(super) is_silent: bool,
    /// None is chosen: whoever forgets it must not tell customers that something works.
    pub(super) statuses: Vec<Choice>,
    /// The text that the settings have for a phase, where they have one.
    pub(super) has_texts: bool,
    /// What waits to be published: the phase, and untrusted text.
    pub(super) draft: Option<(&'static str, String)>,
    /// What customers read last.
    pub(super) last: Option<LastUpdate>,
    pub(super) preview: Option<Preview>,
}

/// The status of a component.
pub(super) struct ComponentField {
    pub(super) field: String,
    pub(super) title: String,
    pub(super) statuses: Vec<Choice>,
}

/// What customers read last.
pub(super) struct LastUpdate {
    pub(super) seq: u64,
    pub(super) at: Moment,
    pub(super) phase: &'static str,
    /// Untrusted text.
    pub(super) text: String,
}

impl StatusPageCard {
    /// `None` without a status page.
    pub(super) fn of(incident: &Incident, session: &Session) -> Option<Self> {
        let page = session.rules.settings().status_page.as_ref()?;
        let latest = incident.told_last();
        // Whoever reopens it has not told customers yet.
        let is_called_over = incident.is_open() && reads_end(incident);
        let phase = match latest.filter(|_| !is_called_over) {
            _ if incident.customers_wait() && !incident.is_open() => Phase::Resolved,
            Some(_) if !incident.is_open() => Phase::Postmortem,
            None if !incident.is_open() => Phase::Resolved,
            latest => latest.map_or(Phase::Investigating, |update| update.phase),
        };
        let impact = latest.map_or_else(|| incident.severity.into(), |update| update.impact);
        let components = fields(incident, page, latest, impact);
        let named = |name: &ComponentName| components.iter().any(|it| it.field == field(name));
        let others = page.components.iter().filter(|(name, _)| !named(name)).take(MOST_OTHERS);
        let others = others.map(|(name, it)| (name.to_string(), it.title.clone())).collect();
        Some(Self {
            is_called_over,
            is_called_open: !incident.is_open() && incident.customers_wait(),
            typed: String::new(),
            is_typed: false,
            languages: language_fields(page, &BTreeMap::new()),
            phases: phases(phase, reads_end(incident)),
            is_after_end: reads_end(incident),
            impacts: if components.is_empty() { impacts(impact) } else { Vec::new() },
            statuses: statuses(None),
            components,
            others,
            other: String::new(),
            is_silent: false,
            has_texts: !page.texts.is_empty(),
            draft: incident.drafted.as_ref().map(|draft| (draft.phase.title(), draft.text.clone())),
            last: latest.map(|update| LastUpdate::of(update, session)),
            preview: None,
        })
    }

    /// The same, as somebody had filled it in.
    pub(super) fn with(self, typed: Option<&TypedUpdate>) -> Self {
        let Some(typed) = typed else { return self };
        let mut languages = self.languages;
        for field in &mut languages {
            field.text = typed.translations.get(&field.code).cloned().unwrap_or_default();
        }
        let mut others = self.others;
        let mut components: Vec<ComponentField> =
            self.components.into_iter().map(|component| component.with(&typed.states)).collect();
        // What was chosen beside them has a field of its own now.
        for (name, status) in &typed.states {
            let chosen = others.iter().position(|(other, _)| other == name.as_str());
            if let Some((_, title)) = chosen.map(|at| others.remove(at)) {
                components.push(ComponentField::of(name, &title, *status));
            }
        }
        Self {
            typed: typed.text.clone(),
            is_typed: true,
            phases: match typed.phase {
                Some(phase) => phases(phase, self.is_after_end),
                None => self.phases,
            },
            impacts: typed.impact.filter(|_| !self.impacts.is_empty()).map_or(self.impacts, impacts),
            components,
            others,
            other: typed.other.clone(),
            is_silent: typed.silent,
            languages,
            ..self
        }
    }

    pub(super) fn previewing(self, preview: Preview) -> Self {
        Self { preview: Some(preview), ..self }
    }

    /// What must be seen above everything else: customers wait for whoever reads this.
    pub(super) fn waits(&self) -> Option<&'static str> {
        match (self.draft.is_some(), self.is_called_open, self.is_called_over) {
            (true, true, _) => Some("A draft waits, and customers still read that this goes on."),
            (true, ..) => Some("A draft for customers waits."),
            (false, true, _) => Some("Customers still read that this goes on."),
            (false, false, true) => Some("Customers read that this is resolved."),
            (false, false, false) => None,
        }
    }

    /// Whether somebody must see it without looking for it.
    pub(super) fn is_open(&self) -> bool {
        self.is_called_over
            || self.is_called_open
            || self.is_typed
            || self.draft.is_some()
            || self.preview.is_some()
    }
}

impl ComponentField {
    fn of(name: &ComponentName, title: &str, status: ComponentStatus) -> Self {
        Self { field: field(name), title: title.to_owned(), statuses: statuses(Some(status)) }
    }

    fn with(self, typed: &BTreeMap<ComponentName, ComponentStatus>) -> Self {
        let name = self.field.strip_prefix(COMPONENT).unwrap_or_default();
        match typed.get(&ComponentName::from(name)) {
            Some(status) => Self { statuses: statuses(Some(*status)), ..self },
            None => self,
        }
    }
}

impl LastUpdate {
    fn of(update: &StatusUpdate, session: &Session) -> Self {
        let (at, phase) = (session.reader().moment(update.at), update.phase.title());
        Self { seq: update.seq, at, phase, text: update.text.clone() }
    }
}

/// The components that customers were told of, and those of the service, in the order of the page's names.
fn fields(
    incident: &Incident,
    page: &StatusPageSettings,
    latest: Option<&StatusUpdate>,
    impact: Impact,
) -> Vec<ComponentField> {
    let open = latest.filter(|update| !update.phase.is_over());
    let said = open.map(|update| update.components.as_slice()).unwrap_or_default();
    let is_meant = |name: &ComponentName| said.contains(name) || incident.components.contains(name);
    let meant = page.components.iter().filter(|(name, _)| is_meant(name)).take(MOST_FIELDS);
    let status = |name: &ComponentName| match open {
        Some(update) => update.status_of(name),
        None if incident.is_open() => impact.into(),
        None => ComponentStatus::Operational,
    };
    meant.map(|(name, component)| ComponentField::of(name, &component.title, status(name))).collect()
}

fn field(name: &ComponentName) -> String {
    format!("{COMPONENT}{name}")
}

/// Whether customers read that it is over, so that they may be told what happened.
fn reads_end(incident: &Incident) -> bool {
    incident.told_last().is_some_and(|update| update.phase.is_over())
}

fn phases(chosen: Phase, after_end: bool) -> Vec<Choice> {
    let all = [Phase::Investigating, Phase::Identified, Phase::Monitoring, Phase::Resolved];
    let postmortem = Some(Phase::Postmortem).filter(|_| after_end);
    all.into_iter().chain(postmortem).map(|it| Choice::of(&it, it.title(), it == chosen)).collect()
}

fn impacts(chosen: Impact) -> Vec<Choice> {
    let all = [Impact::None, Impact::Minor, Impact::Major, Impact::Critical];
    all.map(|it| Choice::of(&it, it.title(), it == chosen)).into()
}

fn statuses(chosen: Option<ComponentStatus>) -> Vec<Choice> {
    let all = [
        ComponentStatus::Operational,
        ComponentStatus::DegradedPerformance,
        ComponentStatus::PartialOutage,
        ComponentStatus::MajorOutage,
    ];
    all.map(|it| Choice::of(&it, it.title(), Some(it) == chosen)).into()
}
