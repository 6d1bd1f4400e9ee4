//! Commands that people are told to type work as they are printed: they name the stack, the port, the folder and the region that
//! were meant.

use super::{hold, repository};
use callout::args::help;
use regex::Regex;
use std::path::PathBuf;

/// Commands that need neither a deployment nor a folder of settings; a key is made without either, and looked up in one.
const WITHOUT_A_DEPLOYMENT: [&str; 4] = ["completions", "key", "local", "schema"];

/// What looks like a command and is none: the whole of a text.
const NAMES: [&str; 1] = ["callout drill"];

/// Commands of the AWS CLI that work without a region.
const WITHOUT_REGION: [&str; 3] =
    ["aws configure export-credentials", "aws sso login", "aws sts get-caller-identity"];

/// The texts in a source as they are printed; comments and tests left out.
fn texts(source: &str) -> Vec<String> {
    let source = source.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let code: Vec<&str> = source.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let code = Regex::new(r"'(?:\\.|[^'\\])'").unwrap().replace_all(&code.join("\n"), "' '").into_owned();
    let text = Regex::new(r#"(?s)"((?:[^"\\]|\\.)*)""#).unwrap();
    let broken = Regex::new(r"\\\n\s*").unwrap();
    let text = text.captures_iter(&code).map(|found| broken.replace_all(&found[1], "").replace(r"\n", "\n"));
    text.collect()
}

fn sources() -> Vec<(String, String)> {
    let ours = |path: &PathBuf| {
        path.starts_with("infra/cli/src") && !path.ends_with("to_type.rs") && !repository::is_test(path)
    };
    let files = repository::rust_files().into_iter().filter(ours);
    files.map(|path| (path.display().to_string(), repository::text(&path))).collect()
}

fn ours() -> Regex {
    Regex::new(&format!(r"\bcallout (?:{})\b", on_a_deployment().join("|"))).unwrap()
}

/// Commands that work on a deployment, or on a folder of settings, by all of their names.
fn on_a_deployment() -> Vec<String> {
    let command = help::command();
    let is_meant = |name: &str| !WITHOUT_A_DEPLOYMENT.contains(&name) && name != "help";
    let own = command.get_subcommands().filter(|one| is_meant(one.get_name()));
    let names = own.flat_map(|one| [one.get_name()].into_iter().chain(one.get_all_aliases()));
    let of_key = command.find_subcommand("key").into_iter().flat_map(|key| key.get_subcommands());
    let of_key = of_key.filter(|one| one.get_name() != "help").map(|one| format!("key {}", one.get_name()));
    names.map(str::to_owned).chain(of_key).collect()
}

fn of_the_aws_cli() -> Regex {
    Regex::new(r"\baws [a-z][a-z0-9-]+ [a-z][a-z0-9-]+").unwrap()
}

/// The commands of a text, each with its words: up to the next command, a backquote or the end of the line.
fn commands<'a>(text: &'a str, expression: &Regex) -> Vec<(&'a str, &'a str)> {
    let found: Vec<_> = expression.find_iter(text).collect();
    let words = |(nth, command): (usize, &regex::Match<'a>)| {
        let next = found.get(nth + 1).map_or(text.len(), |next| next.start());
        let words = &text[command.start()..next];
        (command.as_str(), &words[..words.find(['`', '\n']).unwrap_or(words.len())])
    };
    found.iter().enumerate().map(words).collect()
}

/// The commands of the sources that lack an option.
fn lacking(expression: &Regex, option: &str, but: &[&str]) -> Vec<String> {
    let mut broken = Vec::new();
    for (file, source) in sources() {
        for text in texts(&source).iter().filter(|text| !NAMES.contains(&text.as_str())) {
            let lack = commands(text, expression).into_iter();
            let lack = lack.filter(|(command, words)| !but.contains(command) && !words.contains(option));
            broken.extend(lack.map(|(command, _)| format!("{file}: {command}")));
        }
    }
    broken
}

#[test]
fn commands_to_type_name_the_deployment() {
    hold(
        "Print it with to_type::callout(…): it adds --stack or --port, and the folder, as they were meant.",
        lacking(&ours(), "--stack", &[]),
    );
}

#[test]
fn commands_of_the_aws_cli_name_the_region() {
    hold(
        "Print it with to_type::aws(…), or name the region: the AWS CLI reads another variable than the SDKs do.",
        lacking(&of_the_aws_cli(), "--region", &WITHOUT_REGION),
    );
}

#[test]
fn every_command_of_a_deployment_is_known() {
    let all = on_a_deployment();
    let known = |name: &str| all.iter().any(|one| one == name);
    ["ack", "alerts", "acknowledge", "key retire", "open", "ready"]
        .into_iter()
        .for_each(|name| assert!(known(name), "{name}: {all:?}"));
    assert!(!known("local") && !known("key"), "{all:?}");
}

#[test]
fn a_text_over_several_lines_is_one() {
    let found = texts(
        "let a = '\"';\n// \"no\"\nsay(\"one \\\n     text\", \"two\");\n#[cfg(test)]\nmod tests {\n\"three\"",
    );
    assert_eq!(found, ["one text", "two"]);
}

#[test]
fn each_command_of_a_text_has_words_of_its_own() {
    let text = "first `callout check ops --stack prod`, then `callout apply`: or callout ready";
    let words: Vec<&str> = commands(text, &ours()).into_iter().map(|(_, words)| words).collect();
    assert_eq!(words, ["callout check ops --stack prod", "callout apply", "callout ready"]);
    let text = "aws sns publish --region x && aws s3 ls\naws logs tail --region x";
    let words: Vec<&str> = commands(text, &of_the_aws_cli()).into_iter().map(|(_, words)| words).collect();
    assert_eq!(words, ["aws sns publish --region x && ", "aws s3 ls", "aws logs tail --region x"]);
}
