//! Merges, splits, and what follows from them, one decision after another.

use super::*;
use crate::incident::testing::{self, at, by, cloudwatch, joining, rules_with, system};
use crate::incident::{
    Command, Declaration, EventRecord, Hold, HoldReason, JoinReason, NewIncident as _, Place, Since, decide,
    since, since_merging, since_splitting,
};
use crate::severity::Severity;
use crate::triage::AlertCounter;
use jiff::SignedDuration;

const SERVICES: &str = r#"
    [services.payments]
    title = "Payments"
    policy = "payments"
    [services.search]
    title = "Search"
    policy = "search"
    [policies.payments]
    levels = [{ page = ["responder:ana"], delay = "5m" }, { page = ["responder:ben"], delay = "10m" }]
    [policies.search]
    levels = [{ page = ["responder:ben"], delay = "5m" }]
"#;

fn rules() -> Rules {
    rules_with(SERVICES)
}

fn opened(service: &str, number: u64, severity: Severity) -> Incident {
    testing::opened(service, number, severity, &rules())
}

/// #12 of payments and #14 of search, both of the same severity.
fn both() -> (Incident, Incident) {
    (opened("payments", 12, Severity::Sev3), opened("search", 14, Severity::Sev3))
}

fn does(incident: &Incident, command: &Command, info: &CommandInfo) -> Decided {
    decide(incident, command, &rules(), info).unwrap()
}

fn acknowledged(incident: &Incident, name: &str) -> Incident {
    does(incident, &Command::Acknowledge { via: Via::Link }, &by(name, 1)).incident
}

fn merged(child: &Incident, target: &Incident) -> Merge {
    merge(child, target, &rules(), &by("cho", 2)).unwrap()
}

fn joins(incident: &Incident, severity: Severity, minutes: i64) -> Decided {
    does(incident, &Command::JoinAlert(joining(severity)), &cloudwatch(minutes))
}

fn clears(incident: &Incident, minutes: i64) -> Decided {
    let (alert, summary) = ("other".into(), "ok".to_owned());
    let command = Command::ClearAlert { alert, summary, quiet: None, released: false };
    does(incident, &command, &cloudwatch(minutes))
}

fn resolves(incident: &Incident, name: &str, minutes: i64) -> Incident {
    does(incident, &Command::Resolve { via: Via::Console, note: None }, &by(name, minutes)).incident
}

fn settled(child: &Incident, target: &Incident, minutes: i64) -> Merge {
    settle(child, target, &rules(), &system(minutes)).unwrap()
}

fn pages(decided: &Decided) -> Vec<&str> {
    let paged = decided.events.iter().filter_map(|record| match &record.event {
        Event::Paged { responders, .. } => Some(responders),
        _ => None,
    });
    paged.flatten().map(|name| name.as_str()).collect()
}

fn refused(child: &Incident, target: &Incident) -> String {
    merge(child, target, &rules(), &by("cho", 2)).unwrap_err().to_string()
}

#[test]
fn what_is_merged_pages_nobody_and_its_target_lists_it() {
    let (target, child) = both();
    let Merge { child, target } = merged(&child, &target);
    let into = child.incident.merged_into.as_ref().unwrap();
    assert_eq!((into.number, into.by.name.as_str(), into.at), (12, "cho", at(2)));
    assert!(child.incident.engagements.is_empty() && child.incident.wake_at().is_none());
    assert!(pages(&child).is_empty() && pages(&target).is_empty(), "#12 is paged for already");
    assert!(target.incident.waits_for_merged());
    assert_eq!(target.incident.open_merged().map(|(_, merged)| merged.number).collect::<Vec<_>>(), [14]);
    let late = decide(&child.incident, &Command::Tick, &rules(), &system(60)).unwrap_err();
    assert_eq!(late, Refusal::NothingPending);
}

#[test]
fn the_target_takes_the_worst_severity_and_pages_for_what_nobody_had() {
    let target = acknowledged(&opened("payments", 12, Severity::Sev3), "ana");
    let child = opened("search", 14, Severity::Sev1);
    let worse = merged(&child, &target).target;
    assert_eq!(worse.incident.severity, Severity::Sev1);
    assert_eq!(pages(&worse), ["ana"], "nobody had it");
    let known = merged(&acknowledged(&child, "ben"), &target).target;
    assert_eq!(
        (known.incident.severity, pages(&known).len()),
        (Severity::Sev1, 0),
        "ben knows how bad it is"
    );
    let milder = merged(&opened("search", 14, Severity::Sev5), &target).target;
    assert_eq!((milder.incident.severity, pages(&milder).len()), (Severity::Sev3, 0));
    let lowered = does(&target, &Command::SetSeverity { to: Severity::Sev5 }, &by("ana", 1)).incident;
    let taken = merged(&opened("search", 14, Severity::Sev4), &lowered).target.incident;
    assert_eq!(taken.severity, Severity::Sev4, "whatever a person set before");
}

#[test]
fn what_cannot_be_merged_says_what_can() {
    let (target, child) = both();
    assert_eq!(refused(&child, &child), "an incident cannot be merged into itself; name another one");
    let over = resolves(&target, "ana", 1);
    assert_eq!(
        refused(&child, &over),
        "#12 was resolved at 2026-11-29 03:01 UTC; merge into one that is open"
    );
    assert_eq!(refused(&over, &child), "already resolved at 2026-11-29 03:01 UTC");
    let by_source = HoldReason::Mute { why: "a deploy".to_owned() };
    let held = Incident { hold: Some(Hold { by: by_source, until: at(30) }), ..target.clone() };
    assert_eq!(
        refused(&child, &held),
        "#12 pages nobody before 2026-11-29 03:30 UTC (muted by its source (a deploy)); merge into one that pages"
    );
    let counted = Incident { counted: Some(AlertCounter::default()), ..target.clone() };
    assert_eq!(
        refused(&child, &counted),
        "#12 counts its alerts, too many to list; merge it into this one instead"
    );
    let other = opened("payments", 9, Severity::Sev3);
    let both = merged(&child, &target);
    assert_eq!(refused(&other, &both.child.incident), "#14 is itself merged into #12; merge into #12");
    let words = "merged into #12 by cho at 2026-11-29 03:02 UTC; work on #12, or split it off first";
    assert_eq!(refused(&both.child.incident, &other), words);
    let again = merge(&both.child.incident, &both.target.incident, &rules(), &by("ben", 3));
    assert_eq!(again, Err(Refusal::AlreadyDone));
    let drill = Incident { service: crate::drill::NIGHTLY.into(), ..target };
    assert_eq!(merge(&child, &drill, &rules(), &by("cho", 2)), Err(Refusal::Drill));
}

#[test]
fn people_work_on_the_target() {
    let (target, child) = both();
    let child = merged(&child, &target).child.incident;
    for command in
        [Command::Acknowledge { via: Via::Link }, Command::Escalate, Command::Reopen, Command::ApplyPolicy]
    {
        let refused = decide(&child, &command, &rules(), &by("ana", 3)).unwrap_err();
        assert!(matches!(&refused, Refusal::Merged(into) if into.number == 12), "{refused}");
    }
    let note = does(&child, &Command::Note { text: "it is the database".to_owned() }, &by("ana", 3));
    assert_eq!(note.incident.wake_at(), None, "a word more changes nothing");
}

#[test]
fn where_it_would_page_its_target_does() {
    let (target, child) = both();
    let Merge { child, target } = merged(&acknowledged(&child, "ben"), &acknowledged(&target, "ana"));
    let same = joins(&child.incident, Severity::Sev3, 3);
    assert!(pages(&same).is_empty());
    assert_eq!(same.incident.wake_at(), Some(at(3)), "its target is to know");
    assert_eq!(same.events.last().unwrap().wake_at, Some(at(3)));
    let told = settled(&same.incident, &target.incident, 3);
    assert!(pages(&told.target).is_empty(), "ana has it: one more alert pages nobody");
    assert!(told.target.incident.lapse.is_some(), "but she must confirm that she knows");
    assert_eq!(told.child.incident.wake_at(), None);

    let worse = joins(&told.child.incident, Severity::Sev1, 4);
    assert!(pages(&worse).is_empty());
    let paged = settled(&worse.incident, &told.target.incident, 4);
    assert_eq!(pages(&paged.target), ["ana"]);
    assert_eq!(paged.target.incident.severity, Severity::Sev1);
    assert!(!paged.child.incident.has_to_settle());
    let nothing = settle(&paged.child.incident, &paged.target.incident, &rules(), &system(5));
    assert_eq!(nothing, Err(Refusal::NothingPending), "told once");
}

#[test]
fn what_got_worse_pages_although_the_target_is_worse_already() {
    let target = acknowledged(&opened("payments", 12, Severity::Sev1), "ana");
    for child in
        [opened("search", 14, Severity::Sev4), acknowledged(&opened("search", 14, Severity::Sev4), "ben")]
    {
        let both = merged(&child, &target);
        let worse = joins(&both.child.incident, Severity::Sev2, 3);
        let paged = settled(&worse.incident, &both.target.incident, 3);
        assert_eq!(pages(&paged.target), ["ana"], "without the merge people would have been paged");
        assert_eq!(paged.target.incident.severity, Severity::Sev1);
    }
}

#[test]
fn the_target_stays_open_while_alerts_of_the_other_fire() {
    let (target, child) = both();
    let both = merged(&child, &target);
    let quiet = clears(&both.target.incident, 5);
    assert!(quiet.incident.is_open() && quiet.incident.alerts.open == 0);
    let over = clears(&both.child.incident, 6);
    assert!(!over.incident.is_open());
    let end = settled(&over.incident, &quiet.incident, 6);
    assert!(!end.target.incident.is_open(), "nothing fires any more");
    assert_eq!(end.target.incident.resolved_by, None);
    assert!(end.target.incident.wake_at().is_none() && end.child.incident.wake_at().is_none());

    let first = clears(&both.child.incident, 5);
    let told = settled(&first.incident, &both.target.incident, 5);
    assert!(told.target.incident.is_open() && !told.target.incident.waits_for_merged());
    assert!(!clears(&told.target.incident, 6).incident.is_open());
}

#[test]
fn a_quiet_time_ends_after_what_was_merged() {
    let (target, child) = both();
    let both = merged(&child, &target);
    let (alert, summary) = ("other".into(), "ok".to_owned());
    let quiet = Some(SignedDuration::from_mins(10));
    let command = Command::ClearAlert { alert, summary, quiet, released: false };
    let acknowledged = acknowledged(&both.target.incident, "ana");
    let flapping = does(&acknowledged, &command, &system(5)).incident;
    assert_ne!(flapping.next_step_at(), Some(at(15)), "what was merged still fires");
    let over = clears(&both.child.incident, 6).incident;
    let told = settled(&over, &flapping, 6).target.incident;
    assert_eq!((told.is_open(), told.next_step_at()), (true, Some(at(15))), "it may fire again");
    let late = settled(&over, &flapping, 20).target.incident;
    assert!(!late.is_open());
}

#[test]
fn whoever_resolves_the_target_ends_what_was_merged_into_it() {
    let (target, child) = both();
    let both = merged(&child, &target);
    let over = resolves(&both.target.incident, "ana", 5);
    assert_eq!(over.wake_at(), Some(at(5)));
    let end = settled(&both.child.incident, &over, 5);
    assert!(!end.child.incident.is_open() && !end.child.incident.has_to_settle());
    assert_eq!(end.child.incident.resolved_by, Some(Actor::responder(&"ana".into())));
    assert!(!end.target.incident.has_to_settle());
}

#[test]
fn an_alert_after_the_end_of_the_target_is_news_to_everybody() {
    let (target, child) = both();
    let both = merged(&acknowledged(&child, "ben"), &target);
    let over = resolves(&both.target.incident, "ana", 5);
    let fires = joins(&both.child.incident, Severity::Sev3, 6).incident;
    let alone = settled(&fires, &over, 6);
    assert!(alone.child.incident.is_open() && !alone.child.incident.is_merged());
    assert_eq!(pages(&alone.child), ["ben"]);
    assert!(alone.target.incident.merged.is_empty() && !alone.target.incident.has_to_settle());
}

#[test]
fn a_split_gives_it_back_to_whoever_had_it() {
    let (target, child) = both();
    let theirs = merged(&acknowledged(&child, "ben"), &target);
    let split_off = |both: &Merge, minutes| {
        split(&both.child.incident, &both.target.incident, &rules(), &by("cho", minutes)).unwrap()
    };
    let back = split_off(&theirs, 3);
    assert_eq!(back.child.incident.acknowledger(), Some("ben".into()));
    assert!(pages(&back.child).is_empty() && !back.child.incident.is_merged());
    assert!(back.target.incident.merged.is_empty() && back.target.incident.is_open());
    let nobodys = split_off(&merged(&child, &target), 3);
    assert_eq!(pages(&nobodys.child), ["ben"], "nobody had it");
    let worse = joins(&theirs.child.incident, Severity::Sev1, 3);
    let told = settled(&worse.incident, &theirs.target.incident, 3);
    assert_eq!(pages(&split_off(&told, 4).child), ["ben"], "it got worse meanwhile");
}

#[test]
fn a_split_lets_a_target_end_that_was_only_kept_open() {
    let (target, child) = both();
    let both = merged(&child, &target);
    let quiet = clears(&both.target.incident, 5).incident;
    let split_off = split(&both.child.incident, &quiet, &rules(), &by("cho", 6)).unwrap();
    assert!(!split_off.target.incident.is_open());
    assert_eq!(split_off.target.incident.resolved_by, None, "every alert is clear; nobody ended it");
    assert_eq!(split(&quiet, &both.child.incident, &rules(), &by("cho", 6)), Err(Refusal::NotMerged));
}

#[test]
fn a_chain_pages_by_its_last_target() {
    let (middle, child) = both();
    let first = merged(&child, &middle);
    let last = acknowledged(&opened("payments", 9, Severity::Sev1), "ana");
    let second = merged(&first.target.incident, &last);
    let worse = joins(&first.child.incident, Severity::Sev2, 3);
    let told = settled(&worse.incident, &second.child.incident, 3);
    assert!(pages(&told.target).is_empty(), "#12 is itself merged");
    let paged = settled(&told.target.incident, &second.target.incident, 3);
    assert_eq!(pages(&paged.target), ["ana"]);
    let over = resolves(&paged.target.incident, "ana", 5);
    let end = settled(&paged.child.incident, &over, 5);
    assert!(!end.child.incident.is_open() && end.child.incident.has_to_settle(), "#14 ends with #12");
    let end = settled(&told.child.incident, &end.child.incident, 5);
    assert_eq!(end.child.incident.resolved_by, Some(Actor::responder(&"ana".into())));
}

#[test]
fn what_was_declared_ends_with_its_target() {
    let (target, _) = both();
    let declaration = Declaration {
        token: "t".to_owned(),
        title: "customers cannot pay".to_owned(),
        service: "payments".into(),
        severity: Some(Severity::Sev3),
        page: None,
    };
    let place = Place { number: 15, turn: 0 };
    let declared = declaration.open(place, &by("ben", 0).by, &rules(), at(0)).unwrap().incident;
    let both = merged(&declared, &target);
    assert_eq!(both.child.incident.wake_at(), None, "nobody is reminded of it");
    let clear = clears(&both.target.incident, 5).incident;
    assert!(clear.is_open(), "a person declared a part of it");
    assert!(acknowledged(&clear, "ana").wake_at().is_some(), "somebody is reminded that it is open");
    let back = split(&both.child.incident, &clear, &rules(), &by("cho", 6)).unwrap().target.incident;
    assert!(!back.is_open(), "without it, its alerts end it");
    let fires = split(&both.child.incident, &both.target.incident, &rules(), &by("cho", 6)).unwrap().target;
    assert_eq!(acknowledged(&fires.incident, "ana").wake_at(), None, "and nobody is reminded of it");
    let over = resolves(&clear, "ana", 6);
    assert!(!settled(&both.child.incident, &over, 5).child.incident.is_open());
    let kept = merged(&target, &declared);
    let quiet = settled(&clears(&kept.child.incident, 5).incident, &kept.target.incident, 5);
    assert!(quiet.target.incident.is_open(), "a person declared it, and a person ends it");
    let last = merged(&kept.target.incident, &opened("search", 14, Severity::Sev3));
    let clear = clears(&last.target.incident, 5).incident;
    assert!(clear.is_open(), "an alarm still fires in what was merged into what was declared");
}

#[test]
fn nobody_merges_or_ends_what_they_have_not_seen() {
    let (target, child) = both();
    let ben = Actor::responder(&"ben".into());
    let taken = does(&child, &Command::Acknowledge { via: Via::Link }, &by("ana", 1));
    let record: &EventRecord = taken.events.last().unwrap();
    assert_eq!(since_merging(record, &target.id, &ben), Some(Since::Overtaken));
    assert_eq!(since_merging(record, &target.id, &record.actor), None, "it is theirs");
    let both = merged(&child, &target);
    let (of_child, of_target) = (&both.child.events[0], &both.target.events[0]);
    assert_eq!(since_merging(of_child, &target.id, &ben), Some(Since::Done));
    let resolve = Command::Resolve { via: Via::Console, note: None };
    assert_eq!(since(of_target, &resolve, &ben), Some(Since::Overtaken), "#14 would end with it");
    assert_eq!(since(of_target, &Command::Acknowledge { via: Via::Link }, &ben), None);
    let back = split(&both.child.incident, &both.target.incident, &rules(), &by("cho", 3)).unwrap();
    assert_eq!(since_splitting(&back.child.events[0]), Some(Since::Done));
}

#[test]
fn a_list_shows_what_was_merged_under_its_target() {
    let (target, child) = both();
    let first = merged(&child, &target);
    let other = opened("payments", 9, Severity::Sev2);
    let second = merged(&first.target.incident, &other);
    let numbers = |all: &[&Incident]| {
        let all = all.iter().map(|incident| (*incident).clone()).collect();
        crate::incident::under_targets(all).iter().map(|incident| incident.number).collect::<Vec<_>>()
    };
    let (child, middle) = (&first.child.incident, &second.child.incident);
    let alone = opened("payments", 3, Severity::Sev2);
    assert_eq!(numbers(&[child, &alone, middle, &second.target.incident]), [3, 9, 12, 14]);
    assert_eq!(numbers(&[child, &alone]), [14, 3], "its target is not listed");
}

#[test]
fn whoever_has_the_target_must_confirm_what_got_worse_by_a_merge() {
    let (child, target) = (opened("payments", 12, Severity::Sev2), opened("search", 14, Severity::Sev4));
    let target = acknowledged(&target, "ben");
    assert_eq!(target.lapse, None, "a SEV4 may take as long as it takes");
    let merged = merged(&acknowledged(&child, "ana"), &target).target;
    assert_eq!((merged.incident.severity, pages(&merged)), (Severity::Sev2, vec![]));
    let due = target.policy.policy.ack_timeout(Severity::Sev2).unwrap();
    assert_eq!(merged.incident.lapse.unwrap().at, at(2) + due);
}

fn snoozed(incident: &Incident, name: &str, until: i64) -> Incident {
    does(incident, &Command::Snooze { until: at(until) }, &by(name, 1)).incident
}

#[test]
fn what_nobody_has_is_heard_although_its_target_is_to_be_quiet() {
    let (target, child) = both();
    let quiet = snoozed(&target, "ana", 600);
    let both = merged(&child, &quiet);
    assert_eq!(pages(&both.target), ["ana"], "its first level");
    assert!(both.target.incident.lapse.is_none(), "it is no longer snoozed");
    let own = merge(&child, &quiet, &rules(), &by("ana", 2)).unwrap();
    assert_eq!(pages(&own.target), [""; 0], "she knows what she does");
    let known = merged(&acknowledged(&child, "ben"), &quiet);
    assert_eq!(pages(&known.target), [""; 0], "ben has it");
    let of_tool = Incident {
        acknowledgement: Some(Acknowledgement { by: Actor::source("integration/tool"), at: at(1) }),
        status: Status::Acknowledged,
        ..target
    };
    assert_eq!(pages(&merged(&child, &of_tool).target), ["ana"], "a tool answers for its own alerts only");
}

#[test]
fn what_is_worse_is_asked_about_before_a_long_snooze_ends() {
    let (target, _) = both();
    let child = acknowledged(&opened("search", 14, Severity::Sev1), "cho");
    let both = merged(&child, &snoozed(&target, "ben", 600));
    let lapse = both.target.incident.lapse.unwrap();
    assert_eq!((lapse.at, lapse.snoozed), (at(32), false), "half an hour for a SEV1");
    let short = merged(&child, &snoozed(&target, "ben", 20)).target.incident.lapse.unwrap();
    assert_eq!((short.at, short.snoozed), (at(20), true));
}

#[test]
fn a_snooze_lasts_through_a_merge_by_mistake() {
    let (target, child) = both();
    let both = merged(&snoozed(&child, "ana", 60), &acknowledged(&target, "ben"));
    assert_eq!(both.child.incident.wake_at(), None, "the target pages for it");
    let back = split(&both.child.incident, &both.target.incident, &rules(), &by("ben", 3)).unwrap();
    assert_eq!(pages(&back.child), [""; 0]);
    assert_eq!(back.child.incident.wake_at(), Some(at(60)));
    assert_eq!(pages(&does(&back.child.incident, &Command::Tick, &system(60))), ["ben"]);
    let late = split(&both.child.incident, &both.target.incident, &rules(), &by("ben", 90)).unwrap();
    assert_eq!(late.child.incident.wake_at(), Some(at(60)), "at once");
}

#[test]
fn a_window_lasts_through_a_merge_by_mistake() {
    let window = "[maintenance.index]\nservices = [\"search\"]\nend = \"2026-11-29T06:00:00Z\"\nreason = \"a new index\"";
    let rules = |window: &str| rules_with(&format!("{SERVICES}\n{window}"));
    let (target, child) = both();
    let hold = rules(window).maintenance(&"search".into(), at(0));
    assert!(hold.is_some());
    let child = Incident { hold: hold.clone(), ..child };
    let both = merged(&child, &acknowledged(&target, "ben"));
    assert_eq!((&both.child.incident.hold, both.child.incident.wake_at()), (&None, None));
    let split = |window: &str, minutes: i64| {
        split(&both.child.incident, &both.target.incident, &rules(window), &by("ben", minutes)).unwrap().child
    };
    let back = split(window, 3);
    assert_eq!((pages(&back), &back.incident.hold), (vec![], &hold));
    assert_eq!(pages(&split("", 3)), ["ben"], "the window was ended");
    assert_eq!(pages(&split(window, 200)), ["ben"], "it is over");
}

#[test]
fn what_is_held_back_wakes_nobody_by_being_merged_into_what_is_snoozed() {
    let (target, child) = both();
    let by_rule = HoldReason::Mute { why: "known".to_owned() };
    let held = Incident { hold: Some(Hold { by: by_rule, until: at(600) }), ..child.clone() };
    assert_eq!(pages(&merged(&held, &snoozed(&target, "ana", 600)).target), [""; 0]);
    let heard = merged(&child, &snoozed(&target, "ana", 600)).target;
    let reason = heard.events.iter().find_map(|record| match &record.event {
        Event::Paged { reason, .. } => Some(*reason),
        _ => None,
    });
    assert_eq!(reason, Some(PageReason::Merged), "nothing got worse");
}

#[test]
fn an_alert_of_a_part_that_comes_and_goes_leaves_a_snooze_alone() {
    let (target, child) = both();
    let both = merged(&acknowledged(&child, "ben"), &target);
    let target = snoozed(&both.target.incident, "ana", 600);
    let joins_as = |reason: JoinReason| {
        let joined = joins(&both.child.incident, Severity::Sev3, 10);
        let mut child = both.child.incident.clone();
        for record in joined.events {
            let event = match record.event {
                Event::AlertJoined { alert, summary, words, because, cause, lapses_at, .. } => {
                    Event::AlertJoined { alert, summary, words, reason, because, cause, lapses_at }
                }
                other => other,
            };
            child.apply(&EventRecord { event, ..record });
        }
        settled(&child, &target, 11).target.incident.lapse.unwrap()
    };
    assert_eq!((joins_as(JoinReason::Again).at, joins_as(JoinReason::Again).snoozed), (at(600), true));
    assert!(!joins_as(JoinReason::SameGroup).snoozed, "something new is asked about");
}
