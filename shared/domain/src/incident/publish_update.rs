//! Updates that a person publishes, corrects or withdraws.

use super::draft::Draft;
use super::event::{Event, Via};
use super::lapse::renewed_lapse;
use super::public::{ComponentStatus, Impact, Phase};
use super::refusal::Refusal;
use super::status_update::{ChangedUpdate, NewUpdate, StatusUpdate, UpdateRecord};
use super::text::as_kept;
use super::update_clock;
use super::update_text::{Words, text_of_settings, told};
use crate::ids::ComponentName;
use crate::settings::StatusPageSettings;
use std::collections::BTreeMap;

/// Tells customers.
pub(super) fn publish_update(draft: &mut Draft<'_>, update: &NewUpdate) -> Result<(), Refusal> {
    check_end(draft, update)?;
    let words = words(draft, update)?;
    say(draft, update, words)
}

/// Tells customers in words that are known.
pub(super) fn say(draft: &mut Draft<'_>, update: &NewUpdate, words: Words) -> Result<(), Refusal> {
    check_components(draft, &update.states)?;
    if update.phase.is_over() && update.states.values().any(|it| *it != ComponentStatus::Operational) {
        return Err(Refusal::ResolvedIsOperational);
    }
    let states = states_after(draft, &update.states);
    let worst = states.values().max().map(|status| Impact::from(*status));
    // What happened is about what customers were told of, and affects nothing any more.
    let happened = update.phase == Phase::Postmortem;
    let components = match states.is_empty() {
        true if happened => told(draft),
        true => draft.incident.components.clone(),
        false => states.keys().cloned().collect(),
    };
    let usual = if happened { Impact::None } else { draft.incident.severity.into() };
    let Words { text, translations, named } = words;
    draft.push(Event::StatusUpdated(UpdateRecord {
        phase: update.phase,
        text,
        impact: update.impact.or(worst).unwrap_or(usual),
        components,
        states,
        silent: update.silent,
        translations,
        named,
        generic: false,
        lapses_at: renewed_lapse(draft),
        remind_at: update_clock::after_update(draft, update.phase),
    }));
    end_with_the_page(draft);
    Ok(())
}

/// What somebody wrote; if they wrote nothing, the text that the settings have for the phase.
fn words(draft: &Draft<'_>, update: &NewUpdate) -> Result<Words, Refusal> {
    let languages = draft.rules.settings().status_page.as_ref().map(StatusPageSettings::spoken);
    let unknown =
        update.translations.keys().find(|it| !languages.as_ref().is_some_and(|known| known.contains(it)));
    if let Some(language) = unknown.filter(|_| !draft.rules.are_unreadable()) {
        return Err(Refusal::UnknownLanguage(language.clone(), languages.unwrap_or_default()));
    }
    let kept = update.translations.iter().map(|(language, text)| (language.clone(), as_kept(text)));
    let translations: BTreeMap<_, _> = kept.filter(|(_, text)| !text.is_empty()).collect();
    if !update.text.trim().is_empty() {
        return Ok(Words { text: as_kept(&update.text), translations, named: Vec::new() });
    }
    let components = match update.states.is_empty() {
        true => told(draft),
        false => update.states.keys().cloned().collect(),
    };
    let of_settings =
        text_of_settings(draft, update.phase, &components).ok_or(Refusal::NoText(update.phase))?;
    Ok(Words {
        translations: of_settings.translations.into_iter().chain(translations).collect(),
        ..of_settings
    })
}

/// Publishes the draft as it is.
pub(super) fn publish_draft(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    let drafted = *draft.incident.drafted.clone().ok_or(Refusal::NoDraft)?;
    let lapses_at = renewed_lapse(draft);
    let remind_at = update_clock::after_update(draft, drafted.phase);
    draft.push(Event::StatusUpdated(UpdateRecord { lapses_at, remind_at, ..drafted }));
    end_with_the_page(draft);
    Ok(())
}

/// What is on the status page only is over when customers read that it is.
fn end_with_the_page(draft: &mut Draft<'_>) {
    let is_over = draft.incident.told_last().is_some_and(|update| update.phase.is_over());
    if draft.incident.public_only && draft.incident.is_open() && is_over {
        draft.push(Event::Resolved { via: Via::StatusPage });
    }
}

/// Drops the draft.
pub(super) fn discard_draft(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    draft.incident.drafted.as_ref().ok_or(Refusal::NoDraft)?;
    let remind_at = update_clock::after_discard(draft);
    draft.push(Event::DraftDiscarded { remind_at });
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
    if text.is_none() && is_end_of_a_postmortem(draft, update) {
        return Err(Refusal::PostmortemStands);
    }
    let text = text.map(as_kept);
    if text.as_ref() == Some(&update.text) {
        return Err(Refusal::AlreadyDone);
    }
    // Without their end, customers read again that it goes on.
    let remind_at = match (update.phase, &text) {
        (Phase::Resolved, None) => update_clock::again(draft),
        _ => None,
    };
    let update = update.seq;
    draft.push(Event::StatusUpdateChanged(ChangedUpdate { update, text, remind_at }));
    Ok(())
}

/// Whether an update is the end after which customers read what happened: without it, it would have gone on until then.
fn is_end_of_a_postmortem(draft: &Draft<'_>, end: &StatusUpdate) -> bool {
    let later = |update: &&StatusUpdate| update.seq > end.seq && !update.is_withdrawn();
    let mut later = draft.incident.updates.iter().filter(later);
    end.phase == Phase::Resolved && later.next().is_some_and(|update| update.phase == Phase::Postmortem)
}

/// Whether customers may read that it goes on: of what is resolved only if whoever asks knows that it is.
fn check_end(draft: &Draft<'_>, update: &NewUpdate) -> Result<(), Refusal> {
    let ended = draft.incident.resolved_at.filter(|_| !draft.incident.is_open());
    let reads_end = draft.incident.told_last().is_some_and(|update| update.phase.is_over());
    match ended {
        _ if update.phase == Phase::Postmortem && !reads_end => Err(Refusal::NotOverForCustomers),
        Some(at) if !update.phase.is_over() && !update.after_end => Err(Refusal::OverForCustomers(at)),
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
    let open = draft.incident.told_last().filter(|update| !update.phase.is_over());
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
    use crate::incident::testing::{by, opened, rules_of_a_shop};
    use crate::incident::{Command, Incident, Via, decide};
    use crate::settings::Rules;
    use crate::severity::Severity;

    fn rules() -> Rules {
        rules_of_a_shop("")
    }

    fn says(
        incident: &Incident,
        phase: Phase,
        named: &[(&str, ComponentStatus)],
        after_end: bool,
    ) -> Result<Incident, Refusal> {
        let states = named.iter().map(|(name, status)| (ComponentName::from(*name), *status)).collect();
        let update =
            Command::PublishUpdate(NewUpdate { states, after_end, ..NewUpdate::saying(phase, "words") });
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
    fn nothing_is_resolved_and_broken() {
        let incident = opened("shop", 1, Severity::Sev2, &rules());
        let refused = says(&incident, Phase::Resolved, &[("checkout", ComponentStatus::MajorOutage)], false);
        assert_eq!(refused, Err(Refusal::ResolvedIsOperational));
        says(&incident, Phase::Resolved, &[("checkout", ComponentStatus::Operational)], false).unwrap();
    }

    #[test]
    fn what_happened_is_told_once_customers_read_that_it_is_over() {
        let incident = opened("shop", 1, Severity::Sev3, &rules());
        let refused = says(&incident, Phase::Postmortem, &[], false);
        assert_eq!(refused, Err(Refusal::NotOverForCustomers));
        let over = says(&incident, Phase::Resolved, &[], false).unwrap();
        let told = says(&over, Phase::Postmortem, &[], false).unwrap();
        assert!(!told.customers_wait() && told.update_due_at.is_none());
        let public = crate::status::PublicIncident::of(&told).unwrap();
        assert_eq!(public.resolved_at(), Some(over.updates.last().unwrap().at), "its end stays its end");
        assert!(public.latest().unwrap().phase == Phase::Postmortem && public.is_resolved());
        assert_eq!(public.latest().unwrap().status_of(&"checkout".into()), ComponentStatus::Operational);
        let withdrawn = Command::ChangeUpdate { seq: Some(over.updates.last().unwrap().seq), text: None };
        let refused = decide(&told, &withdrawn, &rules(), &by("ana", 7)).map(|_| ());
        assert_eq!(refused, Err(Refusal::PostmortemStands), "it would have gone on until then");
    }

    #[test]
    fn what_happened_is_about_what_customers_were_told_of() {
        let incident = opened("shop", 1, Severity::Sev1, &rules());
        let first = [("search", ComponentStatus::DegradedPerformance)];
        let told = says(&incident, Phase::Identified, &first, false).unwrap();
        let over = says(&told, Phase::Resolved, &[], false).unwrap();
        let told = says(&over, Phase::Postmortem, &[], false).unwrap();
        let last = told.updates.last().unwrap();
        assert_eq!((last.impact, last.components.as_slice()), (Impact::None, told_of(&over)));
    }

    /// What the last update that names anything is about.
    fn told_of(incident: &Incident) -> &[ComponentName] {
        incident
            .updates
            .iter()
            .rev()
            .map(|update| update.components.as_slice())
            .find(|it| !it.is_empty())
            .unwrap()
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
        assert!(again.update_due_at.is_some(), "customers wait again");
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
