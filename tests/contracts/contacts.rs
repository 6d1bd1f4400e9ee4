//! People's addresses: stored apart, read by few, of the same version as the rules, and never a reason not to page.

use super::door::Door;
use super::engine::{Engine, NAME};
use super::sample::now;
use super::stand_in::against;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use callout_aws::{Table, load_settings, save_settings};
use callout_domain::settings::{Rules, Settings};
use callout_ports::fakes::Fakes;
use callout_ports::{ContactSource, PortError, SettingsSource};
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

/// Ana, with this address and title.
fn settings(name: &str, address: &str) -> Settings {
    let contacts = format!("contacts = [{{ channel = 'email', address = '{address}' }}]");
    toml::from_str(&format!("[responders.ana]\nname = '{name}'\n{contacts}\n")).unwrap()
}

fn address(rules: &Rules) -> Option<&str> {
    rules.address(&"ana".into(), &"email".into())
}

fn name(rules: &Rules) -> Option<&str> {
    rules.responder(&"ana".into()).map(|responder| responder.name.as_str())
}

async fn save(table: &Table, name: &str, address: &str) -> String {
    save_settings(table, &settings(name, address), now()).await.unwrap().version
}

#[tokio::test]
async fn whoever_asks_for_rules_learns_that_somebody_has_a_mail_and_not_which() {
    let fakes = Fakes::at(now());
    fakes.set_settings(settings("Ana", "ana@example.com"));
    check_addresses(&fakes).await;
    let engine = Engine::start().await;
    let table = engine.table();
    let test = async {
        save(&table, "Ana", "ana@example.com").await;
        check_addresses(&table).await;
    };
    engine.run(test).await;
}

async fn check_addresses(source: &impl ContactSource) {
    let rules = source.rules().await.unwrap();
    assert_eq!((name(&rules), address(&rules)), (Some("Ana"), None));
    assert_eq!(rules.reach(&"ana".into()).0.as_str(), "ana", "she can be reached all the same");
    let rules = source.rules_with_contacts().await.unwrap();
    assert_eq!((name(&rules), address(&rules)), (Some("Ana"), Some("ana@example.com")));
}

#[tokio::test]
async fn nothing_that_every_function_reads_holds_an_address() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../infra/config");
    let settings = callout::settings::read(&sample).unwrap().settings;
    let contacts = settings.responders.values().flat_map(|responder| responder.contacts.clone());
    let addresses: Vec<String> = contacts.map(|contact| contact.address).collect();
    assert!(addresses.len() >= 5, "the sample has people: {addresses:?}");
    let engine = Engine::start().await;
    let (table, client) = (engine.table(), engine.client());
    let test = async {
        save_settings(&table, &settings, now()).await.unwrap();
        let (apart, open): (Vec<_>, Vec<_>) =
            items(&client).await.into_iter().partition(|(pk, _)| pk.starts_with("CONTACTS#"));
        assert!(open.iter().any(|(_, item)| item.contains("Ana Silva")), "the rules are there: {open:?}");
        for address in &addresses {
            let holds = |(_, item): &&(String, String)| item.contains(address);
            assert_eq!(open.iter().find(holds), None, "{address}");
            assert!(apart.iter().any(|one| holds(&one)), "{address}");
        }
    };
    engine.run(test).await;
}

/// Every item of the table: its partition key, and all of it.
async fn items(client: &Client) -> Vec<(String, String)> {
    let found = client.scan().table_name(NAME).send().await.unwrap().items.unwrap();
    found.into_iter().map(|item| (item["pk"].as_s().unwrap().clone(), format!("{item:?}"))).collect()
}

#[tokio::test]
async fn rules_and_addresses_are_of_one_version() {
    let engine = Engine::start().await;
    let table = engine.table();
    let test = async {
        save(&table, "Ana", "old@example.com").await;
        let before = table.rules_with_contacts().await.unwrap();
        save(&table, "Ana Silva", "new@example.com").await;
        // A process that reads addresses at all keeps them, whichever way it asks next.
        let (rules, again) = (table.rules().await.unwrap(), table.rules_with_contacts().await.unwrap());
        assert!(Arc::ptr_eq(&rules, &again), "one reading for each change of the settings");
        assert_eq!((name(&rules), address(&rules)), (Some("Ana Silva"), Some("new@example.com")));
        assert_eq!((name(&before), address(&before)), (Some("Ana"), Some("old@example.com")));
    };
    engine.run(test).await;
}

#[tokio::test]
async fn a_version_without_its_addresses_pages_by_the_last_good_one() {
    let engine = Engine::start().await;
    let (warm, cold, other, client) = (engine.table(), engine.table(), engine.table(), engine.client());
    let test = async {
        save(&warm, "Ana", "ana@example.com").await;
        assert_eq!(address(&warm.rules_with_contacts().await.unwrap()), Some("ana@example.com"));
        let version = save(&other, "Ana Silva", "new@example.com").await;
        delete(&client, &format!("CONTACTS#{version}")).await;
        let rules = warm.rules_with_contacts().await.unwrap();
        assert_eq!((name(&rules), address(&rules)), (Some("Ana"), Some("ana@example.com")));
        assert!(cold.rules_with_contacts().await.unwrap().are_unreadable(), "the fallback contact only");
        assert_eq!(name(&other.rules().await.unwrap()), Some("Ana Silva"), "who needs no address goes on");
        assert!(matches!(load_settings(&other).await, Err(PortError::Corrupt { .. })));
        // The error says: apply them again.
        assert_eq!(save(&other, "Ana Silva", "new@example.com").await, version);
        for table in [warm, cold] {
            let rules = table.rules_with_contacts().await.unwrap();
            assert_eq!((name(&rules), address(&rules)), (Some("Ana Silva"), Some("new@example.com")));
        }
    };
    engine.run(test).await;
}

async fn delete(client: &Client, pk: &str) {
    let key = |sk: &str| {
        let text = |value: &str| AttributeValue::S(value.to_owned());
        HashMap::from([("pk".to_owned(), text(pk)), ("sk".to_owned(), text(sk))])
    };
    client.delete_item().table_name(NAME).set_key(Some(key("0000"))).send().await.unwrap();
}

/// Runs a test with a table behind a door that may refuse.
async fn at_the_door(test: impl AsyncFnOnce(&Door, [Table; 2])) {
    let engine = Engine::start().await;
    if !engine.is_in_process() {
        return;
    }
    let door = Door::to(&engine);
    let work = against(door.answers(), async |sdk| {
        test(&door, [Table::new(sdk, NAME), Table::new(sdk, NAME)]).await
    });
    engine.run(work).await;
}

#[tokio::test]
async fn a_role_that_may_not_read_addresses_has_the_rules() {
    at_the_door(async |door, [may, may_not]| {
        save(&may, "Ana", "ana@example.com").await;
        door.refuse(Some("Query CONTACTS#"));
        assert_eq!(name(&may_not.rules().await.unwrap()), Some("Ana"));
        let refused = may_not.rules_with_contacts().await;
        assert!(matches!(refused, Err(PortError::Unavailable { .. })), "its queue tries again: {refused:?}");
        door.refuse(None);
        assert_eq!(address(&may_not.rules_with_contacts().await.unwrap()), Some("ana@example.com"));
    })
    .await;
}

#[tokio::test]
async fn what_apply_wrote_half_is_invisible() {
    at_the_door(async |door, [operator, notify]| {
        save(&operator, "Ana", "old@example.com").await;
        for refused in ["BatchWriteItem CONTACTS#", "PutItem SETTINGS"] {
            door.refuse(Some(refused));
            let saved = save_settings(&operator, &settings("Ana Silva", "new@example.com"), now()).await;
            assert!(saved.is_err(), "{refused}");
            door.refuse(None);
            let rules = notify.rules_with_contacts().await.unwrap();
            assert_eq!((name(&rules), address(&rules)), (Some("Ana"), Some("old@example.com")), "{refused}");
        }
        save(&operator, "Ana Silva", "new@example.com").await;
        let rules = notify.rules_with_contacts().await.unwrap();
        assert_eq!((name(&rules), address(&rules)), (Some("Ana Silva"), Some("new@example.com")));
    })
    .await;
}
