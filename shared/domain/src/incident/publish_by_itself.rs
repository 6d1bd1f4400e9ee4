//! What Callout tells customers by itself, or drafts for a person, as the settings say. Must not publish anything private.

use super::draft::Draft;
use super::event::Event;
use super::public::Phase;
use super::status_update::UpdateRecord;
use super::update_clock;
use super::update_text::{Words, told, words};
use crate::ids::ComponentName;
use std::collections::BTreeMap;

/// Tells customers that it is over, if they read that it goes on. Once a person wrote, a person ends it: then it is a draft.
/// Settings without a status page, or none that can be read, forbid nothing: the page would say for ever that it is being
/// looked into.
pub(super) fn publish_end(draft: &mut Draft<'_>) {
    if !draft.incident.customers_wait() {
        // What was to be published of it is no longer true.
        return discard(draft);
    }
    let publish = draft.rules.settings().status_page.as_ref().map(|page| page.publish);
    let may = publish.is_none_or(|publish| publish.resolve && !publish.draft);
    let mut standing = draft.incident.updates.iter().filter(|update| !update.is_withdrawn());
    let is_by_people = standing.any(|update| !update.automatic);
    let update = update(draft, Phase::Resolved, false, told(draft));
    tell(draft, update, may && !is_by_people);
}

/// Tells customers of a new incident where the settings say so. The text is generic; a person can follow up.
pub(super) fn publish_opening(draft: &mut Draft<'_>) {
    let Some(page) = &draft.rules.settings().status_page else { return };
    let publish = page.publish;
    let is_meant = publish.from.is_some_and(|from| draft.incident.severity <= from);
    let is_allowed = may_publish(draft);
    let has_draft = draft.incident.drafted.is_some();
    if is_meant
        && is_allowed
        && !has_draft
        && !draft.incident.warning
        && !draft.incident.components.is_empty()
    {
        let update = update(draft, Phase::Investigating, false, draft.incident.components.clone());
        tell(draft, update, !publish.draft);
    }
}

/// Tells customers that it is not over, if they were told so by itself. What a person wrote, a person corrects: then it is a
/// draft.
pub(super) fn publish_reopening(draft: &mut Draft<'_>) {
    discard(draft);
    let Some(page) = &draft.rules.settings().status_page else { return };
    let may = !page.publish.draft;
    if draft.incident.customers_wait() {
        return;
    }
    // What happened may be told since; a person tells that, whoever told the end.
    let mut standing = draft.incident.updates.iter().rev().filter(|update| !update.is_withdrawn());
    let Some(over) = standing.find(|update| update.phase == Phase::Resolved) else { return };
    let by_itself = over.automatic;
    let update = update(draft, Phase::Investigating, true, told(draft));
    tell(draft, update, may && by_itself);
}

/// Whether a person declared it, or an alert fires whose source may tell customers. Counted alerts have no known source: the
/// opening decided.
pub(super) fn may_publish(draft: &Draft<'_>) -> bool {
    let mut firing = draft.incident.firing.keys();
    draft.incident.declared || firing.any(|source| draft.rules.may_publish(source))
}

/// Tells customers, or leaves it to a person.
fn tell(draft: &mut Draft<'_>, update: UpdateRecord, may: bool) {
    let remind_at = match may {
        true => update_clock::after_update(draft, update.phase),
        false => update_clock::after_draft(draft),
    };
    let update = UpdateRecord { remind_at, ..update };
    draft.push_as_system(match may {
        true => Event::StatusUpdated(update),
        false => Event::UpdateDrafted(Box::new(update)),
    });
}

fn discard(draft: &mut Draft<'_>) {
    if draft.incident.drafted.is_some() {
        let remind_at = update_clock::after_discard(draft);
        draft.push_as_system(Event::DraftDiscarded { remind_at });
    }
}

fn update(draft: &Draft<'_>, phase: Phase, again: bool, components: Vec<ComponentName>) -> UpdateRecord {
    let Words { text, translations, named } = words(draft, phase, again, &components);
    let generic = translations.is_empty();
    let impact = draft.incident.severity.into();
    let states = BTreeMap::new();
    UpdateRecord {
        phase,
        text,
        impact,
        components,
        states,
        silent: false,
        translations,
        named,
        generic,
        lapses_at: None,
        remind_at: None,
    }
}

#[cfg(test)]
mod tests {
    use crate::incident::testing::{by, opened, rules_of_a_shop, system};
    use crate::incident::{
        Actor, Command, CommandInfo, ComponentStatus, Decided, Event, Incident, NewUpdate, Phase, Refusal,
        UpdateReminder, Via, decide, on_behalf_of,
    };
    use crate::notification::{MessageKind, plan};
    use crate::settings::Rules;
    use crate::severity::Severity;
    use crate::timeline::sentence;

    const RESOLVE: Command = Command::Resolve { via: Via::Console, note: None };
    const ACK: Command = Command::Acknowledge { via: Via::Console };

    fn does(incident: &Incident, command: &Command, rules: &Rules, minute: i64) -> Decided {
        decide(incident, command, rules, &by("ana", minute)).unwrap()
    }

    fn says(phase: Phase, text: &str) -> Command {
        Command::PublishUpdate(NewUpdate::saying(phase, text))
    }

    fn read(incident: &Incident) -> (Phase, &str) {
        incident.told_last().map(|update| (update.phase, update.text.as_str())).unwrap()
    }

    #[test]
    fn what_was_published_by_itself_is_ended_by_itself() {
        let rules = rules_of_a_shop("");
        let over = does(&opened("shop", 1, Severity::Sev3, &rules), &RESOLVE, &rules, 9).incident;
        assert_eq!(read(&over), (Phase::Resolved, "This problem with Checkout is over."));
        assert_eq!((over.drafted, over.update_due_at), (None, None));
    }

    #[test]
    fn the_timeline_names_whoever_told_customers() {
        let rules = rules_of_a_shop("");
        let incident = opened("shop", 1, Severity::Sev2, &rules);
        let told = does(&incident, &says(Phase::Identified, "A bad deploy."), &rules, 5);
        assert_eq!(sentence(&told.events[0]), "ana told customers (Identified): A bad deploy.");
        let words = |decided: &Decided| decided.events.iter().map(sentence).collect::<Vec<_>>();
        let by_itself = words(&does(&incident, &RESOLVE, &rules, 9));
        let expected = "Callout told customers (Resolved): This problem with Checkout is over.";
        assert!(by_itself.contains(&expected.to_owned()), "{by_itself:#?}");
        let drafted = words(&does(&told.incident, &RESOLVE, &rules, 9));
        let expected = "Callout drafted a status page update (Resolved): This problem with Checkout is over.";
        assert!(drafted.contains(&expected.to_owned()), "{drafted:#?}");
    }

    #[test]
    fn once_a_person_wrote_the_end_is_a_draft_that_names_what_customers_were_told_of() {
        let rules = rules_of_a_shop("");
        let states = [
            ("checkout".into(), ComponentStatus::MajorOutage),
            ("search".into(), ComponentStatus::PartialOutage),
        ];
        let update = NewUpdate { states: states.into(), ..NewUpdate::saying(Phase::Identified, "words") };
        let told =
            does(&opened("shop", 1, Severity::Sev3, &rules), &Command::PublishUpdate(update), &rules, 5);
        let over = does(&told.incident, &RESOLVE, &rules, 9).incident;
        assert_eq!(read(&over), (Phase::Identified, "words"), "nothing was published");
        let draft = over.drafted.clone().unwrap();
        assert_eq!(draft.text, "This problem with Checkout and Search is over.");
        assert_eq!(draft.components, ["checkout".into(), "search".into()]);
        let published = does(&over, &Command::PublishDraft, &rules, 12).incident;
        assert_eq!(read(&published), (Phase::Resolved, "This problem with Checkout and Search is over."));
        let last = published.updates.last().unwrap();
        assert!(
            !last.automatic && last.generic,
            "a person said it, in words that the page has in each language"
        );
        assert_eq!((&published.drafted, published.wake_at()), (&None, None));
        let again = decide(&published, &Command::PublishDraft, &rules, &by("ana", 13));
        assert_eq!(again, Err(Refusal::NoDraft));
    }

    #[test]
    fn whoever_ended_it_is_reminded_of_the_draft_ever_more_seldom() {
        let rules = rules_of_a_shop("");
        let told =
            does(&opened("shop", 1, Severity::Sev2, &rules), &says(Phase::Identified, "words"), &rules, 5);
        let mut incident = does(&told.incident, &RESOLVE, &rules, 9).incident;
        let ended = incident.resolved_at.unwrap();
        let mut waits = Vec::new();
        while let Some(at) = incident.wake_at() {
            waits.push(at.duration_since(ended).as_mins());
            let tick = decide(
                &incident,
                &Command::Tick,
                &rules,
                &system(at.duration_since(by("ana", 0).now).as_mins()),
            );
            let tick = tick.unwrap();
            let messages: Vec<_> =
                tick.events.iter().flat_map(|record| plan(record, &tick.incident, &rules)).collect();
            let kinds: Vec<_> =
                messages.iter().map(|message| (message.kind, message.contact.as_str())).collect();
            assert_eq!(kinds, [(MessageKind::UpdateReminder, "sms")]);
            incident = tick.incident;
        }
        assert_eq!(waits[..4], [10, 70, 140, 280]);
        assert!(waits.len() < 12 && *waits.last().unwrap() < 15 * 24 * 60, "{waits:?}");
        let discarded = does(&incident, &Command::DiscardDraft, &rules, 99).incident;
        assert_eq!((&discarded.drafted, read(&discarded).0), (&None, Phase::Identified));
    }

    #[test]
    fn whoever_has_it_is_reminded_by_the_clock_that_customers_wait() {
        let rules = rules_of_a_shop("[status_page.clock.after]\nSEV2 = \"30m\"");
        let acknowledged = does(&opened("shop", 1, Severity::Sev2, &rules), &ACK, &rules, 2).incident;
        let due = |incident: &Incident| {
            incident.update_due_at.unwrap().duration_since(incident.opened_at).as_mins()
        };
        assert_eq!(due(&acknowledged), 30);
        let reminded = decide(&acknowledged, &Command::Tick, &rules, &system(31)).unwrap();
        let is_reminder =
            |event: &Event| matches!(event, Event::UpdateReminded(UpdateReminder { responder: Some(_), .. }));
        assert!(reminded.events.iter().any(|record| is_reminder(&record.event)));
        assert_eq!(due(&reminded.incident), 61);
        let told = does(&reminded.incident, &says(Phase::Monitoring, "words"), &rules, 40).incident;
        assert_eq!(due(&told), 70, "an update puts it off");
        let until = by("ana", 300).now;
        let snoozed = does(&told, &Command::Snooze { until }, &rules, 41).incident;
        assert_eq!(snoozed.update_reminder(), None, "whoever snoozes it said until when");
    }

    #[test]
    fn nobody_is_reminded_while_pages_ask_for_somebody_nor_without_a_page() {
        let incident = opened("shop", 1, Severity::Sev2, &rules_of_a_shop(""));
        assert!(incident.update_due_at.is_some());
        assert_eq!(incident.update_reminder(), None);
        let off = rules_of_a_shop("[status_page.publish]\nfrom = \"SEV1\"").settings().clone();
        assert_eq!(opened("shop", 1, Severity::Sev2, &Rules::build(off)).update_due_at, None);
    }

    #[test]
    fn a_reopening_is_told_by_itself_also_after_what_happened_was_told() {
        let rules = rules_of_a_shop("");
        let over = does(&opened("shop", 1, Severity::Sev2, &rules), &RESOLVE, &rules, 3).incident;
        let told = does(&over, &says(Phase::Postmortem, "A certificate had run out."), &rules, 20).incident;
        let reopened = does(&told, &Command::Reopen, &rules, 30).incident;
        assert_eq!((read(&reopened).0, &reopened.drafted), (Phase::Investigating, &None));
    }

    #[test]
    fn whoever_acts_for_a_responder_is_asked_as_that_responder() {
        let rules = rules_of_a_shop("");
        let incident = opened("shop", 1, Severity::Sev2, &rules);
        let by = CommandInfo {
            by: Actor::operator(&on_behalf_of("arn:aws:iam::1:user/x", "ben")),
            ..by("ana", 2)
        };
        let theirs = decide(&incident, &ACK, &rules, &by).unwrap().incident;
        assert_eq!(theirs.acknowledger(), Some("ben".into()));
    }

    #[test]
    fn by_policy_all_that_would_be_published_by_itself_is_a_draft() {
        let drafts = rules_of_a_shop("[status_page.publish]\nfrom = \"SEV3\"\ndraft = true");
        let incident = opened("shop", 1, Severity::Sev2, &drafts);
        assert!(incident.updates.is_empty());
        assert_eq!(incident.drafted.clone().unwrap().text, "We are looking into a problem with Checkout.");
        let over = does(&incident, &RESOLVE, &drafts, 3).incident;
        assert_eq!((&over.drafted, &over.updates[..]), (&None, &[][..]), "it is no longer true");
        let told = does(&incident, &Command::PublishDraft, &drafts, 3).incident;
        let over = does(&told, &RESOLVE, &drafts, 9).incident;
        assert_eq!(read(&over).0, Phase::Investigating);
        let reopened = does(&over, &Command::Reopen, &drafts, 12).incident;
        assert_eq!(reopened.drafted, None, "customers read that it goes on");
        let ended = does(&over, &Command::PublishDraft, &drafts, 12).incident;
        let reopened = does(&ended, &Command::Reopen, &drafts, 14).incident;
        assert_eq!(read(&reopened).0, Phase::Resolved);
        assert!(reopened.drafted.unwrap().text.contains("again"));
    }

    #[test]
    fn texts_are_those_of_the_settings_by_phase_severity_and_language() {
        let texts = rules_of_a_shop(
            r#"
            [[status_page.texts]]
            phase = "investigating"
            text = "{components} is slow. We are on it."
            [[status_page.texts]]
            phase = "investigating"
            severity = "SEV1"
            text = "{components} is down. We are on it."
            [[status_page.texts]]
            phase = "investigating"
            language = "de"
            text = "{components} gestört."
            [[status_page.texts]]
            phase = "identified"
            text = "We know why."
            "#,
        );
        let mut settings = texts.settings().clone();
        settings.status_page.as_mut().unwrap().languages = vec!["en".to_owned(), "de".to_owned()];
        let texts = Rules::build(settings);
        let worst = opened("shop", 1, Severity::Sev1, &texts);
        assert_eq!(read(&worst).1, "Checkout is down. We are on it.");
        let incident = opened("shop", 1, Severity::Sev2, &texts);
        assert_eq!(read(&incident).1, "Checkout is slow. We are on it.");
        let said = &incident.updates[0];
        assert_eq!(said.translations["de"], "{components} gestört.", "each page names its own components");
        assert_eq!(said.named, ["checkout".into()]);
        let told = does(&incident, &says(Phase::Identified, ""), &texts, 3).incident;
        assert_eq!(read(&told).1, "We know why.");
        let none = decide(&told, &says(Phase::Monitoring, " "), &texts, &by("ana", 4));
        assert_eq!(none, Err(Refusal::NoText(Phase::Monitoring)));
        let update = NewUpdate {
            translations: [("de".into(), "Gleich.".into())].into(),
            ..NewUpdate::saying(Phase::Monitoring, "Soon.")
        };
        let told = does(&told, &Command::PublishUpdate(update.clone()), &texts, 5).incident;
        assert_eq!(told.updates.last().unwrap().translations["de"], "Gleich.");
        let unknown = NewUpdate { translations: [("fr".into(), "Bientôt.".into())].into(), ..update };
        let refused = decide(&told, &Command::PublishUpdate(unknown), &texts, &by("ana", 6)).unwrap_err();
        assert_eq!(refused.to_string(), "the status page does not speak `fr`; it speaks en, de");
    }
}
