//! What is said of an incident or of maintenance: its title, and the text of each update.

use crate::text::{Moment, clean};
use crate::words::Words;
use callout_domain::ids::ComponentName;
use callout_domain::incident::{ComponentStatus, StatusUpdate};
use callout_domain::settings::{COMPONENTS, StatusPageSettings};
use callout_domain::status::{
    MaintenancePhase, MaintenanceUpdate, MaintenanceWindow, PublicIncident, titles,
};

/// The public title of an incident.
pub fn incident_title(incident: &PublicIncident, page: &StatusPageSettings, words: &Words) -> String {
    clean(&words.title(&incident.titles(page)))
}

/// The text of one of an incident's updates; nothing of one that was withdrawn.
pub fn update_text(
    incident: &PublicIncident,
    update: &StatusUpdate,
    page: &StatusPageSettings,
    words: &Words,
) -> String {
    if update.is_withdrawn() {
        return String::new();
    }
    let was_over = |earlier: &StatusUpdate| earlier.seq < update.seq && earlier.phase.is_over();
    let again = incident.standing().any(was_over);
    let of_settings = |text: &String| match text.contains(COMPONENTS) && !update.named.is_empty() {
        true => Some(text.replace(COMPONENTS, &words.phrase(&titles(&update.named, page))?)),
        false => Some(text.clone()),
    };
    // What Callout says by itself, it says in each language; people's words stay as they are.
    let is_ours = update.automatic || update.generic;
    let automatic = || words.automatic(update.phase, again, &titles(&update.components, page));
    let said = update.translations.get(&words.code).and_then(of_settings);
    let said = said.or_else(|| is_ours.then(automatic).flatten());
    clean(&said.unwrap_or_else(|| update.text.clone()))
}

/// The text of one of a maintenance window's updates; its announcement says what the settings say.
pub fn maintenance_text(window: &MaintenanceWindow, update: &MaintenanceUpdate, words: &Words) -> String {
    let said = |at| Moment(at).said(words);
    let moved = update.moved.map(|(from, until)| (said(from), said(until)));
    let moved = moved.as_ref().map(|(from, until)| [from.as_str(), until.as_str()]);
    let news = words.maintenance_news(update.phase, moved);
    let (title, text) = (window.title_in(&words.code), window.text_in(&words.code));
    news.unwrap_or_else(|| clean(if text.is_empty() { title } else { text }))
}

/// Where maintenance stands in Statuspage's words; it has none for what was cancelled.
pub fn maintenance_status(phase: MaintenancePhase) -> &'static str {
    match phase {
        MaintenancePhase::Scheduled => "scheduled",
        MaintenancePhase::InProgress => "in_progress",
        MaintenancePhase::Completed | MaintenancePhase::Cancelled => "completed",
    }
}

/// That an update was corrected, withdrawn, or added later: the sentence, and the time that stands in it.
pub fn update_note<'w>(update: &StatusUpdate, words: &'w Words) -> Option<(&'w str, Moment)> {
    Some(match (update.changed, update.added_at) {
        (Some(change), _) if change.withdrawn => (words.withdrawn.as_str(), Moment(change.at)),
        (Some(change), _) => (words.corrected.as_str(), Moment(change.at)),
        (None, Some(at)) => (words.added.as_str(), Moment(at)),
        (None, None) => return None,
    })
}

/// The components that an update names and the page has: name, title and status.
pub fn titles_of(
    update: &StatusUpdate,
    page: &StatusPageSettings,
) -> Vec<(ComponentName, String, ComponentStatus)> {
    let shown = update.components.iter().filter_map(|name| Some((name, page.components.get(name)?)));
    shown.map(|(name, one)| (name.clone(), clean(&one.title), update.status_of(name))).collect()
}
