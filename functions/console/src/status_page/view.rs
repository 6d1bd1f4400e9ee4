//! What customers read, prepared for the template.

use super::announce::Announcement;
use super::form::Filled;
use crate::choice::MOST_CHOICES;
use crate::languages::{LanguageField, language_fields, title_fields};
use crate::session::Session;
use crate::top::{Place, Top};
use askama::Template;
use callout_domain::access::{Act, may};
use callout_domain::ids::ComponentName;
use callout_domain::incident::{ComponentStatus, Incident, Phase};
use callout_domain::live::{Over, state_of};
use callout_domain::settings::StatusPageSettings;
use callout_domain::status::titles;
use callout_domain::suppression::SpanState;
use callout_web::parts::IncidentHeader;
use callout_web::words::Moment;
use jiff::Timestamp;
use std::collections::BTreeSet;

/// The most components to choose from: a page stays small.
const MOST_COMPONENTS: usize = 300;

/// The most characters of an incident's own title; its own page shows all.
const OWN_TITLE: usize = 160;

/// The forms of the page, as they were filled in.
#[derive(Default)]
pub(super) struct Forms {
    pub(super) told: Filled,
    /// Maintenance that was not announced.
    pub(super) announced: Option<Announcement>,
}

impl Forms {
    pub(super) fn new(token: String) -> Self {
        Self { told: Filled { token, ..Filled::default() }, announced: None }
    }
}

#[derive(Template)]
#[template(path = "status_page.html")]
pub(super) struct TellPage {
    top: Top,
    why: Option<String>,
    has_page: bool,
    acts: bool,
    rows: Vec<Row>,
    token: String,
    /// Names, titles, and whether they are ticked: now, of what is over, and of maintenance.
    components: Vec<(String, String, bool)>,
    were: Vec<(String, String, bool)>,
    statuses: Vec<(&'static str, &'static str, bool)>,
    /// What can have been wrong.
    wrong: Vec<(&'static str, &'static str, bool)>,
    is_silent: bool,
    phases: Vec<(&'static str, &'static str, bool)>,
    text: String,
    /// The text in other languages.
    languages: Vec<LanguageField>,
    is_over: bool,
    from: String,
    to: String,
    zone: String,
    windows: Vec<WindowRow>,
    /// Whether the form of maintenance is open, and what it says.
    is_maintenance: bool,
    maintenance: Announcement,
    /// Its titles and texts in other languages.
    titles_in: Vec<LanguageField>,
    texts_in: Vec<LanguageField>,
    affected: Vec<(String, String, bool)>,
    /// Empty where there are too many to choose from.
    services: Vec<(String, String, bool)>,
}

/// Maintenance that customers read of.
struct WindowRow {
    name: String,
    title: String,
    affects: String,
    begins: Option<Moment>,
    ends: Option<Moment>,
}

/// An incident that customers read of, or could.
struct Row {
    /// What it is inside; customers read none of it.
    header: IncidentHeader,
    title: String,
    /// What they read last, and since when; nothing yet if it is a draft.
    phase: &'static str,
    since: Option<Moment>,
    text: String,
    is_draft: bool,
    is_over: bool,
}

impl TellPage {
    pub(super) fn of(
        told: &[Incident],
        session: &Session,
        (forms, why): (&Forms, Option<String>),
        now: Timestamp,
    ) -> Self {
        let settings = session.rules.settings();
        let page = settings.status_page.as_ref();
        let (filled, announced) = (&forms.told, forms.announced.as_ref());
        let known = || page.iter().flat_map(|page| &page.components).take(MOST_COMPONENTS);
        let components = |ticked: Option<&BTreeSet<ComponentName>>| {
            let is_ticked = |name: &ComponentName| ticked.is_some_and(|ticked| ticked.contains(name));
            known().map(|(name, it)| (name.to_string(), it.title.clone(), is_ticked(name))).collect()
        };
        let wrong = STATUSES.iter().filter(|(it, _)| *it != ComponentStatus::Operational);
        let services = settings.services.iter().take(MOST_CHOICES);
        let is_service = |name: &str| announced.is_some_and(|form| form.service == name);
        let maintenance = announced.cloned().unwrap_or_default();
        let phase = filled.phase.unwrap_or(Phase::Investigating);
        let status = filled.status.unwrap_or(ComponentStatus::PartialOutage);
        Self {
            top: Top::of(session, Place::StatusPage),
            why,
            has_page: page.is_some(),
            acts: may(&session.actor, Act::Publish, &session.rules).is_ok(),
            rows: told.iter().map(|incident| Row::of(incident, page, session, now)).collect(),
            token: filled.token.clone(),
            components: components(Some(&filled.components).filter(|_| !filled.is_over())),
            were: components(Some(&filled.components).filter(|_| filled.is_over())),
            statuses: STATUSES.map(|(it, word)| (word, it.title(), it == status)).into(),
            wrong: wrong.map(|(it, word)| (*word, it.title(), *it == status)).collect(),
            is_silent: filled.silent.is_some(),
            phases: PHASES.map(|(it, word)| (word, it.title(), it == phase)).into(),
            text: filled.text.clone(),
            languages: page.map(|page| language_fields(page, &filled.translations)).unwrap_or_default(),
            is_over: filled.is_over(),
            from: filled.from.clone(),
            to: filled.to.clone(),
            zone: session.reader().zone().iana_name().unwrap_or("UTC").to_owned(),
            windows: windows(session, now),
            is_maintenance: announced.is_some(),
            titles_in: page.map(|page| title_fields(page, &maintenance.titles)).unwrap_or_default(),
            texts_in: page.map(|page| language_fields(page, &maintenance.texts)).unwrap_or_default(),
            maintenance,
            affected: components(announced.map(|form| &form.components)),
            services: services
                .map(|(name, it)| (name.to_string(), it.title.clone(), is_service(name.as_str())))
                .collect(),
        }
    }
}

/// What runs first, then what is to come; of each, what changes first.
fn windows(session: &Session, now: Timestamp) -> Vec<WindowRow> {
    let (settings, reader) = (session.rules.settings(), session.reader());
    let page = settings.status_page.as_ref();
    let mut rows: Vec<(bool, Timestamp, WindowRow)> = Vec::new();
    for (name, window) in &settings.maintenance {
        let Some(public) = &window.page else { continue };
        let Some(state) = state_of(settings, Over::Maintenance, name, now) else { continue };
        let moment = |at: Timestamp| Some(reader.moment(at).with_weekday());
        let (is_to_come, at, begins, ends) = match state {
            SpanState::Active(until) => (false, until, None, moment(until)),
            SpanState::Pending(from) => (true, from, moment(from), None),
            SpanState::Over => continue,
        };
        let affects = page.map(|page| titles(&public.components, page).join(", ")).unwrap_or_default();
        let (name, title) = (name.clone(), public.title.clone());
        rows.push((is_to_come, at, WindowRow { name, title, affects, begins, ends }));
    }
    rows.sort_by_key(|(is_to_come, at, _)| (*is_to_come, *at));
    rows.into_iter().map(|(_, _, row)| row).collect()
}

const PHASES: [(Phase, &str); 3] = [
    (Phase::Investigating, "investigating"),
    (Phase::Identified, "identified"),
    (Phase::Monitoring, "monitoring"),
];

const STATUSES: [(ComponentStatus, &str); 4] = [
    (ComponentStatus::MajorOutage, "major_outage"),
    (ComponentStatus::PartialOutage, "partial_outage"),
    (ComponentStatus::DegradedPerformance, "degraded_performance"),
    (ComponentStatus::Operational, "operational"),
];

impl Row {
    fn of(incident: &Incident, page: Option<&StatusPageSettings>, session: &Session, now: Timestamp) -> Self {
        let last = incident.told_last();
        let draft = incident.drafted.as_deref();
        let names = last.map(|update| &update.components).or(draft.map(|draft| &draft.components));
        let titles = page.zip(names).map(|(page, names)| titles(names, page).join(", "));
        let phase = last.map(|update| update.phase).or(draft.map(|draft| draft.phase));
        Self {
            header: IncidentHeader::of(incident, &session.reader(), now).with_title_of(OWN_TITLE),
            title: titles
                .filter(|titles| !titles.is_empty())
                .unwrap_or_else(|| "Service incident".to_owned()),
            phase: phase.map(Phase::title).unwrap_or_default(),
            since: last.map(|update| session.reader().moment(update.at)),
            text: last.map(|update| update.text.clone()).unwrap_or_default(),
            is_draft: draft.is_some(),
            is_over: !incident.is_open(),
        }
    }
}
