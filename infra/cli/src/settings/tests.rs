//! What `check` says of settings that are not sound: where, and what to write instead.

use super::*;

const SOUND: [(&str, &str); 2] = [
    (
        "people.toml",
        "fallback = 'ana'

[responders.ana]
name = 'Ana'
contacts = [{ channel = 'email', address = 'ana@example.com' }]

[services.shop]
title = 'Shop'
policy = 'all'

[[routes]]
name = 'all'
service = 'shop'

[policies.all]
levels = [{ page = ['schedule:shop'], delay = '5m' }]
",
    ),
    (
        "schedules.toml",
        "# Who is on call.

[schedules.shop]
zone = 'Europe/Lisbon'

[[schedules.shop.layers]]
name = 'weekly'
turns = ['ana']
start = '2027-01-04T09:00'

[postmortems]
zone = 'Europe/Lisbon'
",
    ),
];

/// The settings with `from` written as `to`.
fn written(from: &str, to: &str) -> Folder {
    static COUNT: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
    let nth = COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("callout-check-{}-{nth}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    for (file, text) in SOUND {
        std::fs::write(folder.join(file), text.replacen(from, to, 1)).unwrap();
    }
    let read = read(&folder).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    read
}

/// Asserts what is found once `from` is written as `to`, as file, line and words.
fn check(from: &str, to: &str, expected: &[(&str, usize, &str)]) {
    let findings = written(from, to).findings;
    assert_eq!(findings.len(), expected.len(), "{findings:#?}");
    for (finding, (file, line, words)) in findings.iter().zip(expected) {
        assert!(finding.file.ends_with(file), "{finding}");
        assert_eq!(finding.line, *line, "{finding}");
        assert!(finding.message.contains(words), "{finding}");
    }
}

#[test]
fn sound_settings_have_no_findings() {
    check("", "", &[]);
}

#[test]
fn a_number_out_of_examples_is_a_fault_where_aws_would_text_it() {
    let mail = "channel = 'email', address = 'ana@example.com'";
    let mut folder = written(mail, "channel = 'sms', address = '+12025550123'");
    assert_eq!((folder.findings.len(), folder.sample_numbers().len()), (0, 1));
    folder.refuse_sample_numbers();
    assert_eq!((folder.findings.len(), folder.findings[0].line), (1, 5), "{:?}", folder.findings);
    assert!(folder.findings[0].message.contains("write one that exists"), "{:?}", folder.findings);
}

#[test]
fn what_is_not_sound_has_no_warnings() {
    let now = "2026-11-28T03:00:00Z".parse().unwrap();
    let turns = |turns: &str| format!("turns = [{turns}]\nevery = '1 day'");
    let warnings = |names: &str| written("turns = ['ana']", &turns(names)).warnings(now);
    assert_eq!(warnings("'ana'").iter().count(), 0);
    let found = warnings("'ana', 'nobody'");
    assert_eq!((found.gaps.len(), found.empty_levels.len()), (1, 1), "{found:?}");
    assert_eq!(warnings("'ann', 'nobody'").iter().count(), 0, "the slip comes first");
}

#[test]
fn an_unknown_zone() {
    let words = "there is no time zone `Europe/Lisboa`; did you mean `Europe/Lisbon`?";
    check("zone = 'Europe/Lisbon'\n\n[[", "zone = 'Europe/Lisboa'\n\n[[", &[("schedules.toml", 4, words)]);
    check(
        "[postmortems]\nzone = 'Europe/Lisbon'",
        "[postmortems]\nzone = 'Europe/Lisboa'",
        &[("schedules.toml", 12, words)],
    );
    check("'Europe/Lisbon'\n\n[[", "'CEST'\n\n[[", &[("schedules.toml", 4, "there is no time zone `CEST`")]);
}

#[test]
fn a_wall_time_that_does_not_exist_or_exists_twice() {
    let gap = "write `2027-03-28T00:30` or `2027-03-28T02:30`";
    check("2027-01-04T09:00", "2027-03-28T01:30", &[("schedules.toml", 9, gap)]);
    let fold =
        "write `2027-10-31T01:30:00+01:00` for the first or `2027-10-31T01:30:00+00:00` for the second";
    check("2027-01-04T09:00", "2027-10-31T01:30", &[("schedules.toml", 9, fold)]);
}

#[test]
fn a_slip_in_a_key() {
    check(
        "turns =",
        "trns =",
        &[("schedules.toml", 8, "there is no key `trns` here; did you mean `turns`?")],
    );
    check("[services.shop]", "[service.shop]", &[("people.toml", 7, "did you mean `services`?")]);
    check(
        "turns =",
        "colour = 'red'\nturns =",
        &[("schedules.toml", 8, "there is no key `colour` here; expected one of name, ")],
    );
}

#[test]
fn a_slip_in_a_word_of_a_list_of_words() {
    check("channel = 'email'", "channel = 'emial'", &[("people.toml", 5, "did you mean `email`?")]);
}

#[test]
fn a_slip_in_a_name() {
    check(
        "turns = ['ana']",
        "turns = ['anna']",
        &[("schedules.toml", 8, "there is no responder `anna`; did you mean `ana`?")],
    );
    check(
        "'schedule:shop'",
        "'schedule:shpo'",
        &[("people.toml", 16, "there is no schedule `shpo`; did you mean `shop`?")],
    );
    check(
        "fallback = 'ana'",
        "fallback = 'xyz'",
        &[("people.toml", 1, "there is no responder `xyz`; add [responders.xyz] or name another")],
    );
}

#[test]
fn an_override_of_somebody_who_left_is_refused_where_it_stands() {
    let window = "[[schedules.shop.overrides]]\nstart = '2027-01-11T00:00'\nend = '2027-01-12T00:00'\n";
    for names in ["replace = 'ben'\nby = 'ana'\n", "swap = ['ben', 'ana']\n", "add = 'ben'\n"] {
        let with_override = format!("{window}{names}\n[postmortems]");
        check("[postmortems]", &with_override, &[("schedules.toml", 14, "there is no responder `ben`")]);
    }
}

#[test]
fn what_is_no_toml_has_its_line_too() {
    check("turns = ['ana']", "turns = ['ana'", &[("schedules.toml", 9, "")]);
}

#[test]
fn a_test_that_fails_shows_what_it_expects_and_what_it_got() {
    let more = "[[test]]
name = 'the shop is bad'
event = { labels = { alarm = 'shop-errors' } }
expect = { service = 'shop', severity = 'SEV1' }

[postmortems]";
    let words = "“the shop is bad” fails: severity is `SEV2`, not `SEV1` (route “all”)";
    check("[postmortems]", more, &[("schedules.toml", 14, words)]);
    check("[postmortems]", &more.replace("SEV1", "SEV2"), &[]);
    let missing = more.replace("event = { labels = { alarm = 'shop-errors' } }", "event_file = 'none.json'");
    check("[postmortems]", &missing, &[("schedules.toml", 13, "none.json")]);
}

#[test]
fn an_invalid_silence_is_reported_with_its_line() {
    let more = "[silences.shop]
match = { alarm = 'shop-(' }
end = '2027-03-28T01:30'
zone = 'Europe/Lisbon'
author = 'ana'
reason = 'Noise.'

[postmortems]";
    let gap = "write `2027-03-28T00:30` or `2027-03-28T02:30`";
    check("[postmortems]", more, &[("schedules.toml", 12, "unclosed group"), ("schedules.toml", 13, gap)]);
}
