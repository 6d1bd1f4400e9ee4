//! Status updates, published automatically where the settings say so, or by a person. Must not publish anything
//! private.

use super::draft::Draft;
use super::event::Event;
use super::lapse::renewed_lapse;
use super::public::{ComponentStatus, Impact, Phase, StatusUpdate};
use super::refusal::Refusal;
use super::text::as_kept;
use crate::ids::ComponentName;
use std::collections::BTreeMap;

/// Publishes the resolution automatically, if the opening was published and the settings do not forbid it. Settings
/// without a status page, or none that can be read, forbid nothing: the page would say for ever that it is being looked
/// into.
pub(super) fn publish_end(draft: &mut Draft<'_>) {
    let publish = draft.rules.settings().status_page.as_ref().map(|page| page.publish);
    let is_published = draft.incident.updates.last().is_some_and(|update| update.phase != Phase::Resolved);
    if is_published && publish.is_none_or(|publish| publish.resolve) {
        let text = match draft.incident.components.is_empty() {
            // The service has a name of its own, which is not for customers.
            true => "This incident is over.".to_owned(),
            false => format!("The problem with {} is over.", affected_components(draft)),
        };
        add_update(draft, Phase::Resolved, text);
    }
}

/// Publishes a new incident automatically where the settings say so. The text is generic; a person can follow up.
pub(super) fn publish_opening(draft: &mut Draft<'_>) {
    let Some(page) = &draft.rules.settings().status_page else { return };
    let severity = draft.incident.severity;
    let published = page.publish.from.is_some_and(|from| severity <= from);
    let is_allowed = may_publish(draft);
    if published && is_allowed && !draft.incident.warning && !draft.incident.components.is_empty() {
        let text = format!("We are looking into a problem with {}.", affected_components(draft));
        add_update(draft, Phase::Investigating, text);
    }
}

/// Tells customers that it is not over, if they were told so by itself. What a person wrote, a person corrects.
pub(super) fn publish_reopening(draft: &mut Draft<'_>) {
    let by_itself = |update: &StatusUpdate| update.phase == Phase::Resolved && update.automatic;
    let has_page = draft.rules.settings().status_page.is_some();
    if has_page && draft.incident.updates.last().is_some_and(by_itself) {
        let text = match draft.incident.components.is_empty() {
            true => "This incident is not over yet. We are looking into it again.".to_owned(),
            false => format!("We are looking into the problem with {} again.", affected_components(draft)),
        };
        add_update(draft, Phase::Investigating, text);
    }
}

/// Whether a person declared it, or an alert fires whose source may tell customers. Counted alerts have no known source: the
/// opening decided.
pub(super) fn may_publish(draft: &Draft<'_>) -> bool {
    let mut firing = draft.incident.firing.keys();
    draft.incident.declared || firing.any(|source| draft.rules.may_publish(source))
}

/// The titles of the affected components, as one phrase.
fn affected_components(draft: &Draft<'_>) -> String {
    let page = draft.rules.settings().status_page.as_ref();
    let title = |name| {
        let component = page.and_then(|page| page.components.get(name));
        component.map_or_else(|| name.to_string(), |component| component.title.clone())
    };
    let titles: Vec<String> = draft.incident.components.iter().map(title).collect();
    match titles.as_slice() {
        [] => "the service".to_owned(),
        _ if page.is_none() => "The service".to_owned(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

fn add_update(draft: &mut Draft<'_>, phase: Phase, text: String) {
    let impact = draft.incident.severity.into();
    let components = draft.incident.components.clone();
    let states = BTreeMap::new();
    draft.push_as_system(Event::StatusUpdated { phase, text, impact, components, states, lapses_at: None });
}

pub(super) fn publish_update(
    draft: &mut Draft<'_>,
    phase: Phase,
    text: &str,
    impact: Option<Impact>,
    states: &BTreeMap<ComponentName, ComponentStatus>,
) -> Result<(), Refusal> {
    if text.trim().is_empty() {
        return Err(Refusal::EmptyText);
    }
    check_components(draft, states)?;
    let states = states_after(draft, states);
    let worst = states.values().max().map(|status| Impact::from(*status));
    let impact = impact.or(worst).unwrap_or_else(|| draft.incident.severity.into());
    let components = match states.is_empty() {
        true => draft.incident.components.clone(),
        false => states.keys().cloned().collect(),
    };
    let (text, lapses_at) = (as_kept(text), renewed_lapse(draft));
    draft.push(Event::StatusUpdated { phase, text, impact, components, states, lapses_at });
    Ok(())
}

/// Whether the page has all of them. Settings without a page have none; those that cannot be read may have all.
fn check_components(
    draft: &Draft<'_>,
    states: &BTreeMap<ComponentName, ComponentStatus>,
) -> Result<(), Refusal> {
    let page = draft.rules.settings().status_page.as_ref();
    let is_known = |name: &ComponentName| page.is_some_and(|page| page.components.contains_key(name));
    let unknown = states.keys().find(|name| !is_known(name) && !draft.rules.are_unreadable());
    let Some(name) = unknown else { return Ok(()) };
    let known = page.map(|page| page.components.keys().cloned().collect()).unwrap_or_default();
    Err(Refusal::UnknownComponent(name.clone(), known))
}

/// What customers are told of each component from now on: what is named, over what the update before said of others. Empty
/// if no component was ever named by itself: then the impact is that of all components of the service.
fn states_after(
    draft: &Draft<'_>,
    named: &BTreeMap<ComponentName, ComponentStatus>,
) -> BTreeMap<ComponentName, ComponentStatus> {
    let open = draft.incident.updates.last().filter(|update| update.phase != Phase::Resolved);
    let said: BTreeMap<_, _> = match open {
        Some(update) if !(named.is_empty() && update.states.is_empty()) => {
            update.components.iter().map(|name| (name.clone(), update.status_of(name))).collect()
        }
        _ => BTreeMap::new(),
    };
    said.into_iter().chain(named.iter().map(|(name, status)| (name.clone(), *status))).collect()
}
