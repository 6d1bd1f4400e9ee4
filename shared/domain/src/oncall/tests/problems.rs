//! Which settings are refused, and the messages.

use super::*;

/// The problems of settings, each as its path and message.
fn problems(text: &str) -> Vec<String> {
    let settings: ScheduleSettings = toml::from_str(text).unwrap_or_else(|error| panic!("{error}"));
    match Schedule::compile(&settings) {
        Ok(_) => Vec::new(),
        Err(problems) => problems.iter().map(ToString::to_string).collect(),
    }
}

/// Checks that a layer with these lines has one problem, at a path, with these words in its message.
fn check_layer(lines: &str, path: &str, words: &str) {
    let found = problems(&format!("zone = 'Europe/Lisbon'\n[[layers]]\nname = 'x'\n{lines}"));
    assert_eq!(found.len(), 1, "{found:#?}");
    let (found_path, message) = found[0].split_once(": ").unwrap();
    assert_eq!(found_path, path);
    assert!(message.contains(words), "{message}");
}

fn check_exception(lines: &str, path: &str, words: &str) {
    let (kind, lines) = lines.split_once('\n').unwrap();
    check_layer(&format!("turns = ['ana']\n[[{kind}]]\n{lines}"), path, words);
}

const TWO: &str = "turns = ['ana', 'ben']\nevery = '1 week'";

#[test]
fn zones() {
    let found = problems("zone = 'Europe/Lisboa'\n[[layers]]\nname = 'x'\nzone = 'EST5EDTT'\nturns = []");
    assert_eq!(
        found,
        [
            "zone: there is no time zone `Europe/Lisboa`; did you mean `Europe/Lisbon`?",
            "layers.0.zone: there is no time zone `EST5EDTT`; did you mean `EST5EDT`?",
            "layers.0.turns: nobody takes turns; name somebody, or write [\"nobody\"] if that is meant",
        ]
    );
}

#[test]
fn rotations() {
    check_layer("turns = []", "layers.0.turns", "nobody takes turns");
    check_layer(
        "turns = ['ana', ['ben', 'nobody']]\nevery = 'day'\nstart = '2027-01-04'",
        "layers.0.turns.1",
        "stand alone",
    );
    check_layer("turns = ['ana', 'ben']\nstart = '2027-01-04T09:00'", "layers.0", "add `every`");
    check_layer(TWO, "layers.0", "add `start`");
    check_layer(
        "turns = ['ana', 'ben']\nevery = '1 weke'\nstart = '2027-01-04'",
        "layers.0.every",
        "did you mean `week`?",
    );
    check_layer(&format!("{TWO}\nstart = 'monday'"), "layers.0.start", "write it as in `2026-01-05T09:00`");
    check_layer(
        &format!("{TWO}\nstart = '2027-03-28T01:15'"),
        "layers.0.start",
        "write `2027-03-28T00:15` or `2027-03-28T02:15`",
    );
    check_layer(
        &format!("{TWO}\nstart = '2027-10-31T01:15'"),
        "layers.0.start",
        "write `2027-10-31T01:15:00+01:00` for the first or `2027-10-31T01:15:00+00:00` for the second",
    );
    check_layer("turns = ['ana']\nstart = '2027-03-28T01:15'", "layers.0.start", "does not exist");
    let early = format!("{TWO}\nstart = '2027-01-04T09:00'\nfirst_handoff = '2027-01-04T08:00'");
    check_layer(&early, "layers.0.first_handoff", "not after `start`");
    let elapsed = "turns = ['ana', 'ben']\nevery = '5 hours'\nstart = '2027-01-04'\ndays_off = ['sun']";
    check_layer(elapsed, "layers.0.every", "burn_days_off = true");
}

#[test]
fn hours_and_days() {
    let restricted = |what: &str| format!("turns = ['ana']\nrestrictions = [{what}]");
    let check = |what: &str, path: &str, words: &str| check_layer(&restricted(what), path, words);
    check("{ from = '9', to = '17:00' }", "layers.0.restrictions.0.from", "as in `09:00`");
    check(
        "{ days = ['mon', 'tus'], from = '09:00', to = '17:00' }",
        "layers.0.restrictions.0.days",
        "did you mean `tue`?",
    );
    check("{ from = 'fri 20:00', to = '17:00' }", "layers.0.restrictions.0", "name it in both");
    check(
        "{ days = ['mon'], from = 'fri 20:00', to = 'mon 08:00' }",
        "layers.0.restrictions.0.days",
        "leave `days` out",
    );
    check_layer("turns = ['ana']\ndays_off = ['mon-sun']", "layers.0.days_off", "never in force");
    check_layer("turns = ['ana']\ndays_off = ['caturday']", "layers.0.days_off", "not a weekday");
}

#[test]
fn validity_and_versions() {
    let never = "turns = ['ana']\neffective_from = '2027-02-01'\neffective_until = '2027-01-01'";
    check_layer(never, "layers.0.effective_until", "ends before");
    let version = |from: &str| format!("[[layers.versions]]\neffective_from = '{from}'\nturns = ['ben']\n");
    let disorder = format!("turns = ['ana']\n{}{}", version("2027-02-01"), version("2027-01-01"));
    check_layer(&disorder, "layers.0.versions.1.effective_from", "in order of time");
    check_layer(
        &format!("turns = ['ana']\n{}", version("soon")),
        "layers.0.versions.0.effective_from",
        "invalid date and time",
    );
    let twins = "turns = ['ana']\n[[layers]]\nname = 'x'\nturns = ['ben']";
    check_layer(twins, "layers.1.name", "give them two names");
    let follows = "effective_until = '2027-01-01'\nturns = ['ana']\n[[layers]]\nname = 'x'\nturns = ['ben']\neffective_from = '2027-01-01'";
    assert!(problems(&format!("zone = 'UTC'\n[[layers]]\nname = 'x'\n{follows}")).is_empty());
}

#[test]
fn overrides() {
    let check = |what: &str, path: &str, words: &str| {
        check_exception(&format!("overrides\nstart = '2027-01-04'\nend = '2027-01-05'\n{what}"), path, words);
    };
    check("", "overrides.0", "write `add`, `remove`, or `replace` with `by`");
    check("add = 'ana'\nremove = 'ben'", "overrides.0", "several things at once");
    check("replace = 'ana'", "overrides.0.replace", "add `by`");
    check("by = 'ana'", "overrides.0.by", "add `replace`");
    check("replace = 'ana'\nby = ['ben', 'ana']", "overrides.0.by", "`ana` cannot stand in for themselves");
    check("replace = 'ana'\nby = 'nobody'", "overrides.0.by", "use `remove`");
    check("swap = ['ana']", "overrides.0.swap", "takes two people");
    check("swap = ['ana', 'ana']", "overrides.0.swap", "takes two people");
    check("swap = ['ana', 'ben']\nadd = 'cho'", "overrides.0.swap", "stands alone");
    let backwards = "overrides\nstart = '2027-01-05T09:00'\nend = '2027-01-05T09:00'\nadd = 'ben'";
    check_exception(backwards, "overrides.0.end", "is not after the start");
}

#[test]
fn temporary_schedules_and_holidays() {
    let outside = "temporary\nstart = '2027-01-04'\nend = '2027-01-05'\nshifts = [{ responders = 'ana', start = '2027-01-06', \
                   end = '2027-01-07' }]";
    check_exception(outside, "temporary.0.shifts.0", "outside its temporary schedule");
    let date = "holidays\ncalendar = 'x'\ndates = ['2027-02-29']\non_call = 'ana'";
    check_exception(date, "holidays.0.dates.0", "`2027-02-29` is no date");
    let missing = "holidays\ncalendar = 'portugal'\non_call = 'ana'";
    check_exception(missing, "holidays.0.calendar", "there is no calendar `portugal`; list the `dates` here");
}

#[test]
fn notices() {
    let check = |what: &str, path: &str, words: &str| {
        check_layer(&format!("turns = ['ana']\n[notices]\n{what}"), path, words);
    };
    check("at = '9am'", "notices.at", "as in `09:00`");
    check("at = '24:00'", "notices.at", "write `00:00`");
    check("at = '09:00'\ndays = ['mon-fry']", "notices.days", "did you mean `fri`?");
    check("days = ['mon-fri']", "notices.days", "add `at`");
    check("before = 'half a day'", "notices.before", "write it like 90s, 15m, 2h or 3d");
    check("before = '0m'", "notices.before", "change = true");
    check("before = '90d'", "notices.before", "at most 30d");
}

#[test]
fn every_mention_of_a_person_has_its_place() {
    let settings: ScheduleSettings = toml::from_str(include_str!("../sample.toml")).unwrap();
    let mentions = settings.mentions();
    let places = |name: &str| {
        let found = mentions.iter().filter(|(_, found)| found.as_str() == name);
        found.map(|(path, _)| path.join(".")).collect::<Vec<_>>()
    };
    assert_eq!(places("hal"), ["layers.2.turns.0", "holidays.0.on_call"]);
    assert_eq!(places("cho"), ["layers.0.turns.2", "layers.0.versions.0.turns.3"]);
    assert!(places("nobody").is_empty());
    assert_eq!(settings.responders().len(), 8);
}
