//! Status updates, published automatically where the settings say so, or by a person. Must not publish anything
//! private.

use super::draft::Draft;
use super::event::Event;
use super::lapse::renewed_lapse;
use super::public::{ChangedUpdate, ComponentStatus, Impact, Phase, StatusUpdate};
use super::refusal::Refusal;
use super::text::as_kept;
use crate::ids::ComponentName;
use std::collections::BTreeMap;

/// Publishes the resolution automatically, if the opening was published and the settings do not forbid it. Settings
/// without a status page, or none that can be read, forbid nothing: the page would say for ever that it is being looked
/// into.
pub(super) fn publish_end(draft: &mut Draft<'_>) {
    let publish = draft.rules.settings().status_page.as_ref().map(|page| page.publish);
    let is_published = draft.incident.told_last().is_some_and(|update| update.phase != Phase::Resolved);
    if is_published && publish.is_none_or(|publish| publish.resolve) {
        let components = told(draft);
        let text = match titles(draft, &components) {
            Some(titles) => format!("The problem with {titles} is over."),
            None => "This incident is over.".to_owned(),
        };
        add_update(draft, Phase::Resolved, text, components);
    }
}

/// Publishes a new incident automatically where the settings say so. The text is generic; a person can follow up.
pub(super) fn publish_opening(draft: &mut Draft<'_>) {
    let Some(page) = &draft.rules.settings().status_page else { return };
    let severity = draft.incident.severity;
    let published = page.publish.from.is_some_and(|from| severity <= from);
    let is_allowed = may_publish(draft);
    if published && is_allowed && !draft.incident.warning && !draft.incident.components.is_empty() {
        let components = draft.incident.components.clone();
        let text = match titles(draft, &components) {
            Some(titles) => format!("We are looking into a problem with {titles}."),
            None => "We are looking into a problem.".to_owned(),
        };
        add_update(draft, Phase::Investigating, text, components);
    }
}

/// Tells customers that it is not over, if they were told so by itself. What a person wrote, a person corrects.
pub(super) fn publish_reopening(draft: &mut Draft<'_>) {
    let by_itself = |update: &StatusUpdate| update.phase == Phase::Resolved && update.automatic;
    let has_page = draft.rules.settings().status_page.is_some();
    if has_page && draft.incident.told_last().is_some_and(by_itself) {
        let components = told(draft);
        let text = match titles(draft, &components) {
            Some(titles) => format!("We are looking into the problem with {titles} again."),
            None => "This incident is not over yet. We are looking into it again.".to_owned(),
        };
        add_update(draft, Phase::Investigating, text, components);
    }
}

/// Whether a person declared it, or an alert fires whose source may tell customers. Counted alerts have no known source: the
/// opening decided.
pub(super) fn may_publish(draft: &Draft<'_>) -> bool {
    let mut firing = draft.incident.firing.keys();
    draft.incident.declared || firing.any(|source| draft.rules.may_publish(source))
}

/// The components that customers were told of last: a person may have named others than those of the service.
fn told(draft: &Draft<'_>) -> Vec<ComponentName> {
    let standing = draft.incident.updates.iter().rev().filter(|update| !update.is_withdrawn());
    let said = standing.map(|update| &update.components);
    said.into_iter()
        .find(|names: &&Vec<ComponentName>| !names.is_empty())
        .unwrap_or(&draft.incident.components)
        .clone()
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

fn add_update(draft: &mut Draft<'_>, phase: Phase, text: String, components: Vec<ComponentName>) {
    let impact = draft.incident.severity.into();
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

/// Corrects an update, or withdraws it; customers see that it was.
pub(super) fn change_update(
    draft: &mut Draft<'_>,
    seq: Option<u64>,
    text: Option<&str>,
) -> Result<(), Refusal> {
    if text.is_some_and(|text| text.trim().is_empty()) {
        return Err(Refusal::EmptyText);
    }
    let standing = |update: &&StatusUpdate| !update.is_withdrawn() && seq.is_none_or(|seq| update.seq == seq);
    let update = draft.incident.updates.iter().rev().find(standing).ok_or(Refusal::UnknownUpdate)?;
    let text = text.map(as_kept);
    if text.as_ref() == Some(&update.text) {
        return Err(Refusal::AlreadyDone);
    }
    let update = update.seq;
    draft.push(Event::StatusUpdateChanged(ChangedUpdate { update, text }));
    Ok(())
}

/// Whether customers may read that it goes on: of what is resolved only if whoever asks knows that it is.
pub(super) fn check_end(draft: &Draft<'_>, phase: Phase, after_end: bool) -> Result<(), Refusal> {
    let ended = draft.incident.resolved_at.filter(|_| !draft.incident.is_open());
    match ended {
        Some(at) if phase != Phase::Resolved && !after_end => Err(Refusal::OverForCustomers(at)),
        _ => Ok(()),
    }
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
    let open = draft.incident.told_last().filter(|update| update.phase != Phase::Resolved);
    let said: BTreeMap<_, _> = match open {
        Some(update) if !(named.is_empty() && update.states.is_empty()) => {
            update.components.iter().map(|name| (name.clone(), update.status_of(name))).collect()
        }
        _ => BTreeMap::new(),
    };
    said.into_iter().chain(named.iter().map(|(name, status)| (name.clone(), *status))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incident::testing::{by, opened, rules_with};
    use crate::incident::{Command, Incident, Via, decide};
    use crate::settings::Rules;
    use crate::severity::Severity;

    const PAGE: &str = r#"
        [services.shop]
        title = "Shop"
        policy = "shop"
        components = ["checkout"]
        [policies.shop]
        levels = [{ page = ["responder:ana"], delay = "5m" }]
        [status_page]
        title = "Acme"
        [status_page.components]
        checkout = { title = "Checkout" }
        search = { title = "Search" }
    "#;

    fn rules() -> Rules {
        rules_with(PAGE)
    }

    fn says(
        incident: &Incident,
        phase: Phase,
        named: &[(&str, ComponentStatus)],
        after_end: bool,
    ) -> Result<Incident, Refusal> {
        let states = named.iter().map(|(name, status)| (ComponentName::from(*name), *status)).collect();
        let update = Command::PublishUpdate { phase, text: "words".into(), impact: None, states, after_end };
        decide(incident, &update, &rules(), &by("ana", 5)).map(|decided| decided.incident)
    }

    #[test]
    fn a_component_that_the_page_does_not_have_is_refused_with_those_that_it_has() {
        let incident = opened("shop", 1, Severity::Sev2, &rules());
        let refused = says(&incident, Phase::Identified, &[("serch", ComponentStatus::MajorOutage)], false);
        let why = refused.unwrap_err().to_string();
        assert_eq!(why, "the status page has no component `serch`; its components are `checkout`, `search`");
    }

    #[test]
    fn what_is_not_named_stays_as_it_was_said() {
        use ComponentStatus::{MajorOutage, Operational, PartialOutage};
        let incident = opened("shop", 1, Severity::Sev3, &rules());
        let first = says(
            &incident,
            Phase::Identified,
            &[("checkout", MajorOutage), ("search", PartialOutage)],
            false,
        );
        let first = first.unwrap();
        let second = says(&first, Phase::Monitoring, &[("checkout", Operational)], false).unwrap();
        let third = says(&second, Phase::Monitoring, &[], false).unwrap();
        for (incident, impact, checkout) in [
            (&first, Impact::Critical, MajorOutage),
            (&second, Impact::Major, Operational),
            (&third, Impact::Major, Operational),
        ] {
            let update = incident.updates.last().unwrap();
            assert_eq!(update.impact, impact);
            assert_eq!(update.status_of(&"checkout".into()), checkout);
            assert_eq!(update.status_of(&"search".into()), PartialOutage);
        }
    }

    #[test]
    fn the_end_names_what_customers_were_told_of() {
        let incident = opened("shop", 1, Severity::Sev3, &rules());
        let named = [("checkout", ComponentStatus::MajorOutage), ("search", ComponentStatus::PartialOutage)];
        let told = says(&incident, Phase::Identified, &named, false).unwrap();
        let resolve = Command::Resolve { via: Via::Console, note: None };
        let over = decide(&told, &resolve, &rules(), &by("ana", 9)).unwrap().incident;
        let last = over.updates.last().unwrap();
        assert_eq!(last.text, "The problem with Checkout and Search is over.");
        assert_eq!(last.components, ["checkout".into(), "search".into()]);
    }

    #[test]
    fn an_update_is_corrected_and_withdrawn_and_what_was_said_before_holds_again() {
        let does = |incident: &Incident, seq: Option<u64>, text: Option<&str>| {
            let change = Command::ChangeUpdate { seq, text: text.map(str::to_owned) };
            decide(incident, &change, &rules(), &by("ana", 7)).map(|decided| decided.incident)
        };
        let incident = opened("shop", 1, Severity::Sev3, &rules());
        assert_eq!(does(&incident.clone(), Some(99), None), Err(Refusal::UnknownUpdate));
        let told =
            says(&incident, Phase::Identified, &[("search", ComponentStatus::MajorOutage)], false).unwrap();
        let corrected = does(&told, None, Some("better words")).unwrap();
        let last = corrected.updates.last().unwrap();
        assert_eq!((last.text.as_str(), last.changed.unwrap().withdrawn), ("better words", false));
        assert_eq!(does(&corrected, None, Some("better words")), Err(Refusal::AlreadyDone));
        assert_eq!(does(&corrected, None, Some(" ")), Err(Refusal::EmptyText));

        let over = says(&corrected, Phase::Resolved, &[], false).unwrap();
        let public = |incident: &Incident| crate::status::PublicIncident::of(incident).unwrap();
        assert!(public(&over).is_resolved());
        let again = does(&over, None, None).unwrap();
        assert!(!public(&again).is_resolved(), "the end was withdrawn");
        assert_eq!(public(&again).latest().unwrap().text, "better words");
        let mut page = crate::status::PageDocument::default();
        assert!(page.take(&public(&over)) && page.take(&public(&again)), "a change is newer");
        assert!(!page.take(&public(&over)), "and what was before it older");
    }

    #[test]
    fn customers_do_not_read_that_it_goes_on_while_nobody_works_on_it() {
        let incident = opened("shop", 1, Severity::Sev2, &rules());
        let resolve = Command::Resolve { via: Via::Console, note: None };
        let over = decide(&incident, &resolve, &rules(), &by("ana", 3)).unwrap().incident;
        let refused = says(&over, Phase::Investigating, &[], false).unwrap_err();
        assert!(refused.to_string().contains("reopen it first"), "{refused}");
        says(&over, Phase::Resolved, &[], false).expect("a correction");
        says(&over, Phase::Investigating, &[], true).expect("whoever knows that it is over");
    }
}
