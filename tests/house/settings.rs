//! The sample settings are sound, and each slip of the pen is shown where it is, with what to do about it.

use super::repository;
use callout::settings::{Finding, read};
use std::path::PathBuf;

fn sample() -> PathBuf {
    repository::root().join("infra/config")
}

#[test]
fn the_sample_settings_are_sound() {
    let folder = read(&sample()).unwrap();
    assert_eq!(folder.findings, [], "mend infra/config: it is what a newcomer starts from");
    assert!(!folder.settings.services.is_empty());
}

/// A slip in one file of the sample.
struct Slip {
    name: &'static str,
    file: &'static str,
    /// The first occurrence of `right` becomes `wrong`.
    right: &'static str,
    wrong: &'static str,
    /// Text of the line that the finding must name.
    line: &'static str,
    says: &'static str,
}

const SLIPS: [Slip; 15] = [
    Slip {
        name: "a mistyped key",
        file: "services.toml",
        right: "title = \"Payments\"",
        wrong: "titel = \"Payments\"",
        line: "titel =",
        says: "did you mean `title`?",
    },
    Slip {
        name: "a mistyped table",
        file: "policies.toml",
        right: "[policies.payments]",
        wrong: "[polices.payments]",
        line: "[polices.payments]",
        says: "did you mean `policies`?",
    },
    Slip {
        name: "an unknown policy",
        file: "services.toml",
        right: "policy = \"daytime\"",
        wrong: "policy = \"daytme\"",
        line: "policy = \"daytme\"",
        says: "there is no policy `daytme`; did you mean `daytime`?",
    },
    Slip {
        name: "an unknown zone of a schedule",
        file: "schedules.toml",
        right: "zone = \"Europe/Lisbon\"",
        wrong: "zone = \"Europe/Lisbonn\"",
        line: "zone = \"Europe/Lisbonn\"",
        says: "Europe/Lisbon",
    },
    Slip {
        name: "a table written twice in one file",
        file: "services.toml",
        right: "[services.search]",
        wrong: "[services.payments]",
        line: "[services.payments]\ntitle = \"Search\"",
        says: "duplicate key",
    },
    Slip {
        name: "a table that stands in another file too",
        file: "status-page.toml",
        right: "[status_page]",
        wrong: "[services.payments]\ntitle = \"Payments\"\npolicy = \"payments\"\n\n[status_page]",
        line: "[services.payments]",
        says: "services.toml:3 too; keep one of them",
    },
    Slip {
        name: "a telephone number without country",
        file: "responders.toml",
        right: "\"+15550101\"",
        wrong: "\"5550101\"",
        line: "\"5550101\"",
        says: "like +15550100",
    },
    Slip {
        name: "an email address without a domain",
        file: "responders.toml",
        right: "\"ben@example.com\"",
        wrong: "\"ben@example\"",
        line: "\"ben@example\"",
        says: "like ana@example.com",
    },
    Slip {
        name: "a mistyped responder in a policy",
        file: "policies.toml",
        right: "responder:cho",
        wrong: "responder:choo",
        line: "responder:choo",
        says: "did you mean `cho`?",
    },
    Slip {
        name: "a storm nobody counts up to",
        file: "callout.toml",
        right: "fallback = \"cho\"",
        wrong: "fallback = \"cho\"\n\n[storm]\nincidents = 500\n",
        line: "incidents = 500",
        says: "write at most 50",
    },
    Slip {
        name: "a route test that fails",
        file: "routes.toml",
        right: "expect = { service = \"payments\", severity = \"SEV2\"",
        wrong: "expect = { service = \"payments\", severity = \"SEV1\"",
        line: "severity = \"SEV1\", policy",
        says: "is `SEV2`, not `SEV1`",
    },
    Slip {
        name: "a stranger in a schedule",
        file: "schedules.toml",
        right: "turns = [\"ana\", \"ben\"]",
        wrong: "turns = [\"anna\", \"ben\"]",
        line: "turns = [\"anna\"",
        says: "did you mean `ana`?",
    },
    Slip {
        name: "an unknown fallback",
        file: "callout.toml",
        right: "fallback = \"cho\"",
        wrong: "fallback = \"dora\"",
        line: "fallback = \"dora\"",
        says: "add [responders.dora]",
    },
    Slip {
        name: "a route to a service that is gone",
        file: "routes.toml",
        right: "service = \"search\"",
        wrong: "service = \"serch\"",
        line: "service = \"serch\"",
        says: "did you mean `search`?",
    },
    Slip {
        name: "a broken expression",
        file: "routes.toml",
        right: "alarm = \"search-.*\"",
        wrong: "alarm = \"search-(\"",
        line: "alarm = \"search-(\"",
        says: "search-(",
    },
];

#[test]
fn each_slip_is_shown_where_it_is() {
    super::hold("`callout check` must show the place and the way out.", SLIPS.iter().filter_map(complaint));
}

/// What a slip's findings lack; nothing if one names its line and says what it should.
fn complaint(slip: &Slip) -> Option<String> {
    let (folder, line) = with_slip(slip);
    let findings = read(&folder).expect("a folder of settings").findings;
    let told = |finding: &Finding| {
        finding.file.ends_with(slip.file) && finding.line == line && finding.message.contains(slip.says)
    };
    if findings.iter().any(told) {
        return None;
    }
    let shown = findings.iter().map(|f| format!("{}:{}: {}", f.file.display(), f.line, f.message));
    let shown: Vec<String> = shown.collect();
    let Slip { name, file, says, .. } = slip;
    Some(format!("{name}: expected {file}:{line}: … {says} …, found {shown:#?}"))
}

/// A copy of the sample with the slip in it, and the line that a finding must name.
fn with_slip(slip: &Slip) -> (PathBuf, usize) {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("slips").join(slip.name.replace(' ', "-"));
    std::fs::create_dir_all(&folder).expect("a folder for the copy");
    let mut line = 0;
    for path in repository::entries(&sample()) {
        let name = path.file_name().expect("a file").to_owned();
        let mut text = repository::text(&path);
        if name == slip.file {
            assert!(text.contains(slip.right), "{}: the sample no longer says {:?}", slip.name, slip.right);
            text = text.replacen(slip.right, slip.wrong, 1);
            let before = text.split(slip.line).next().expect("text before the line");
            line = 1 + before.matches('\n').count();
        }
        std::fs::write(folder.join(name), text).expect("the copy");
    }
    (folder, line)
}

#[test]
fn a_time_when_nobody_is_on_call_is_shown_ahead_and_never_behind() {
    let slip = Slip {
        name: "a turn of nobody",
        file: "schedules.toml",
        right: "turns = [\"ana\", \"ben\"]",
        wrong: "turns = [\"ana\", \"nobody\"]",
        line: "[schedules.payments]",
        says: "nobody is on call from 2026-02-09 09:00 UTC to 2026-02-16 09:00 UTC and 5 times more",
    };
    let (folder, line) = with_slip(&slip);
    let folder = read(&folder).expect("a folder of settings");
    assert_eq!(folder.findings, []);
    let now = "2026-02-03T00:00:00Z".parse().expect("an instant");
    let gaps = folder.warnings(now).gaps;
    let [gap] = gaps.as_slice() else { panic!("one schedule has gaps: {gaps:?}") };
    assert_eq!(gap.line, line);
    assert!(gap.message.contains(slip.says), "{}", gap.message);
    assert_eq!(read(&sample()).expect("the sample").warnings(now).gaps, []);
}
