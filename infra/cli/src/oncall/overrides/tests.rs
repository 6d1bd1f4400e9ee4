//! Overrides as they are typed, and what becomes of the files.

use super::*;
use crate::args::{Cli, Command, OncallCommand};
use clap::Parser as _;
use std::path::PathBuf;

const PEOPLE: &str = "fallback = 'ana'\n[responders.ana]\nname = 'Ana'\ncontacts = [{ channel = 'email', address = 'a@example.com' }]\n\
    [responders.ben]\nname = 'Ben'\ncontacts = [{ channel = 'email', address = 'b@example.com' }]\n\
    [policies.all]\nlevels = [{ page = ['schedule:payments'], delay = '5m' }]\n\
    [services.all]\ntitle = 'All'\npolicy = 'all'\n[[routes]]\nname = 'all'\nservice = 'all'\n";

const SCHEDULES: &str = "# Who is on call.

[schedules.payments]   # the shop
zone = 'Europe/Lisbon'

[[schedules.payments.layers]]
name = \"weekly\"
turns = [ \"ana\", \"ben\" ]   # in turn
every = \"1 week\"
start = \"2027-01-04T09:00\"

# Another team.
[schedules.search]
zone = \"UTC\"
";

fn now() -> Timestamp {
    "2027-01-05T12:00Z".parse().unwrap()
}

/// A folder of settings that is gone with the test.
struct Settled(PathBuf);

impl Settled {
    fn new(test: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("callout-override-{test}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("people.toml"), PEOPLE).unwrap();
        std::fs::write(folder.join("schedules.toml"), SCHEDULES).unwrap();
        Self(folder)
    }

    fn text(&self) -> String {
        std::fs::read_to_string(self.0.join("schedules.toml")).unwrap()
    }

    /// What a command would do.
    fn prepare(&self, words: &str) -> Result<Change> {
        let words = format!("callout oncall override {words} --config");
        let words = words.split_whitespace().map(str::to_owned).chain([self.0.display().to_string()]);
        let cli = Cli::try_parse_from(words)?;
        let now = now();
        let Command::Oncall(oncall) = cli.command else { unreachable!("oncall was typed") };
        match oncall.command {
            Some(OncallCommand::Override(Override::Add(args))) => add(&args, now),
            Some(OncallCommand::Override(Override::Remove(args))) => remove(&args, now),
            _ => unreachable!("add or remove was typed"),
        }
    }

    /// Carries a command out.
    fn run(&self, words: &str) -> Result<()> {
        self.prepare(words)?.edit.write()
    }

    /// Asserts that a command is refused in these words and leaves the files alone.
    fn refuses(&self, words: &str, why: &str) {
        let before = self.text();
        let error = format!("{:#}", self.run(words).unwrap_err());
        assert!(error.contains(why), "{error}");
        assert_eq!(self.text(), before);
        assert_eq!(std::fs::read_dir(&self.0).unwrap().count(), 2, "nothing is left behind");
    }
}

impl Drop for Settled {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn an_override_is_a_few_lines_behind_its_schedule_and_the_rest_stays() {
    let settled = Settled::new("add");
    settled.run("add payments --who ben --replace ana --from 18:00 --for 8h --reason dentist").unwrap();
    let lines = "
[[schedules.payments.overrides]]
start = \"2027-01-05T18:00\"
end = \"2027-01-06T02:00\"
replace = \"ana\"
by = \"ben\"
reason = \"dentist\"
";
    assert_eq!(settled.text(), SCHEDULES.replace("\n# Another", &format!("{lines}\n# Another")));
    settled.run("add payments --swap ana,ben --from 2027-02-01 --to 2027-02-08").unwrap();
    let (first, second) = (settled.text().find("dentist"), settled.text().find("swap = [\"ana\", \"ben\"]"));
    assert!(first < second, "a later one wins, so it stands behind: {}", settled.text());
}

#[test]
fn taking_an_override_back_leaves_no_trace() {
    let settled = Settled::new("remove");
    settled.run("add payments --who ben --from 18:00 --for 8h").unwrap();
    settled.run("add payments --remove ana --from 20:00 --for 1h").unwrap();
    settled.refuses("remove payments --who cho", "there is no such override");
    settled.run("remove payments --from 18:00 --who ben").unwrap();
    assert!(settled.text().contains("remove = \"ana\""));
    settled.run("remove payments 1").unwrap();
    assert_eq!(settled.text(), SCHEDULES);
}

#[test]
fn what_would_break_the_settings_is_refused_and_the_file_left_alone() {
    let settled = Settled::new("refuse");
    let check = |words: &str, why: &str| settled.refuses(&format!("add payments {words}"), why);
    check("--who bne --from 18:00 --for 8h", "there is no responder `bne`; did you mean `ben`?");
    check("--who ana --replace ana --from 18:00 --for 8h", "`ana` cannot stand in for themselves");
    check("--who ben --from 2027-03-28T01:30 --for 8h", "write `2027-03-28T00:30` or `2027-03-28T02:30`");
    check("--who ben --from 2027-10-31T01:30 --for 8h", "happens twice");
    check("--who ben --from 18:00 --for 0m", "put it later");
    settled.refuses("add paymets --who ben --from 18:00 --for 8h", "did you mean `payments`?");
    check("--who ben --from 18:00", "required");
    check("--from 18:00 --for 8h", "required");
    check("--replace ana --from 18:00 --for 8h", "required");
}

#[test]
fn settings_that_are_not_sound_are_mended_first() {
    let settled = Settled::new("unsound");
    std::fs::write(settled.0.join("schedules.toml"), SCHEDULES.replace("zone = 'Europe", "zon = 'Europe"))
        .unwrap();
    settled.refuses(
        "add payments --who ben --from 18:00 --for 8h",
        "schedules.toml:4: there is no key `zon` here",
    );
}

#[test]
fn a_list_in_one_place_grows_in_its_own_manner() {
    let inline = "[schedules.x]\nzone = 'UTC'\noverrides = [\n  { start = '2027-01-04', end = '2027-01-05', add = 'ana' },\n]\n";
    let wanted = OverrideSettings {
        start: "2027-02-01T09:00".into(),
        end: "2027-02-02T09:00".into(),
        remove: "ben".into(),
        ..OverrideSettings::default()
    };
    let grown = edit::add(inline, "x", &wanted).unwrap();
    let line = "},\n  { start = \"2027-02-01T09:00\", end = \"2027-02-02T09:00\", remove = \"ben\" },\n]";
    assert_eq!(grown, inline.replace("},\n]", line));
    assert_eq!(edit::remove(&grown, "x", 1).unwrap(), inline);
}

#[test]
fn what_is_said_about_one_override_is_not_said_about_the_next() {
    let inline = "[schedules.x]\nzone = 'UTC'\noverrides = [\n  # concert\n  { start = '2027-01-04', end = '2027-01-05', add = 'ana' },\n]\n";
    let wanted = OverrideSettings { start: "2027-02-04".into(), ..OverrideSettings::default() };
    let grown = edit::add(inline, "x", &wanted).unwrap();
    assert_eq!(grown.matches("# concert").count(), 1, "{grown}");
    assert!(grown.contains("\n  { start = \"2027-02-04\""), "{grown}");
}

#[test]
fn what_may_not_have_been_meant_is_doubted_before_it_is_saved() {
    let settled = Settled::new("doubt");
    let doubt = |words: &str| settled.prepare(words).unwrap().effect.doubt(now());
    assert_eq!(doubt("add payments --who ben --replace ana --from 18:00 --for 8h"), None);
    let nothing = doubt("add payments --who ana --from 18:00 --for 8h");
    assert_eq!(nothing, Some("This override changes nothing."), "ana is on call anyway");
    let over = doubt("add payments --who ben --from 2020-01-01 --for 8h");
    assert_eq!(over, Some("This override is over already and pages nobody."));
    settled.run("add payments --who ben --replace ana --from 18:00 --for 8h").unwrap();
    let again = doubt("add payments --who ben --replace ana --from 18:00 --for 8h");
    assert_eq!(again, Some("This override changes nothing."), "it is there already");
}

#[test]
fn the_effect_is_shown_stretch_by_stretch() {
    let settled = Settled::new("effect");
    let change =
        settled.prepare("add payments --who ben --replace ana --from 2027-01-10T09:00 --to 2027-01-12T09:00");
    let told = serde_json::to_value(change.unwrap().effect.stretches()).unwrap();
    let one = serde_json::json!({ "start": "2027-01-10T09:00:00Z", "end": "2027-01-11T09:00:00Z", "before": ["ana"], "after": ["ben"] });
    let two = serde_json::json!({ "start": "2027-01-11T09:00:00Z", "end": "2027-01-12T09:00:00Z", "before": ["ben"], "after": ["ben"] });
    assert_eq!(told, serde_json::json!([one, two]));
}
