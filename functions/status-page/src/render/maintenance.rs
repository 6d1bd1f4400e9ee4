//! Maintenance prepared for the templates and for programs.

use super::site::{Edition, maintenance_page};
use super::view::UpdateView;
use callout_domain::status::{MaintenancePhase, MaintenanceWindow, titles};
use callout_public::{Moment, clean, maintenance_text};

/// One window as customers see it.
pub(super) struct WindowView {
    pub(super) id: String,
    /// Its page, from the root of the language.
    pub(super) page: String,
    pub(super) title: String,
    pub(super) text: String,
    /// The titles of what is worked on.
    pub(super) components: String,
    pub(super) phase: String,
    pub(super) is_active: bool,
    pub(super) from: Moment,
    pub(super) until: Moment,
    /// When it was completed or cancelled.
    pub(super) ended: Option<Moment>,
    /// Newest first.
    pub(super) updates: Vec<UpdateView>,
}

impl WindowView {
    /// A window with all that was said of it.
    pub(super) fn of(window: &MaintenanceWindow, edition: &Edition<'_>) -> Self {
        let titles = titles(&window.components, edition.site.settings).into_iter().map(clean);
        let said = window.updates.iter().rev().map(|update| UpdateView {
            at: Moment(update.at),
            phase: edition.words.maintenance_phase(update.phase).to_owned(),
            text: maintenance_text(window, update, &edition.words),
            note: None,
        });
        Self {
            id: window.id.to_string(),
            page: maintenance_page(window.id.as_str()),
            title: clean(window.title_in(&edition.words.code)),
            text: clean(window.text_in(&edition.words.code)),
            components: titles.collect::<Vec<_>>().join(", "),
            phase: edition.words.maintenance_phase(window.phase()).to_owned(),
            is_active: window.phase() == MaintenancePhase::InProgress,
            from: Moment(window.from),
            until: Moment(window.until),
            ended: window.ended_at().map(Moment),
            updates: said.collect(),
        }
    }
}
