//! Help: commands in groups, each with examples, and no option offered that a command has no use for.
//! Must not know what a command does.

use super::Cli;
use clap::{Command, CommandFactory as _, FromArgMatches as _};
use std::ffi::OsString;
use std::fmt::Write as _;

mod brought;
mod examples;

/// The commands as `callout --help` lists them, by what people are at.
const GROUPS: [(&str, &[&str]); 5] = [
    (
        "Respond",
        &[
            "incidents",
            "show",
            "alerts",
            "ack",
            "resolve",
            "reopen",
            "snooze",
            "escalate",
            "reassign",
            "ask",
            "merge",
            "split",
            "policy",
            "severity",
            "note",
            "declare",
            "status",
            "subscriber",
            "services",
            "changes",
            "audit",
            "open",
            "console",
            "sign-out",
        ],
    ),
    ("On call", &["oncall", "people", "test-page", "verify", "contact", "confirm", "ready", "drill"]),
    (
        "Settings",
        &[
            "check",
            "apply",
            "settings",
            "simulate",
            "route",
            "silence",
            "maintenance",
            "integrations",
            "heartbeats",
            "report-page",
            "key",
            "schema",
        ],
    ),
    ("Set up", &["deploy", "destroy", "replay", "completions"]),
    ("Local", &["local"]),
];

/// The commands that have no use for some options of every command; below them nothing has, either, but for `NEED`.
const WITHOUT: [(&str, &[&str]); 8] = [
    ("completions", OF_A_DEPLOYMENT),
    ("key", OF_A_DEPLOYMENT),
    ("route", OF_A_DEPLOYMENT),
    ("schema", OF_A_DEPLOYMENT),
    ("simulate", OF_A_DEPLOYMENT),
    ("deploy", &["port", "on_behalf_of"]),
    ("destroy", &["port", "on_behalf_of"]),
    ("local", &["stack", "on_behalf_of"]),
];

/// Those that do, below a command that does not.
const NEED: [&str; 2] = ["key list", "key retire"];

/// The options that say which deployment is meant.
const OF_A_DEPLOYMENT: &[&str] = &["stack", "port", "on_behalf_of"];

impl Cli {
    /// Reads a command line.
    ///
    /// # Errors
    /// It asks for help, or is none; the error knows how the program ends then.
    pub fn read(words: impl IntoIterator<Item = OsString>) -> Result<Self, clap::Error> {
        let words: Vec<OsString> = words.into_iter().collect();
        let read = command().try_get_matches_from(words.clone());
        Self::from_arg_matches(&read.map_err(|error| brought::explained(error, &words))?)
    }
}

/// The command with its help.
pub fn command() -> Command {
    let whole = Cli::command();
    let whole = WITHOUT.iter().fold(whole.clone(), |command, (name, options)| {
        command.mut_subcommand(name, |it| hide(it, name, options, &whole))
    });
    let template = template(&whole);
    described(whole, "").help_template(template)
}

/// A command that takes these options as before, and does not offer them; nor do those below it.
fn hide(command: Command, path: &str, options: &[&str], whole: &Command) -> Command {
    let is_needed = NEED.contains(&path);
    let common = whole.get_arguments().filter(|option| options.contains(&option.get_id().as_str()));
    let names: Vec<String> = command.get_subcommands().map(|it| it.get_name().to_owned()).collect();
    let command = command.args(common.map(|option| option.clone().hide(!is_needed)));
    names.into_iter().fold(command, |command, name| {
        command.mut_subcommand(&name, |it| hide(it, &format!("{path} {name}"), options, whole))
    })
}

/// A command with its examples, and all below it.
fn described(command: Command, path: &str) -> Command {
    let names: Vec<String> = command.get_subcommands().map(|it| it.get_name().to_owned()).collect();
    let command = names.into_iter().fold(command, |command, name| {
        let path = format!("{path} {name}").trim().to_owned();
        command.mut_subcommand(name, |it| described(it, &path))
    });
    let Some(lines) = examples::of(path) else { return command };
    let heading = command.get_styles().get_header();
    let title = if lines.len() == 1 { "Example" } else { "Examples" };
    let mut text = format!("{heading}{title}:{heading:#}");
    lines.iter().for_each(|words| {
        let _ = write!(text, "\n  callout {words}");
    });
    command.after_help(text)
}

/// The help of all: clap lists commands in one piece only.
fn template(command: &Command) -> String {
    let (heading, literal) = (command.get_styles().get_header(), command.get_styles().get_literal());
    let mut text = "{about-with-newline}\n{usage-heading} {usage}\n".to_owned();
    for (group, names) in GROUPS {
        let _ = write!(text, "\n{heading}{group}:{heading:#}\n");
        for name in names {
            let about = command.find_subcommand(name).and_then(Command::get_about);
            let about = about.map(ToString::to_string).unwrap_or_default();
            let _ = writeln!(text, "  {literal}{name:<16}{literal:#}{about}");
        }
    }
    let _ = write!(text, "\n{heading}Global options:{heading:#}\n{{options}}\n\n");
    text + "`callout COMMAND --help` shows the options of a command, and examples."
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser as _;
    use std::collections::BTreeSet;

    /// The visible commands that do something by themselves, with what leads to them.
    fn leaves(command: &Command, path: &str) -> Vec<(String, Command)> {
        let below = command.get_subcommands().filter(|it| !it.is_hide_set() && it.get_name() != "help");
        let mut found: Vec<_> =
            below.flat_map(|it| leaves(it, format!("{path} {}", it.get_name()).trim())).collect();
        if !command.is_subcommand_required_set() && !path.is_empty() {
            found.push((path.to_owned(), command.clone()));
        }
        found
    }

    /// The words of a line as a shell has them.
    pub(super) fn words(line: &str) -> Vec<String> {
        let (mut words, mut quoted) = (vec![String::new()], None);
        for letter in line.chars() {
            match (quoted, letter) {
                (None, '\'' | '"') => quoted = Some(letter),
                (Some(quote), _) if quote == letter => quoted = None,
                (None, ' ') => words.push(String::new()),
                _ => words.last_mut().unwrap().push(letter),
            }
        }
        words
    }

    fn help_of(line: &str) -> String {
        let words = ["callout"].into_iter().chain(line.split_whitespace()).chain(["--help"]);
        command().try_get_matches_from(words).unwrap_err().to_string()
    }

    #[test]
    fn each_command_is_in_one_group() {
        let grouped: Vec<&str> = GROUPS.iter().flat_map(|(_, names)| names.iter().copied()).collect();
        let all = command();
        let known: BTreeSet<&str> =
            all.get_subcommands().filter(|it| !it.is_hide_set()).map(Command::get_name).collect();
        assert_eq!(grouped.iter().copied().collect::<BTreeSet<_>>(), known);
        assert_eq!(grouped.len(), known.len(), "{grouped:?}");
    }

    #[test]
    fn each_command_has_an_example_that_works_as_typed() {
        for (path, command) in leaves(&command(), "") {
            let examples = examples::of(&path).unwrap_or_else(|| panic!("{path} has no example"));
            assert!((1..=2).contains(&examples.len()), "{path}");
            assert!(command.get_after_help().is_some(), "{path}");
            for example in examples {
                assert!(example.starts_with(&path), "{example} is none of {path}");
                let line = ["callout".to_owned()].into_iter().chain(words(example));
                Cli::try_parse_from(line).unwrap_or_else(|error| panic!("{example}: {error}"));
            }
        }
    }

    #[test]
    fn help_lists_commands_by_what_people_are_at() {
        let help = help_of("");
        let at = |text: &str| help.find(text).unwrap_or_else(|| panic!("no {text} in {help}"));
        let order = [
            "Usage: callout",
            "Respond:\n  incidents",
            "On call:\n  oncall",
            "Settings:",
            "Set up:",
            "Local:",
        ];
        let places: Vec<usize> = order.iter().map(|text| at(text)).collect();
        assert!(places.is_sorted(), "{help}");
        assert!(at("Global options:") < at("--stack"), "{help}");
        let commands = help.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
        let too_long: Vec<&str> = commands.filter(|line| line.chars().count() > 80).collect();
        assert!(too_long.is_empty(), "{too_long:#?}");
    }

    #[test]
    fn what_needs_no_deployment_offers_none() {
        for line in ["simulate", "route test", "schema", "completions", "key", "key rotate"] {
            assert!(!help_of(line).contains("--stack"), "{line}");
            assert!(!help_of(line).contains("--port"), "{line}");
            assert!(help_of(line).contains("--json"), "{line}");
        }
        for line in ["check", "key list", "key retire", "ack", "oncall override add"] {
            assert!(help_of(line).contains("--stack"), "{line}");
        }
    }

    #[test]
    fn what_is_not_offered_is_taken_all_the_same() {
        let taken = |line: &str| {
            let words = ["callout"].into_iter().chain(line.split(' '));
            Cli::from_arg_matches(&command().try_get_matches_from(words).unwrap()).unwrap().common
        };
        assert_eq!(taken("schema --stack prod").stack.as_deref(), Some("prod"));
        assert_eq!(taken("--port 4576 key rotate x").port, Some(4576));
        assert_eq!(taken("key list --stack prod").stack.as_deref(), Some("prod"));
    }

    #[test]
    fn words_that_people_bring_along_are_understood() {
        let same = [
            ("list --open", "incidents --open"),
            ("acknowledge 12", "ack 12"),
            ("assign 12 --to ben", "reassign 12 --to ben"),
            ("add-responder 12 ben", "ask 12 ben"),
            ("comment 12 text", "note 12 text"),
            ("doctor", "ready"),
        ];
        let read = |line: &str| {
            format!("{:?}", Cli::try_parse_from(["callout"].into_iter().chain(line.split(' '))).unwrap())
        };
        for (theirs, ours) in same {
            assert_eq!(read(theirs), read(ours));
        }
        assert!(read("tell 12 --phase monitoring text").contains("Monitoring"));
        let help = help_of("");
        assert!(
            !["acknowledge ", "doctor", "tell "].iter().any(|word| help.contains(&format!("  {word}"))),
            "{help}"
        );
    }

    #[test]
    fn what_is_missing_is_named_with_each_way_to_say_it() {
        let lines = [
            ("silence add --for 2h", ["--match", "--incident"]),
            ("silence add --incident 12", ["--to", "--for"]),
            ("maintenance add --service payments --reason x", ["--to", "--for"]),
            ("oncall override add payments --who ben --from now", ["--to", "--for"]),
            ("declare x", ["--service", "--join"]),
            ("ack", ["INCIDENT", "--mine"]),
        ];
        for (line, ways) in lines {
            let words = ["callout"].into_iter().chain(line.split(' '));
            let error = command().try_get_matches_from(words).unwrap_err().to_string();
            let missing = error.split("Usage").next().unwrap();
            assert!(ways.iter().all(|way| missing.contains(way)), "{line}: {error}");
        }
    }
}
