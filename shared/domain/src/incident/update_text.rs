//! The texts of updates that nobody wrote: those of the settings, or generic ones. Must not say anything private.

use super::draft::Draft;
use super::public::Phase;
use super::status_update::StatusUpdate;
use crate::ids::ComponentName;
use crate::settings::COMPONENTS;
use std::collections::BTreeMap;

/// What an update says.
#[derive(Debug, Clone, Default)]
pub(super) struct Words {
    /// With the titles of all components that it names.
    pub(super) text: String,
    /// The same in languages of the page; texts of the settings as they stand there.
    pub(super) translations: BTreeMap<String, String>,
    /// What `{components}` stands for in them.
    pub(super) named: Vec<ComponentName>,
}

/// The text that the settings have for a phase, in each language of the page; `None` if they have none.
pub(super) fn text_of_settings(
    draft: &Draft<'_>,
    phase: Phase,
    components: &[ComponentName],
) -> Option<Words> {
    let page = draft.rules.settings().status_page.as_ref()?;
    let names = titles(draft, components);
    let text = |language: &String| {
        let text = &page.text(phase, draft.incident.severity, language)?.text;
        // Nobody would understand it without the names.
        Some(text.clone()).filter(|text| names.is_some() || !text.contains(COMPONENTS))
    };
    let spoken = page.spoken();
    let translations: BTreeMap<String, String> =
        spoken.iter().filter_map(|language| Some((language.clone(), text(language)?))).collect();
    let first = spoken.first().and_then(|language| translations.get(language));
    let text = first.or_else(|| translations.values().next())?;
    let text = text.replace(COMPONENTS, names.as_deref().unwrap_or_default());
    let has_names = translations.values().any(|text| text.contains(COMPONENTS));
    let named = if has_names { components.to_vec() } else { Vec::new() };
    Some(Words { text, translations, named })
}

/// What is said by itself: the text of the settings, else a generic one, which the page says in each of its languages.
pub(super) fn words(draft: &Draft<'_>, phase: Phase, again: bool, components: &[ComponentName]) -> Words {
    if let Some(texts) = text_of_settings(draft, phase, components).filter(|_| !again) {
        return texts;
    }
    Words { text: generic_text(phase, again, titles(draft, components).as_deref()), ..Words::default() }
}

/// What Callout says of components by itself, by their titles; in English, since it is what people of the stack read.
pub(crate) fn generic_text(phase: Phase, again: bool, titles: Option<&str>) -> String {
    match (phase, again, titles) {
        // Another incident may go on with the same components: this one's end says nothing of it.
        (Phase::Resolved, _, Some(titles)) => format!("This problem with {titles} is over."),
        (Phase::Resolved, _, None) => "This incident is over.".to_owned(),
        (_, true, Some(titles)) => format!("We are looking into the problem with {titles} again."),
        (_, true, None) => "This incident is not over yet. We are looking into it again.".to_owned(),
        (_, false, Some(titles)) => format!("We are looking into a problem with {titles}."),
        (_, false, None) => "We are looking into a problem.".to_owned(),
    }
}

/// The components that customers were told of last: a person may have named others than those of the service.
pub(super) fn told(draft: &Draft<'_>) -> Vec<ComponentName> {
    let standing =
        draft.incident.updates.iter().rev().filter(|update: &&StatusUpdate| !update.is_withdrawn());
    let mut said = standing.map(|update| &update.components);
    said.find(|names| !names.is_empty()).unwrap_or(&draft.incident.components).clone()
}

/// The titles of components, as one phrase; `None` if customers know none of them: a name of the settings is not for them.
fn titles(draft: &Draft<'_>, components: &[ComponentName]) -> Option<String> {
    let page = draft.rules.settings().status_page.as_ref()?;
    phrase(&crate::status::titles(components, page))
}

/// Titles as one phrase; `None` of none.
pub(crate) fn phrase(titles: &[&str]) -> Option<String> {
    match titles {
        [] => None,
        [one] => Some((*one).to_owned()),
        [rest @ .., last] => Some(format!("{} and {last}", rest.join(", "))),
    }
}
