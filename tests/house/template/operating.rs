//! Whoever runs the command is told which permissions that takes: the printed policy names each of its calls, so that a person
//! who has that policy and nothing else can deploy, apply, drill, replay, and be told by `callout ready` what is wrong.
//!
//! Must not ask for which resource: the end-to-end tests deploy with this policy and IAM enforced.

use super::deploying::missing;
use crate::contracts::reach::REACH;
use crate::house::{hold, repository};
use regex::{Captures, Regex};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Crates of the SDK, and the service as IAM calls it; STS needs no permission.
const SERVICES: [(&str, Option<&str>); 10] = [
    ("cloudformation", Some("cloudformation")),
    ("cloudwatch", Some("cloudwatch")),
    ("dynamodb", Some("dynamodb")),
    ("pinpointsmsvoicev2", Some("sms-voice")),
    ("s3", Some("s3")),
    ("secretsmanager", Some("secretsmanager")),
    ("sesv2", Some("ses")),
    ("sns", Some("sns")),
    ("sqs", Some("sqs")),
    ("sts", None),
];

/// Calls that IAM knows by another name (service authorization reference, Amazon S3).
const OTHER_NAMES: [(&str, &str); 3] = [
    ("s3:HeadBucket", "s3:ListBucket"),
    ("s3:HeadObject", "s3:GetObject"),
    ("s3:PutPublicAccessBlock", "s3:PutBucketPublicAccessBlock"),
];

/// What the command takes from the crate that knows AWS, and what that calls; the table's calls are in [`REACH`].
const BORROWED: [(&str, &[&str]); 21] = [
    ("Applied", &[]),
    ("Carriers", &[]),
    ("Https", &[]),
    ("Latest", &[]),
    ("Origins", &[]),
    ("PhoneNumbers", &["sms-voice:SendTextMessage", "sms-voice:SendVoiceMessage"]),
    ("SecretLinkKeys", &["secretsmanager:GetSecretValue"]),
    ("SnsEventTopic", &["sns:Publish"]),
    ("SnsMessenger", &["sns:Publish"]),
    ("TOPIC_ACTIONS", &[]),
    ("Table", &[]),
    ("Topics", &[]),
    ("load_applied", &["dynamodb:GetItem", "dynamodb:Query"]),
    ("load_latest", &["dynamodb:GetItem", "dynamodb:Query"]),
    ("load_people", &["dynamodb:BatchGetItem"]),
    ("load_settings", &["dynamodb:GetItem", "dynamodb:Query"]),
    ("operator_config", &[]),
    (
        "replace_settings",
        &["dynamodb:BatchWriteItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"],
    ),
    ("save_console", &["dynamodb:GetItem", "dynamodb:PutItem"]),
    ("topic_owner", &[]),
    ("topic_policy", &[]),
];

/// Requests that the command signs itself, by the file.
const SIGNED: [(&str, &str); 2] = [
    ("infra/cli/src/lambda_account.rs", "lambda:GetAccountSettings"),
    ("infra/cli/src/lambda_permission.rs", "lambda:GetPolicy"),
];

/// The sources of the command that may work in AWS; the local stack has an account of its own.
fn sources() -> Vec<(PathBuf, String)> {
    let ours = |path: &PathBuf| {
        path.starts_with("infra/cli/src")
            && !path.starts_with("infra/cli/src/local")
            && !repository::is_test(path)
    };
    let files = repository::rust_files().into_iter().filter(ours);
    files.map(|path| (path.clone(), without_tests(&repository::text(path)))).collect()
}

fn without_tests(text: &str) -> String {
    text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned()
}

fn pascal(words: &str) -> String {
    let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
    words.split('_').map(capital).collect()
}

/// Each call of an SDK in a source: the crate if it is named there, whose method it is, and the method.
fn requests(text: &str) -> Vec<(Option<String>, Option<String>, String)> {
    let clients: Vec<&str> = SERVICES.iter().map(|(name, _)| *name).chain(["client"]).collect();
    let request = Regex::new(&format!(
        r"(?:(?:aws_sdk_([a-z0-9]+)::)?\bClient::new\([^)]*\)|\b({}))\s*\.\s*([a-z]\w*)\(\)",
        clients.join("|")
    ))
    .unwrap();
    let part = |found: &Captures<'_>, nth| found.get(nth).map(|it| it.as_str().to_owned());
    request.captures_iter(text).map(|found| (part(&found, 1), part(&found, 2), found[3].to_owned())).collect()
}

/// The calls of an SDK in a source; or what cannot be seen of them.
fn sdk_calls(text: &str) -> Result<BTreeSet<String>, String> {
    let (requests, sent) = (requests(text), text.matches(".send()").count());
    if requests.len() != sent {
        return Err(format!(
            "{sent} requests are sent, {} are seen: call them on a `client`",
            requests.len()
        ));
    }
    let named = Regex::new(r"aws_sdk_([a-z0-9]+)").unwrap();
    let crates: BTreeSet<&str> =
        named.captures_iter(text).filter_map(|found| Some(found.get(1)?.as_str())).collect();
    let of_file = Regex::new(r"(?m)^use aws_sdk_([a-z0-9]+)::(?:Client|\{[^}]*\bClient\b)").unwrap();
    let imported = of_file.captures(text).map(|found| found[1].to_owned());
    let only = crates.first().filter(|_| crates.len() == 1).map(|name| (*name).to_owned());
    let mut calls = BTreeSet::new();
    for (inline, client, method) in requests {
        let client = client.filter(|client| client != "client");
        let Some(service) = inline.or(client).or_else(|| imported.clone()).or_else(|| only.clone()) else {
            return Err(format!("{method}: of which service?"));
        };
        match SERVICES.iter().find(|(name, _)| *name == service) {
            Some((_, Some(service))) => drop(calls.insert(format!("{service}:{}", pascal(&method)))),
            Some((_, None)) => {}
            None => return Err(format!("aws_sdk_{service} is new: add it to SERVICES")),
        }
    }
    Ok(calls)
}

#[test]
fn a_request_is_seen_whatever_its_verb_and_none_is_overlooked() {
    let calls = |text: &str| sdk_calls(text).map(|calls| calls.into_iter().collect::<Vec<_>>());
    let seen = "use aws_sdk_sqs::Client;\nlet it = client\n    .purge_queue();\nit.send()";
    assert_eq!(calls(seen), Ok(vec!["sqs:PurgeQueue".to_owned()]));
    let made =
        "use aws_sdk_cloudformation::Client;\nClient::new(sdk).describe_stacks().into_paginator().send()";
    assert_eq!(calls(made), Ok(vec!["cloudformation:DescribeStacks".to_owned()]));
    assert!(calls("use aws_sdk_sqs::Client;\nqueues.purge_queue().send()").is_err());
    assert!(calls("site.client.list_topics().send()").is_err(), "of which service?");
}

/// What a source asks of AWS through the crate that knows it; or what is not listed.
fn borrowed_calls(text: &str) -> Result<BTreeSet<String>, String> {
    let uses = Regex::new(r"callout_aws::(?:\{([^}]*)\}|(\w+))").unwrap();
    let mut calls = BTreeSet::new();
    for found in uses.captures_iter(text) {
        let words = found.get(1).or(found.get(2)).map_or("", |it| it.as_str());
        for word in words.split(',').map(str::trim).filter(|word| !word.is_empty() && *word != "signed_get") {
            let (_, actions) = BORROWED
                .iter()
                .find(|(name, _)| *name == word)
                .ok_or(format!("callout_aws::{word} is new: add it to BORROWED"))?;
            calls.extend(actions.iter().map(|action| (*action).to_owned()));
        }
    }
    for (name, requests) in REACH {
        let method = name.rsplit("::").next().unwrap_or(name).split(',').next().unwrap_or(name);
        if Regex::new(&format!(r"\btable(?:\(\))?\s*\.\s*{method}\(")).unwrap().is_match(text) {
            let actions = requests.iter().filter_map(|request| request.split_once(' '));
            calls.extend(actions.map(|(action, _)| format!("dynamodb:{action}")));
        }
    }
    // A decision is committed by the loop around it.
    if text.contains("callout_lambda::{SystemClock, change}") || text.contains("callout_lambda::change") {
        calls.extend(["GetItem", "PutItem", "UpdateItem"].map(|action| format!("dynamodb:{action}")));
    }
    Ok(calls)
}

#[test]
fn the_printed_policy_names_every_call_of_the_command() {
    let (mut wanted, mut unknown) = (BTreeSet::new(), Vec::new());
    for (path, text) in sources() {
        let place = path.display().to_string();
        for calls in [sdk_calls(&text), borrowed_calls(&text)] {
            match calls {
                Ok(calls) => wanted.extend(calls.into_iter().map(|action| (action, place.clone()))),
                Err(why) => unknown.push(format!("{place}: {why}")),
            }
        }
        let signed = SIGNED.iter().find(|(file, _)| *file == place);
        match (text.contains("signed_get("), signed) {
            (true, Some((_, action))) => drop(wanted.insert(((*action).to_owned(), place))),
            (true, None) => unknown.push(format!("{place} signs a request: add it to SIGNED")),
            (false, _) => {}
        }
    }
    let wanted: BTreeSet<(String, String)> = wanted
        .into_iter()
        .map(|(action, place)| {
            let other = OTHER_NAMES.iter().find(|(call, _)| *call == action);
            (other.map_or(action, |(_, action)| (*action).to_owned()), place)
        })
        .collect();
    for call in
        ["sns:GetSmsAttributes", "cloudwatch:SetAlarmState", "sqs:ReceiveMessage", "dynamodb:BatchGetItem"]
    {
        assert!(
            wanted.iter().any(|(action, _)| action == call),
            "{call} is not seen: mend the search in {}",
            file!()
        );
    }
    hold("Mend the lists at the top of tests/house/template/operating.rs.", unknown);
    hold("Add the action to infra/cli/src/deploy/policy.json.", missing(wanted));
}
