//! Each role reaches the items of the table that its function reaches, and no others.
//!
//! What AWS enforces, and where that stands:
//!
//! - `dynamodb:LeadingKeys` holds the partition keys of a request, of `GetItem`, `PutItem`, `UpdateItem`, `DeleteItem`, `Query`,
//!   `BatchGetItem` and `BatchWriteItem` (DynamoDB developer guide, `specifying-conditions`, example 1). Several keys in one
//!   request need `ForAllValues`, as the same page says.
//! - `ForAllValues` is true where a request has no such key (IAM user guide, single-valued and multivalued context keys), so
//!   `"Null": false` stands beside it.
//! - Each part of a transaction is checked as `PutItem` or `UpdateItem` of its own (`transaction-apis-iam`).
//! - `Scan` returns everything whatever the leading keys (`specifying-conditions`, example 1, "Important"): nobody may scan.
//! - In a query of an index the leading key is the index's partition key, not the table's (measured in
//!   matt.martz.codes/lock-down-dynamodb-with-iam-policy-conditions). Those are months, `AUDIT`, `DUE` and `OPEN`, which
//!   narrow nothing down: an index is allowed by its ARN. `due` and `open` hold keys only, `opened` incidents only, `audit` what people
//!   did, without addresses.

use super::{Template, alternatives, functions, names};
use crate::contracts::reach::{DECLARING, ENDING, FINDING_TO_DECLARE, OPENING, REACH};
use crate::house::{hold, repository};
use regex::Regex;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The calls that write; `BatchWriteItem` deletes, too.
const WRITES: [&str; 4] = ["BatchWriteItem", "DeleteItem", "PutItem", "UpdateItem"];

/// Whose commits may end an incident, and with it the counts beside it: people, and the clock.
const ENDS_INCIDENTS: [&str; 4] = ["console", "escalate", "respond", "sms-replies"];

/// What is allowed or needed: of reading and of writing the actions, and the keys as patterns of IAM; and the indexes.
#[derive(Debug, Default, PartialEq, Eq)]
struct Access {
    reads: (BTreeSet<String>, BTreeSet<String>),
    writes: (BTreeSet<String>, BTreeSet<String>),
    indexes: BTreeSet<String>,
}

impl Access {
    fn add(&mut self, action: &str, key: &str) {
        if let Some(index) = key.strip_prefix("index/") {
            self.indexes.insert(index.to_owned());
            return;
        }
        let (actions, keys) = if WRITES.contains(&action) { &mut self.writes } else { &mut self.reads };
        actions.insert(action.to_owned());
        keys.insert(if key.ends_with('#') { format!("{key}*") } else { key.to_owned() });
    }
}

/// The sources of a function, without its tests.
fn sources(function: &str) -> Vec<String> {
    let inside = Path::new("functions").join(function).join("src");
    let files = repository::rust_files().into_iter();
    files
        .filter(|file| file.starts_with(&inside) && !repository::is_test(file))
        .map(repository::text)
        .collect()
}

/// Files of the shared crates whose functions another source imports: they call the table for it.
fn borrowed(source: &str) -> Vec<String> {
    let crates = ["lambda", "web"].into_iter();
    let direct: Vec<String> = crates.flat_map(|name| borrowed_of(name, source)).collect();
    let further: Vec<String> =
        direct.iter().filter(|text| *text != source).flat_map(|text| borrowed(text)).collect();
    direct.into_iter().chain(further).collect()
}

fn borrowed_of(name: &str, source: &str) -> Vec<String> {
    let imports = Regex::new(&format!(r"use callout_{name}::(?:\w+::)*(\{{[^}}]*\}}|\w+)")).unwrap();
    let words: BTreeSet<&str> = imports
        .captures_iter(source)
        .flat_map(|found| found.extract::<1>().1[0].split(|c: char| !c.is_alphanumeric() && c != '_'))
        .collect();
    let offers = Regex::new(r"pub async fn (\w+)").unwrap();
    let folder = Path::new("shared").join(name).join("src");
    let files = repository::rust_files().into_iter().filter(|file| file.starts_with(&folder));
    let texts = files.map(repository::text);
    texts.filter(|text| offers.captures_iter(text).any(|found| words.contains(&found[1]))).collect()
}

/// The ports' calls in a source, by the list of what they reach. Where two ports have a function of one name, the source
/// names the one it means.
fn calls(source: &str) -> Vec<&'static str> {
    let call = Regex::new(r"(?:table(?:\(\))?\s*\.|\b(?:IncidentStore|Attempts)::)\s*(\w+)\(").unwrap();
    let mut found = Vec::new();
    for method in call.captures_iter(source).map(|found| found[1].to_owned()) {
        let all = REACH.iter().filter_map(|(name, _)| Some((*name, name.split_once("::")?)));
        let meant: Vec<_> = all.filter(|(_, (_, of_port))| *of_port == method).collect();
        let is_named = |port: &str| Regex::new(&format!(r"\b{port}\b")).unwrap().is_match(source);
        let named = meant.iter().filter(|(_, (port, _))| meant.len() == 1 || is_named(port));
        found.extend(named.map(|(name, _)| *name));
    }
    found
}

/// What a function reaches, by the calls in its sources.
fn reached(function: &str) -> Access {
    let own = sources(function);
    let all: Vec<String> =
        own.iter().flat_map(|source| borrowed(source)).chain(own.iter().cloned()).collect();
    let commits = match own.iter().any(|source| source.contains("OpeningWrites")) {
        true => OPENING,
        false if ENDS_INCIDENTS.contains(&function) => ENDING,
        false => "IncidentStore::commit",
    };
    let mut access = Access::default();
    let each = all.iter().flat_map(|source| calls(source).into_iter().map(move |name| (source, name)));
    for (source, name) in each {
        let name = match (name, source.contains("NewIncident")) {
            ("IncidentStore::commit", true) => DECLARING,
            ("IncidentStore::find", true) => FINDING_TO_DECLARE,
            ("IncidentStore::commit", false) => commits,
            _ => name,
        };
        let (_, requests) = REACH.iter().find(|(known, _)| *known == name).expect("it is in the list");
        for (action, key) in requests.iter().filter_map(|request| request.split_once(' ')) {
            access.add(action, key);
        }
    }
    access
}

/// The statements about the table in a role.
fn statements<'a>(template: &'a Template, role: &str) -> Vec<&'a Value> {
    let policies = alternatives(&template.resource(role)["Properties"]["Policies"]).into_iter();
    let all = policies.flat_map(|policy| alternatives(&policy["PolicyDocument"]["Statement"]));
    all.filter(|one| {
        alternatives(&one["Action"]).iter().any(|action| {
            // A stream has no keys.
            action.as_str().is_some_and(|it| {
                it.starts_with("dynamodb:")
                    && !it.contains("Stream")
                    && !it.contains("Shard")
                    && it != "dynamodb:GetRecords"
            })
        })
    })
    .collect()
}

const LEADING_KEYS: &str = "dynamodb:LeadingKeys";

/// What a role allows; or what is wrong with it.
fn allowed(template: &Template, role: &str) -> Result<Access, String> {
    let mut access = Access::default();
    for statement in statements(template, role) {
        let actions = alternatives(&statement["Action"]).into_iter().filter_map(Value::as_str);
        let actions: Vec<&str> = actions.filter_map(|action| action.strip_prefix("dynamodb:")).collect();
        for resource in alternatives(&statement["Resource"]) {
            let index =
                resource["Fn::Sub"].as_str().and_then(|text| text.strip_prefix("${Table.Arn}/index/"));
            match index {
                Some(index) if actions == ["Query"] => drop(access.indexes.insert(index.to_owned())),
                Some(index) => {
                    return Err(format!("{role}: {actions:?} on the index {index}; Query is enough"));
                }
                None => add_table(&mut access, &actions, &statement["Condition"])
                    .map_err(|why| format!("{role}: {why}"))?,
            }
        }
    }
    Ok(access)
}

fn add_table(access: &mut Access, actions: &[&str], condition: &Value) -> Result<(), String> {
    if condition["Null"][LEADING_KEYS] != "false" {
        return Err(format!("{actions:?} without \"Null\": {{ {LEADING_KEYS}: \"false\" }}"));
    }
    let keys = alternatives(&condition["ForAllValues:StringLike"][LEADING_KEYS]);
    for (action, key) in actions.iter().flat_map(|action| keys.iter().map(move |key| (action, key))) {
        let key = key.as_str().ok_or("a key that is no text")?;
        let key = key.strip_suffix("#*").map_or_else(|| key.to_owned(), |start| format!("{start}#"));
        access.add(action, &key);
    }
    if keys.is_empty() { Err(format!("{actions:?} on every item")) } else { Ok(()) }
}

#[test]
fn a_role_ends_at_the_items_that_its_function_reaches() {
    let template = Template::load();
    let mut broken = Vec::new();
    for (_, function) in functions(&template) {
        let name = function["FunctionName"]["Fn::Sub"].as_str().unwrap().replace("${AWS::StackName}-", "");
        let needed = reached(&name);
        match names(&function["Role"]).map(|role| allowed(&template, role)) {
            Some(Ok(allowed)) if allowed == needed => {}
            Some(Ok(allowed)) => broken.push(format!("{name}: allowed {allowed:?}\n    needed {needed:?}")),
            Some(Err(why)) => broken.push(why),
            None => broken.push(format!("{name} has no role")),
        }
    }
    hold(
        "Allow a function the items that its calls on the table reach: one statement for reading, one for writing, each with \
         ForAllValues:StringLike and Null on dynamodb:LeadingKeys.",
        broken,
    );
}

#[test]
fn only_an_operator_writes_settings() {
    let template = Template::load();
    let mut broken = Vec::new();
    for (role, _) in template.of_type("AWS::IAM::Role") {
        match allowed(&template, role) {
            Ok(access) => {
                let settings = ["SETTINGS", "CONTACTS", "*"];
                let is_theirs = |key: &&String| settings.iter().any(|start| key.starts_with(start));
                broken
                    .extend(access.writes.1.iter().find(is_theirs).map(|key| format!("{role} writes {key}")));
            }
            Err(why) => broken.push(why),
        }
    }
    hold("No role of the stack writes settings: whoever may is an operator, with the command.", broken);
}

/// Who writes to people, and who hears from them.
const READ_ADDRESSES: [&str; 2] = ["notify", "sms-replies"];

#[test]
fn addresses_of_people_are_read_where_they_are_needed() {
    let template = Template::load();
    let mut readers = Vec::new();
    for (_, function) in functions(&template) {
        let name = function["FunctionName"]["Fn::Sub"].as_str().unwrap().replace("${AWS::StackName}-", "");
        let access = names(&function["Role"]).map(|role| allowed(&template, role).unwrap()).unwrap();
        let starts = |key: &String| "CONTACTS#".starts_with(key.trim_end_matches('*'));
        readers.extend(access.reads.1.iter().any(starts).then_some(name));
    }
    readers.sort();
    assert_eq!(readers, READ_ADDRESSES, "who may read CONTACTS#*: telephones, mail addresses, secret URLs");
}

#[test]
fn nobody_scans() {
    let text = repository::text("infra/template.yaml");
    let broken = ["dynamodb:Scan", "dynamodb:PartiQL"].into_iter().filter(|action| text.contains(action));
    hold("These know no leading keys: read by key.", broken.map(str::to_owned));
}

/// The functions of the ports that the table implements, as `Port::function`.
fn of_the_table() -> BTreeMap<String, String> {
    let (port, function) =
        (Regex::new(r"^impl (\w+) for Table \{").unwrap(), Regex::new(r"^    async fn (\w+)").unwrap());
    let mut found = BTreeMap::new();
    for file in repository::rust_files().into_iter().filter(|file| file.starts_with("shared/aws/src")) {
        let mut inside = None;
        for line in repository::text(&file).lines() {
            inside = port.captures(line).map(|found| found[1].to_owned()).or(inside.filter(|_| line != "}"));
            let name = inside.as_ref().zip(function.captures(line));
            found.extend(
                name.map(|(port, found)| (format!("{port}::{}", &found[1]), file.display().to_string())),
            );
        }
    }
    found
}

#[test]
fn every_call_on_the_table_is_listed_with_what_it_reaches() {
    let of_the_table = of_the_table();
    assert!(of_the_table.len() > 20, "found only {of_the_table:?}");
    let unlisted = of_the_table.into_iter().filter(|(name, _)| !REACH.iter().any(|(known, _)| known == name));
    hold(
        "List in tests/contracts/reach.rs what the call reaches, and call it there.",
        unlisted.map(|(name, file)| format!("{name} of {file}")),
    );
}

#[test]
fn what_is_reached_is_a_key_of_the_table() {
    let keys = repository::text("shared/aws/src/keys.rs");
    let requests =
        REACH.iter().flat_map(|(_, requests)| requests.iter().filter_map(|one| one.split_once(' ')));
    let unknown = requests.filter(|(_, key)| {
        let bare = key.trim_start_matches("index/").trim_end_matches('#');
        !["", "#"].iter().any(|end| keys.contains(&format!("\"{bare}{end}\"")))
    });
    hold("A key that shared/aws/src/keys.rs does not know.", unknown.map(|(_, key)| key.to_owned()));
}
