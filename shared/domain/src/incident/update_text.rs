//! The texts of updates that nobody wrote: those of the settings, or generic ones. Must not say anything private.

use super::draft::Draft;
use super::public::Phase;
use super::status_update::StatusUpdate;
use crate::ids::ComponentName;
use crate::settings::COMPONENTS;
use std::collections::BTreeMap;

/// The text that the settings have for a phase, and the same in each language of the page; `None` if they have none.
pub(super) fn text_of_settings(
    draft: &Draft<'_>,
    phase: Phase,
    components: &[ComponentName],
) -> Option<(String, BTreeMap<String, String>)> {
    let page = draft.rules.settings().status_page.as_ref()?;
    let names = titles(draft, components);
    let text = |language: &String| {
        let text = &page.text(phase, draft.incident.severity, language)?.text;
        match &names {
            Some(names) => Some(text.replace(COMPONENTS, names)),
            // Nobody would understand it without the names.
            None => Some(text.clone()).filter(|text| !text.contains(COMPONENTS)),
        }
    };
    let spoken = page.spoken();
    let texts: BTreeMap<String, String> =
        spoken.iter().filter_map(|language| Some((language.clone(), text(language)?))).collect();
    let first =
        spoken.first().and_then(|language| texts.get(language)).or_else(|| texts.values().next())?.clone();
    Some((first, texts))
}

/// What is said by itself: the text of the settings, else a generic one, which the page says in each of its languages.
pub(super) fn words(
    draft: &Draft<'_>,
    phase: Phase,
    again: bool,
    components: &[ComponentName],
) -> (String, BTreeMap<String, String>) {
    if let Some(texts) = text_of_settings(draft, phase, components).filter(|_| !again) {
        return texts;
    }
    let text = match (phase, again, titles(draft, components)) {
        (Phase::Resolved, _, Some(titles)) => format!("The problem with {titles} is over."),
        (Phase::Resolved, _, None) => "This incident is over.".to_owned(),
        (_, true, Some(titles)) => format!("We are looking into the problem with {titles} again."),
        (_, true, None) => "This incident is not over yet. We are looking into it again.".to_owned(),
        (_, false, Some(titles)) => format!("We are looking into a problem with {titles}."),
        (_, false, None) => "We are looking into a problem.".to_owned(),
    };
    (text, BTreeMap::new())
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
    match crate::status::titles(components, page).as_slice() {
        [] => None,
        [one] => Some((*one).to_owned()),
        [rest @ .., last] => Some(format!("{} and {last}", rest.join(", "))),
    }
}
