//! What customers would read. Must not publish anything.

use super::form::SubmittedForm;
use crate::languages::{LanguageField, language_fields};
use crate::session::Session;
use callout_domain::incident::{Command, CommandInfo, Incident, Refusal, decide};
use callout_domain::settings::Settings;
use callout_domain::status::{PublicIncident, shown_on};
use jiff::Timestamp;

/// What customers would read.
pub(super) struct Preview {
    pub(super) title: String,
    pub(super) phase: &'static str,
    /// Untrusted text.
    pub(super) text: String,
    /// The same in other languages of the page: language and untrusted text.
    pub(super) translations: Vec<LanguageField>,
    /// Each component that it names, and its status then.
    pub(super) components: Vec<(String, &'static str)>,
    /// The status pages on which it is read, where there are several.
    pub(super) pages: Option<String>,
    /// The fields of the form, to publish it.
    pub(super) fields: Vec<(String, String)>,
}

impl Preview {
    /// What a form would publish.
    ///
    /// # Errors
    /// Why it would not.
    pub(super) fn of(
        incident: &Incident,
        command: &Command,
        form: &SubmittedForm,
        session: &Session,
        now: Timestamp,
    ) -> Result<Option<Self>, Refusal> {
        let info = CommandInfo { by: session.actor.clone(), now };
        let decided = decide(incident, command, &session.rules, &info)?.incident;
        let page = session.rules.settings().status_page.as_ref();
        let told = page.zip(PublicIncident::of(&decided)).zip(decided.told_last());
        Ok(told.map(|((page, public), update)| Self {
            title: match public.titles(page).as_slice() {
                [] => "Service incident".to_owned(),
                titles => format!("Problem with {}", titles.join(", ")),
            },
            phase: update.phase.title(),
            text: update.text.clone(),
            translations: language_fields(page, &update.translations)
                .into_iter()
                .filter(|field| !field.text.is_empty())
                .collect(),
            components: update
                .components
                .iter()
                .filter_map(|name| {
                    Some((page.components.get(name)?.title.clone(), update.status_of(name).title()))
                })
                .collect(),
            pages: pages(&public, session.rules.settings()),
            fields: form.fields().into_iter().chain([("sure".to_owned(), "1".to_owned())]).collect(),
        }))
    }
}

/// On which status pages it is read; `None` where there is one only.
fn pages(public: &PublicIncident, settings: &Settings) -> Option<String> {
    (!settings.status_pages.is_empty()).then(|| shown_on(public, settings).join(", "))
}
