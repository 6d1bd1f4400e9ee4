//! Commands that people are told to type work as they are printed: they name the stack, the port and the region that were meant.

use super::{hold, repository};
use regex::Regex;
use std::path::PathBuf;

/// Commands that work on a deployment.
const ON_A_DEPLOYMENT: &str = "apply|settings|incidents|show|ack|resolve|escalate|test-page|verify|confirm|drill|ready|replay|\
                               changes|heartbeats|console|deploy|destroy|key list|key retire";

/// What looks like a command and is none.
const NAMES: [&str; 1] = ["callout drill"];

/// Commands of the AWS CLI that work without a region.
const WITHOUT_REGION: [&str; 3] =
    ["aws configure export-credentials", "aws sso login", "aws sts get-caller-identity"];

/// The texts in a source, each in one line; comments and tests left out.
fn texts(source: &str) -> Vec<String> {
    let source = source.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let code: Vec<&str> = source.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let code = Regex::new(r"'(?:\\.|[^'\\])'").unwrap().replace_all(&code.join("\n"), "' '").into_owned();
    let text = Regex::new(r#"(?s)"((?:[^"\\]|\\.)*)""#).unwrap();
    let broken = Regex::new(r"\\\n\s*").unwrap();
    text.captures_iter(&code).map(|found| broken.replace_all(&found[1], "").into_owned()).collect()
}

fn sources() -> Vec<(String, String)> {
    let ours = |path: &PathBuf| {
        path.starts_with("infra/cli/src") && !path.ends_with("to_type.rs") && !repository::is_test(path)
    };
    let files = repository::rust_files().into_iter().filter(ours);
    files.map(|path| (path.display().to_string(), repository::text(&path))).collect()
}

/// The texts of the command that hold an expression and lack a word.
fn lacking(expression: &str, word: &str, but: &[&str]) -> Vec<String> {
    let expression = Regex::new(expression).unwrap();
    let mut broken = Vec::new();
    for (file, source) in sources() {
        for text in texts(&source) {
            let mut found = expression.find_iter(&text).filter(|found| !but.contains(&found.as_str()));
            if let Some(found) = found.next().filter(|_| !text.contains(word)) {
                broken.push(format!("{file}: {}", found.as_str()));
            }
        }
    }
    broken
}

#[test]
fn commands_to_type_name_the_deployment() {
    let expression = format!(r"\bcallout (?:{ON_A_DEPLOYMENT})\b");
    hold(
        "Print it with to_type::callout(…): it adds --stack or --port as they were meant.",
        lacking(&expression, "--stack", &NAMES),
    );
}

#[test]
fn commands_of_the_aws_cli_name_the_region() {
    hold(
        "Print it with to_type::aws(…), or name the region: the AWS CLI reads another variable than the SDKs do.",
        lacking(r"\baws [a-z][a-z0-9-]+ [a-z0-9]+(?:-[a-z0-9]+)+", "--region", &WITHOUT_REGION),
    );
}

#[test]
fn a_text_over_several_lines_is_one() {
    let found = texts(
        "let a = '\"';\n// \"no\"\nsay(\"one \\\n     text\", \"two\");\n#[cfg(test)]\nmod tests {\n\"three\"",
    );
    assert_eq!(found, ["one text", "two"]);
}
