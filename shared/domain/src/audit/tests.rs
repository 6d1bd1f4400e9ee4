//! What people read of what people did.

use super::*;
use crate::live::{EndedEarly, LiveAct, LiveEntry, LiveOverride, Made, Over};
use crate::matcher::Matches;
use crate::oncall::settings::Names;
use crate::oncall::{ShiftPart, ShiftRequest};
use crate::settings::Origin;
use jiff::tz::TimeZone;

fn at(text: &str) -> Timestamp {
    format!("2026-11-29T{text}:00Z").parse().unwrap()
}

fn decision(act: LiveAct, what: LiveChange, reason: &str) -> Audited {
    let made = Made { by: "Ana".to_owned(), at: at("01:00"), incident: Some(12) };
    let entry = LiveEntry { what, from: at("01:00"), until: at("03:00"), reason: reason.to_owned(), made };
    Audited::Decision(LiveRecord { name: "shop".into(), act, by: "Ben".into(), at: at("02:00"), entry })
}

fn request(act: LiveAct, parts: &[(&str, &str)]) -> Audited {
    let part = |(from, to): &(&str, &str)| ShiftPart {
        schedule: "primary".into(),
        from: (*from).into(),
        to: (*to).into(),
        start: at("01:00"),
        end: at("03:00"),
    };
    let request =
        ShiftRequest { asker: "ana".into(), asked: "ben".into(), parts: parts.iter().map(part).collect() };
    decision(act, LiveChange::ShiftRequest { request, end: None }, "")
}

fn check(done: &Audited, kind: AuditKind, sentence: &str) {
    assert_eq!((done.kind(), &*done.sentence(&TimeZone::UTC)), (kind, sentence));
}

fn silence() -> LiveChange {
    LiveChange::Silence { matches: Matches::Texts(vec!["service=\"shop\"".to_owned()]) }
}

#[test]
fn what_holds_alarms_back_says_which_and_how_long() {
    check(
        &decision(LiveAct::Made, silence(), "a deploy"),
        AuditKind::Silences,
        "Made silence shop for alarms with service=\"shop\", 2026-11-29 01:00 UTC to 2026-11-29 03:00 UTC: a deploy",
    );
    let window = LiveChange::Maintenance { services: vec!["shop".into(), "search".into()], page: None };
    check(
        &decision(LiveAct::Made, window.clone(), ""),
        AuditKind::Silences,
        "Made maintenance window shop for shop, search, 2026-11-29 01:00 UTC to 2026-11-29 03:00 UTC",
    );
    check(
        &decision(LiveAct::Moved, window, "x"),
        AuditKind::Silences,
        "Moved the end of maintenance window shop to 2026-11-29 03:00 UTC",
    );
    check(&decision(LiveAct::Ended, silence(), "x"), AuditKind::Silences, "Ended silence shop");
    let early = || LiveChange::Ended(EndedEarly { of: Over::Silence, name: "nightly".to_owned() });
    let of_files = "silence nightly of the settings files";
    check(
        &decision(LiveAct::Made, early(), ""),
        AuditKind::Silences,
        &format!("Ended {of_files} before its time"),
    );
    check(&decision(LiveAct::Ended, early(), ""), AuditKind::Silences, &format!("Let {of_files} go on"));
}

#[test]
fn who_is_on_call_says_for_whom() {
    let change = LiveOverride {
        replace: Some("ana".into()),
        by: Names(vec!["ben".into()]),
        ..LiveOverride::default()
    };
    check(
        &decision(LiveAct::Made, LiveChange::Override { schedule: "primary".into(), change }, ""),
        AuditKind::OnCall,
        "Made override shop for primary, ben for ana, 2026-11-29 01:00 UTC to 2026-11-29 03:00 UTC",
    );
    let (give, swap) = (&[("ana", "ben")], &[("ana", "ben"), ("ben", "ana")]);
    let kind = AuditKind::OnCall;
    check(&request(LiveAct::Made, give), kind, "Asked ben to take a shift of primary");
    check(&request(LiveAct::Made, &[("ben", "ana")]), kind, "Asked ben for a shift of primary");
    check(&request(LiveAct::Made, swap), kind, "Asked ben to swap shifts of primary");
    check(
        &request(LiveAct::Taken, swap),
        kind,
        "Agreed to the change of shifts of primary that ana asked for",
    );
    check(
        &request(LiveAct::Refused, give),
        kind,
        "Refused the change of shifts of primary that ana asked for",
    );
    check(&request(LiveAct::Ended, give), kind, "Took back the request to ben about shifts of primary");
}

#[test]
fn settings_say_where_they_come_from() {
    let applied = |commit: Option<&str>, uncommitted| {
        let origin = Origin { by: Some("arn:ops".to_owned()), commit: commit.map(Into::into), uncommitted };
        let version = "0123456789abcdef".to_owned();
        Audited::Settings(SettingsApplied { version, number: 7, at: at("02:00"), origin })
    };
    let said = "Applied settings as number 7, version 0123456789ab";
    check(&applied(None, false), AuditKind::Settings, said);
    let commit = Some("fedcba9876543210");
    check(&applied(commit, false), AuditKind::Settings, &format!("{said}, from commit fedcba987654"));
    check(
        &applied(commit, true),
        AuditKind::Settings,
        &format!("{said}, from commit fedcba987654 with changes that were not committed"),
    );
    assert_eq!(applied(None, false).by(), "arn:ops");
}

#[test]
fn each_kind_is_found_by_its_word() {
    for kind in AuditKind::ALL {
        assert_eq!(AuditKind::from_word(kind.as_str()), Some(kind));
    }
    assert_eq!(AuditKind::from_word("everything"), None);
}
