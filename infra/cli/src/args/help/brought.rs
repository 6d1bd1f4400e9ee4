//! Words that people bring along from PagerDuty, Opsgenie and Statuspage, and what they type here instead.
//! Must not carry anything out: a word may mean several things, and some of these page people.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::ffi::OsString;

/// What is typed, and what stands here for it. A command with two words is below the first.
const INSTEAD: &[(&[&str], &[&str])] = &[
    (
        &["page", "alert-someone", "notify"],
        &["declare 'What is wrong' --service payments --page ana", "escalate 12", "test-page ana"],
    ),
    (&["trigger", "create", "open-incident", "raise"], &["declare 'What is wrong' --service payments"]),
    (&["close", "done", "fix", "end"], &["resolve 12"]),
    (&["unack", "unacknowledge", "release"], &["reassign 12 --to ben", "escalate 12"]),
    (&["delegate", "transfer", "handover", "handoff", "hand-over"], &["reassign 12 --to ben"]),
    (&["add", "invite", "request"], &["ask 12 ben"]),
    (&["priority", "urgency", "prioritize"], &["severity 12 SEV1"]),
    (&["get", "view", "describe", "details", "timeline", "log", "logs"], &["show 12"]),
    (&["incident"], &["show 12", "incidents --open"]),
    (&["history", "activity"], &["audit", "show 12"]),
    (&["message", "annotate"], &["note 12 'the new version is rolled back'"]),
    (&["who", "whoami", "schedule", "schedules", "rota", "rotation", "shift", "shifts"], &["oncall"]),
    (&["on-call", "who-is-on-call", "who-is-oncall"], &["oncall --service payments"]),
    (&["override", "overrides", "cover"], &["oncall override add payments --who ben --from 18:00 --for 8h"]),
    (&["policies", "escalation", "escalations", "escalation-policies"], &["oncall --service payments"]),
    (&["user", "users", "person", "responder", "responders", "team", "teams", "members"], &["people"]),
    (&["maintain", "downtime"], &["maintenance add --service payments --for 2h --reason 'new database'"]),
    (&["mute", "suppress", "disable"], &["silence add --incident 12 --for 2h"]),
    (
        &["update", "publish", "statuspage", "status-page"],
        &["status post 12 'Orders fail.'", "status publish 12"],
    ),
    (&["subscribers", "stakeholder", "stakeholders"], &["subscriber list"]),
    (&["postmortem", "postmortems", "retro", "retrospective"], &["show 12"]),
    (&["test", "ping"], &["test-page ana", "drill"]),
    (&["token", "tokens", "apikey", "api-key", "routing-key"], &["key", "key list"]),
    (&["login", "auth", "web", "ui"], &["open --as ana"]),
    (&["status update", "status create", "status new", "status add"], &["status post 12 'Orders fail.'"]),
    (&["status resolve", "status close"], &["status post 12 --phase resolved 'Orders work again.'"]),
    (&["status list", "status show", "status get"], &["show 12", "incidents"]),
    (&["status delete", "status remove"], &["status withdraw 12"]),
    (&["silence end", "silence delete", "silence expire"], &["silence remove search"]),
    (&["silence create", "silence new"], &["silence add --incident 12 --for 2h"]),
    (&["maintenance remove", "maintenance delete", "maintenance cancel"], &["maintenance end payments"]),
    (
        &["maintenance create", "maintenance new"],
        &["maintenance add --service payments --for 2h --reason 'new database'"],
    ),
];

/// The error with what was meant perhaps, where a word is known elsewhere; otherwise as it was.
pub(super) fn explained(error: clap::Error, words: &[OsString]) -> clap::Error {
    match error.kind() {
        ErrorKind::InvalidSubcommand => instead(error, words),
        ErrorKind::MissingRequiredArgument => without_text(error, words),
        _ => error,
    }
}

fn instead(mut error: clap::Error, words: &[OsString]) -> clap::Error {
    let Some(ContextValue::String(typed)) = error.get(ContextKind::InvalidSubcommand).cloned() else {
        return error;
    };
    let path: Vec<String> = plain(words).take_while(|word| *word != typed).map(str::to_owned).collect();
    let below = path.last().map(|above| format!("{above} {typed}"));
    let Some(commands) = below.and_then(|path| of(&path)).or_else(|| of(&typed).filter(|_| path.is_empty()))
    else {
        return error;
    };
    // What only looks alike leads elsewhere.
    error.remove(ContextKind::SuggestedSubcommand);
    let commands: Vec<String> = commands.iter().map(|words| to_type(words)).collect();
    let tip = format!("here that is {}", commands.join(" or "));
    error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.into()]));
    error
}

/// As it is typed. Which deployment is meant is not known before a command line is one.
fn to_type(words: &str) -> String {
    format!("`callout {words}`")
}

fn of(typed: &str) -> Option<&'static [&'static str]> {
    let typed = typed.to_lowercase();
    INSTEAD.iter().find(|(theirs, _)| theirs.contains(&typed.as_str())).map(|(_, ours)| *ours)
}

/// `note 12`: its only word is taken for the text, though nobody means that.
fn without_text(mut error: clap::Error, words: &[OsString]) -> clap::Error {
    let words: Vec<&str> = plain(words).collect();
    if let ["note" | "comment", only] = words.as_slice()
        && is_incident(only)
    {
        error.insert(ContextKind::InvalidArg, ContextValue::Strings(vec!["<TEXT>".to_owned()]));
        let tip = format!("the note follows the number: {}", to_type(&format!("note {only} 'rolled back'")));
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.into()]));
    }
    error
}

fn is_incident(word: &str) -> bool {
    let number = word.trim_start_matches('#');
    word.starts_with("inc_") || number.parse::<u64>().is_ok()
}

/// The words after the name of the program that are no options.
fn plain(words: &[OsString]) -> impl Iterator<Item = &str> {
    words.iter().skip(1).filter_map(|word| word.to_str()).filter(|word| !word.starts_with('-'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::Cli;

    fn told(line: &[&str]) -> String {
        let words = ["callout"].iter().chain(line).map(OsString::from);
        Cli::read(words).unwrap_err().render().to_string()
    }

    #[test]
    fn a_word_of_another_product_leads_to_the_command_here() {
        let check = |line: &[&str], expected: &str| {
            let told = told(line);
            assert!(told.contains(expected), "{line:?}: {told}");
            assert!(!told.contains("similar subcommand"), "{line:?}: {told}");
        };
        check(&["page", "ana"], "`callout escalate 12` or `callout test-page ana`");
        check(&["close", "3"], "here that is `callout resolve 12`");
        check(&["who"], "here that is `callout oncall`");
        check(&["schedule"], "here that is `callout oncall`");
        check(&["users"], "here that is `callout people`");
        check(&["status", "update"], "here that is `callout status post 12 'Orders fail.'`");
        check(&["status", "resolve", "12"], "--phase resolved");
        check(&["status", "list"], "here that is `callout show 12`");
        check(&["silence", "expire", "x"], "`callout silence remove search`");
    }

    #[test]
    fn what_is_typed_instead_works_and_none_of_the_words_is_a_command() {
        for (theirs, ours) in INSTEAD {
            for line in *ours {
                let words = super::super::tests::words(&format!("callout {line}"));
                Cli::read(words.into_iter().map(OsString::from))
                    .unwrap_or_else(|error| panic!("{line}: {error}"));
            }
            for typed in *theirs {
                let line: Vec<&str> = typed.split(' ').collect();
                assert!(told(&line).contains("here that is"), "{typed}: {}", told(&line));
            }
        }
    }

    #[test]
    fn a_note_without_a_text_says_that_this_is_missing() {
        let told_so = told(&["note", "12"]);
        assert!(told_so.contains("<TEXT>") && !told_so.contains("<INCIDENT>...\n"), "{told_so}");
        assert!(told_so.contains("`callout note 12 'rolled back'`"), "{told_so}");
        assert!(told(&["note", "rolled back"]).contains("<INCIDENT>"));
    }
}
