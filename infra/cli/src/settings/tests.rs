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
    let now = "2027-03-28T03:00:00Z".parse().unwrap();
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

/// What is found in a folder of these files, as `check` prints it, without the folder.
fn found(files: &[(&str, &[u8])]) -> String {
    static COUNT: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
    let nth = COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("callout-found-{}-{nth}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    for (file, text) in SOUND.map(|(file, text)| (file, text.as_bytes())).iter().chain(files) {
        std::fs::write(folder.join(file), text).unwrap();
    }
    let found = match read(&folder) {
        Ok(read) => read.findings.iter().map(|finding| format!("{finding}\n")).collect(),
        Err(error) => format!("{error:#}\n"),
    };
    std::fs::remove_dir_all(&folder).unwrap();
    found.replace(&format!("{}/", folder.display()), "")
}

#[test]
fn what_two_files_say_is_reported_with_both_places() {
    let again = "keep all of it in one file";
    let fallback = found(&[("z.toml", b"# Another team's.\nfallback = 'ana'\n")]);
    assert_eq!(fallback, format!("z.toml:2: fallback stands in people.toml:1 too; {again}\n"));
    let postmortems = found(&[("z.toml", b"[postmortems]\nfrom = 'SEV3'\n")]);
    assert_eq!(postmortems, format!("z.toml:1: [postmortems] stands in schedules.toml:11 too; {again}\n"));
    let page = b"[status_page]\ntitle = 'Shop'\n\n[status_page.components.till]\ntitle = 'Till'\n";
    let part = b"[status_page.components.search]\ntitle = 'Search'\n";
    let pages = found(&[("y.toml", page), ("z.toml", part)]);
    assert_eq!(pages, format!("z.toml:1: [status_page] stands in y.toml:1 too; {again}\n"));
    for table in ["severity", "flapping", "storm"] {
        let text = format!("[{table}]\n");
        let found = found(&[("y.toml", text.as_bytes()), ("z.toml", text.as_bytes())]);
        assert!(found.contains(&format!("z.toml:1: [{table}] stands in y.toml:1 too; {again}")), "{found}");
    }
    let service = found(&[("z.toml", b"[services.shop]\ntitle = 'Shop'\npolicy = 'all'\n")]);
    assert_eq!(service, "z.toml:1: [services.shop] stands in people.toml:7 too; keep one of them\n");
}

#[test]
fn what_editors_leave_beside_a_file_is_not_read() {
    let names = [
        "people.toml~",
        ".people.toml.swp",
        "#people.toml#",
        ".#people.toml",
        "._people.toml",
        "people.toml.orig",
    ];
    let left = names.map(|name| (name, &b"fallback = 'nobody'\n"[..]));
    assert_eq!(found(&left), "");
    assert_ne!(
        found(&[("MORE.TOML", b"fallback = 'nobody'\n")]),
        "",
        "a name in capitals is one that people mean"
    );
}

#[test]
fn settings_in_a_folder_inside_are_not_read_and_that_is_said() {
    let dir = std::env::temp_dir().join(format!("callout-inside-{}", std::process::id()));
    for inner in ["teams", ".git", "runbooks"] {
        std::fs::create_dir_all(dir.join(inner)).unwrap();
    }
    for (name, text) in SOUND {
        std::fs::write(dir.join(name), text).unwrap();
    }
    for (inner, file) in [("teams", "shop.toml"), (".git", "x.toml"), ("runbooks", "shop.md")] {
        std::fs::write(dir.join(inner).join(file), "fallback = 'nobody'").unwrap();
    }
    let folder = read(&dir).unwrap();
    assert_eq!(folder.findings, []);
    let doubts = folder.warnings("2027-01-05T00:00:00Z".parse().unwrap()).doubts;
    std::fs::remove_dir_all(&dir).unwrap();
    let said: Vec<&str> = doubts.iter().map(|doubt| doubt.message.as_str()).collect();
    let unread = "the settings in the folder teams are not read; move its files up beside the others";
    assert_eq!(said.iter().filter(|it| it.contains("the folder")).collect::<Vec<_>>(), [&unread]);
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_move_no_line() {
    let windows = "\u{feff}[services.web]\r\ntitle = 'Webshop – Kasse'\r\npolicy = 'al'\r\n";
    let found_there = found(&[("z.toml", windows.as_bytes())]);
    assert!(found_there.starts_with("z.toml:3: ") && found_there.contains("`al`"), "{found_there}");
    assert_eq!(found_there.lines().count(), 1, "{found_there}");
}

#[test]
fn a_file_in_another_encoding_is_named_with_its_line() {
    let latin = found(&[("z.toml", b"[services.web]\ntitle = 'K\xe4se'\n")]);
    assert_eq!(latin, "z.toml:2: a character that is not UTF-8; save the file as UTF-8\n");
}

#[test]
fn an_override_fails_no_test_of_routes() {
    let test = "[[test]]
name = 'the shop is bad'
event = { labels = { alarm = 'shop-errors' } }
at = '2027-01-05T03:00:00Z'
expect = { service = 'shop', pages = ['ana'] }
";
    let with_ben =
        "[responders.ben]\nname = 'Ben'\ncontacts = [{ channel = 'email', address = 'ben@example.com' }]\n\n";
    let night = "[[schedules.shop.overrides]]\nstart = '2027-01-04T18:00'\nend = '2027-01-05T09:00'\nreplace = 'ana'\nby = 'ben'\n\n";
    let more = format!("{night}{with_ben}{test}\n[postmortems]");
    check("[postmortems]", &more, &[]);
    check(
        "[postmortems]",
        &more.replace("pages = ['ana']", "pages = ['ben']"),
        &[("schedules.toml", 25, "not `ben`")],
    );
}

/// What is found in the sample settings once a text of theirs is another.
fn found_in_the_sample(from: &str, to: &str) -> Vec<String> {
    static COUNT: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
    let nth = COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("callout-sample-{}-{nth}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let sample = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("config");
    let mut edited = 0;
    for file in std::fs::read_dir(sample).unwrap().map(Result::unwrap) {
        let text = std::fs::read_to_string(file.path()).unwrap();
        edited += text.matches(from).count();
        std::fs::write(folder.join(file.file_name()), text.replacen(from, to, 1)).unwrap();
    }
    let findings = read(&folder).unwrap().findings;
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(edited > 0, "the sample has no {from}");
    findings.iter().map(ToString::to_string).collect()
}

#[test]
fn the_sample_takes_the_first_edits_that_people_make() {
    let turns = "turns = [\"ana\", \"ben\"]";
    let christmas = "[[schedules.payments.overrides]]\nstart = \"2026-12-24T18:00\"\nend = \"2026-12-25T09:00\"\n\
                     replace = \"ana\"\nby = \"ben\"\n\n[schedules.daytime]";
    let silence = "[silences.deploy]\nmatch = 'alarm=~\"payments-.*\"'\nend = \"2027-01-01T00:00\"\nauthor = \"ana\"\n\
                   reason = \"Noise.\"\n\n[schedules.daytime]";
    for (from, to) in [
        (turns, "turns = [\"ana\", \"ben\", \"cho\"]"),
        (turns, "turns = [\"ben\", \"ana\"]"),
        ("start = \"2026-01-05T09:00\"", "start = \"2026-01-12T09:00\""),
        ("[schedules.daytime]", christmas),
        ("[schedules.daytime]", silence),
    ] {
        assert_eq!(found_in_the_sample(from, to), Vec::<String>::new(), "{to}");
    }
}

#[test]
fn each_entry_is_found_by_file_and_line() {
    let folder = std::env::temp_dir().join(format!("callout-places-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    for (file, text) in SOUND {
        std::fs::write(folder.join(file), text).unwrap();
    }
    std::fs::write(folder.join("broken.toml"), "[services.").unwrap();
    let found = places(&folder);
    std::fs::remove_dir_all(&folder).unwrap();
    let of = |path: &str| found.get(path).map(String::as_str);
    assert_eq!(of("responders.ana"), Some("people.toml:3"));
    assert_eq!(of("services.shop"), Some("people.toml:7"));
    assert_eq!(of("routes."), Some("people.toml:11"));
    assert_eq!(of("policies.all"), Some("people.toml:15"));
    assert_eq!(of("schedules.shop"), Some("schedules.toml:3"));
    assert_eq!(of("services.gone"), None);
}
