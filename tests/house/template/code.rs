//! Template ↔ code: each function is deployed, told what it asks for, and nothing else; outputs that code reads exist.

use super::{Template, functions};
use crate::house::{hold, repository};
use anyhow::{Result, anyhow};
use serde_json::Value;
use std::cell::RefCell;
use std::collections::BTreeSet;

/// The function whose zip the template deploys here.
fn deployed(function: &Value) -> Option<&str> {
    function["CodeUri"].as_str()?.strip_prefix("../target/lambda/")?.strip_suffix("/bootstrap.zip")
}

#[test]
fn each_function_is_deployed_once() {
    let template = Template::load();
    let functions = functions(&template);
    let mut deployed: Vec<String> =
        functions.iter().map(|(name, function)| code_of(name, function)).collect();
    deployed.sort();
    let rule = "one AWS::Serverless::Function per folder of functions/, with \
                CodeUri: ../target/lambda/<folder>/bootstrap.zip";
    assert_eq!(deployed, repository::functions(), "{rule}");
}

fn code_of(name: &str, function: &Value) -> String {
    deployed(function)
        .map_or_else(|| format!("{name} has the CodeUri {}", function["CodeUri"]), str::to_owned)
}

#[test]
fn every_function_runs_on_the_same_current_system() {
    let template = Template::load();
    let broken = functions(&template).into_iter().filter(|(_, function)| {
        template.of_function(function, "Runtime") != "provided.al2023"
            || template.of_function(function, "Handler") != "bootstrap"
            || template.of_function(function, "Architectures")[0]["Ref"] != "Architecture"
    });
    let rule = "Leave Runtime (provided.al2023), Handler and Architectures (the parameter) to Globals.";
    hold(rule, broken.map(|(name, _)| name.to_owned()));
}

/// The settings that a function's `Config` asks for. Found by reading it, so none can hide.
fn asked(read: impl Fn(&dyn Fn(&str) -> Result<String>) -> bool) -> BTreeSet<String> {
    let names = RefCell::new(BTreeSet::new());
    let all = read(&|name| {
        names.borrow_mut().insert(name.to_owned());
        Ok("https://example.com/".to_owned())
    });
    assert!(all, "a Config that is given everything is complete");
    names.into_inner()
}

fn asked_by(function: &str) -> Result<BTreeSet<String>> {
    Ok(match function {
        "alarm-intake" => asked(|l| alarm_intake::config::Config::from_lookup(|name| l(name).ok()).is_ok()),
        "console" => asked(|l| console::config::Config::from_lookup(l).is_ok()),
        "deliver" => asked(|l| deliver::config::Config::from_lookup(l).is_ok()),
        "escalate" => asked(|l| escalate::config::Config::from_lookup(l).is_ok()),
        "notify" => asked(|l| notify::config::Config::from_lookup(l).is_ok()),
        "outbox" => asked(|l| outbox::config::Config::from_lookup(l).is_ok()),
        "postmortem-scheduler" => asked(|l| postmortem_scheduler::config::Config::from_lookup(l).is_ok()),
        "respond" => asked(|l| respond::config::Config::from_lookup(l).is_ok()),
        "status-page" => asked(|l| status_page::config::Config::from_lookup(l).is_ok()),
        "subscribe" => asked(|l| subscribe::config::Config::from_lookup(l).is_ok()),
        "sms-replies" => asked(|l| sms_replies::config::Config::from_lookup(l).is_ok()),
        "webhooks" => asked(|l| webhooks::config::Config::from_lookup(|name| l(name).ok()).is_ok()),
        "triage" => asked(|l| triage::config::Config::from_lookup(l).is_ok()),
        _ => return Err(anyhow!("{function} is new: add its Config to asked_by in {}", file!())),
    })
}

#[test]
fn every_setting_is_set_and_every_set_one_is_read() {
    let template = Template::load();
    let mut broken = Vec::new();
    for (name, function) in functions(&template) {
        let asked = match asked_by(deployed(function).unwrap_or_default()) {
            Ok(asked) => asked,
            Err(error) => {
                broken.push(format!("{error:#}"));
                continue;
            }
        };
        let set = function["Environment"]["Variables"].as_object().into_iter().flatten();
        let set: BTreeSet<String> =
            set.map(|(name, _)| name.clone()).filter(|name| name != "RUST_LOG").collect();
        broken.extend(asked.difference(&set).map(|setting| format!("{name} reads {setting}: set it")));
        broken.extend(set.difference(&asked).map(|setting| format!("{name} never reads {setting}: drop it")));
    }
    hold(
        "Environment in infra/template.yaml is what config.rs reads (and RUST_LOG, which Globals sets).",
        broken,
    );
}

#[test]
fn outputs_that_code_reads_exist() {
    let template = Template::load();
    let outputs = template.section("Outputs");
    let reads =
        regex::Regex::new(r#"(?:outputs\.get|outputs\.required|\boutput)\(\s*"([A-Z]\w+)"\s*\)"#).unwrap();
    let mut broken = Vec::new();
    let mut read = 0;
    for path in repository::rust_files() {
        if !(path.starts_with("infra/cli") || path.starts_with("tests")) {
            continue;
        }
        let text = repository::text(&path);
        for found in reads.captures_iter(&text) {
            read += 1;
            if !outputs.contains_key(&found[1]) {
                broken.push(format!("{} reads {}", path.display(), &found[1]));
            }
        }
    }
    assert!(read > 0, "nothing reads an output any more: mend the expression in {}", file!());
    hold("Outputs of infra/template.yaml have these names: read one of them, or add it.", broken);
}

#[test]
fn a_stack_can_be_deployed_without_an_answer() {
    let template = Template::load();
    let broken = template.section("Parameters").iter().filter(|(_, p)| p["Default"].is_null());
    hold("Every parameter has a safe default.", broken.map(|(name, _)| name.clone()));
}

#[test]
fn what_a_parameter_must_be_is_said_in_words() {
    let template = Template::load();
    let limits = ["AllowedPattern", "AllowedValues", "MaxLength", "MaxValue", "MinLength", "MinValue"];
    let broken = template.section("Parameters").iter().filter(|(_, parameter)| {
        let is_limited = limits.iter().any(|limit| !parameter[*limit].is_null());
        let words = parameter["ConstraintDescription"].as_str().unwrap_or_default();
        is_limited && !words.starts_with("must be ")
    });
    hold(
        "Write ConstraintDescription: must be … Without it CloudFormation shows the bare pattern (CloudFormation user guide, \
         \"Parameters\").",
        broken.map(|(name, _)| name.clone()),
    );
}

#[test]
fn somebody_is_left_to_page() {
    let template = Template::load();
    let rule = &template.section("Rules")["FallbackContactRequired"];
    let text = rule.to_string();
    assert!(
        text.contains("FallbackEmail") && text.contains("FallbackPhone"),
        "a fallback contact is required"
    );
    assert_eq!(
        rule["RuleCondition"]["Fn::Equals"][0]["Ref"], "RequireTls",
        "only an emulator may do without"
    );
}
