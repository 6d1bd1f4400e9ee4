//! Settings: applied as a whole, active at once, and never a reason not to page.

use super::engine::{Engine, NAME};
use super::sample::now;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use callout_aws::{
    Latest, Saved, Table, load_applied, load_latest, load_settings, replace_settings, save_console,
    save_settings,
};
use callout_domain::settings::{ConsoleAddress, Origin, Service, Settings};
use callout_ports::fakes::Fakes;
use callout_ports::{CommitError, PortError, SettingsSource};
use std::sync::Arc;

fn settings(title: &str) -> Settings {
    let service = Service {
        title: title.to_owned(),
        policy: "primary".into(),
        components: Vec::new(),
        runbook: None,
        urgency: None,
    };
    Settings { services: [("payments".into(), service)].into(), ..Settings::default() }
}

async fn save(table: &Table, settings: &Settings) -> Saved {
    save_settings(table, settings, now()).await.unwrap()
}

async fn title(source: &impl SettingsSource) -> String {
    source.rules().await.unwrap().service(&"payments".into()).title
}

#[tokio::test]
async fn without_settings_there_are_rules() {
    check_defaults(&Fakes::at(now())).await;
    let engine = Engine::start().await;
    let table = engine.table();
    engine.run(check_defaults(&table)).await;
}

async fn check_defaults(source: &impl SettingsSource) {
    let rules = source.rules().await.unwrap();
    assert_eq!(rules.settings(), &Settings::default());
    assert_eq!(rules.fallback_responder().as_str(), "fallback");
}

/// Runs a test on a table of its own, given two processes and a hand that works past both.
macro_rules! on_dynamodb {
    ($name:ident) => {
        mod $name {
            #[tokio::test]
            async fn dynamodb() {
                let engine = super::Engine::start().await;
                let test = super::$name([engine.table(), engine.table()], engine.client());
                engine.run(test).await;
            }
        }
    };
}

on_dynamodb!(the_same_settings_twice_change_nothing);
async fn the_same_settings_twice_change_nothing([table, _]: [Table; 2], client: Client) {
    assert_eq!(load_settings(&table).await.unwrap(), None);
    let first = save(&table, &settings("Payments")).await;
    assert!(first.changed);
    let again = save(&table, &settings("Payments")).await;
    assert_eq!(again, Saved { changed: false, ..first.clone() });
    assert!(save(&table, &settings("Paying")).await.changed);
    assert_eq!(load_settings(&table).await.unwrap(), Some(settings("Paying")));
    assert_eq!(save(&table, &settings("Payments")).await, first, "going back is a change");
    assert_eq!(applied_events(&client).await, ["EV#0000000001", "EV#0000000002", "EV#0000000003"]);
}

on_dynamodb!(the_settings_before_are_remembered);
async fn the_settings_before_are_remembered([table, _]: [Table; 2], _: Client) {
    assert_eq!(load_latest(&table).await.unwrap(), None);
    save(&table, &settings("Payments")).await;
    let first = Latest { settings: settings("Payments"), number: 1, before: None };
    assert_eq!(load_latest(&table).await.unwrap(), Some(first));
    save(&table, &settings("Paying")).await;
    let second = Latest { settings: settings("Paying"), number: 2, before: Some(settings("Payments")) };
    assert_eq!(load_latest(&table).await.unwrap(), Some(second));
}

on_dynamodb!(settings_replace_the_version_that_was_looked_at_and_no_other);
async fn settings_replace_the_version_that_was_looked_at_and_no_other([table, _]: [Table; 2], _: Client) {
    assert!(load_applied(&table).await.unwrap().is_none());
    let ana = Origin { by: Some("ana".into()), commit: Some("1a2b".into()), uncommitted: true };
    let replace = async |title: &str, replaced: Option<&str>| {
        replace_settings(&table, &settings(title), replaced, ana.clone(), now()).await
    };
    let first = replace("Payments", None).await.unwrap().version;
    assert!(matches!(replace("Paying", None).await, Err(CommitError::Conflict)));
    let second = replace("Paying", Some(&first)).await.unwrap().version;
    assert!(matches!(replace("Search", Some(&first)).await, Err(CommitError::Conflict)));
    let applied = load_applied(&table).await.unwrap().unwrap();
    assert_eq!(applied.settings.unwrap(), settings("Paying"));
    assert_eq!((applied.version.version, applied.version.number), (second, 2));
    assert_eq!((applied.version.applied_at, applied.version.origin), (now(), ana));
}

async fn applied_events(client: &Client) -> Vec<String> {
    let query = client
        .query()
        .table_name(NAME)
        .key_condition_expression("pk = :pk AND begins_with(sk, :ev)")
        .expression_attribute_values(":pk", AttributeValue::S("SETTINGS".to_owned()))
        .expression_attribute_values(":ev", AttributeValue::S("EV#".to_owned()));
    let items = query.send().await.unwrap().items.unwrap();
    assert!(items.iter().all(|item| item["type"] == AttributeValue::S("settings_applied".to_owned())));
    items.iter().map(|item| item["sk"].as_s().unwrap().clone()).collect()
}

on_dynamodb!(settings_larger_than_an_item_survive);
async fn settings_larger_than_an_item_survive([table, _]: [Table; 2], _: Client) {
    let large = settings(&"é".repeat(500_000));
    save(&table, &large).await;
    assert_eq!(load_settings(&table).await.unwrap(), Some(large));
}

on_dynamodb!(new_settings_are_in_force_at_once_and_old_ones_are_not_read_again);
async fn new_settings_are_in_force_at_once_and_old_ones_are_not_read_again(
    [table, _]: [Table; 2],
    _: Client,
) {
    assert_eq!(title(&table).await, "payments");
    save(&table, &settings("Payments")).await;
    assert_eq!(title(&table).await, "Payments");
    let (once, again) = (table.rules().await.unwrap(), table.clone().rules().await.unwrap());
    assert!(Arc::ptr_eq(&once, &again));
    save(&table, &settings("Paying")).await;
    assert_eq!(title(&table).await, "Paying");
}

on_dynamodb!(settings_that_cannot_be_read_leave_the_last_good_ones_in_force);
async fn settings_that_cannot_be_read_leave_the_last_good_ones_in_force(
    [table, cold]: [Table; 2],
    client: Client,
) {
    save(&table, &settings("Payments")).await;
    assert_eq!(title(&table).await, "Payments");
    break_settings(&client).await;
    assert_eq!(title(&table).await, "Payments", "a warm process keeps the last good ones");
    assert_eq!(title(&cold).await, "payments", "a cold one goes on without any");
    assert!(matches!(load_settings(&table).await, Err(PortError::Corrupt { .. })));
    assert!(save(&table, &settings("Payments")).await.changed);
    assert_eq!(title(&cold).await, "Payments");
}

on_dynamodb!(a_pointer_that_cannot_be_read_leaves_the_last_good_settings_in_force);
async fn a_pointer_that_cannot_be_read_leaves_the_last_good_settings_in_force(
    [table, cold]: [Table; 2],
    client: Client,
) {
    save(&table, &settings("Payments")).await;
    assert_eq!(title(&table).await, "Payments");
    let pointer = |name: &str| AttributeValue::S(name.to_owned());
    let put =
        client.put_item().table_name(NAME).item("pk", pointer("SETTINGS")).item("sk", pointer("CURRENT"));
    put.send().await.unwrap();
    assert_eq!(title(&table).await, "Payments", "a warm process keeps the last good ones");
    assert_eq!(title(&cold).await, "payments", "a cold one goes on without any");
}

on_dynamodb!(the_console_s_address_lies_beside_the_version_and_stays_with_the_next);
async fn the_console_s_address_lies_beside_the_version_and_stays_with_the_next(
    [table, other]: [Table; 2],
    _: Client,
) {
    let address = |text: &str| ConsoleAddress::parse(text).unwrap();
    let known = async || other.rules().await.unwrap().console().map(|it| it.incidents());
    let version = save(&table, &settings("Payments")).await.version;
    assert_eq!(known().await, None);
    assert!(save_console(&table, &version, &address("https://a.example/")).await.unwrap());
    assert_eq!(known().await.as_deref(), Some("https://a.example/incidents"), "a warm process sees it");
    assert!(!save_console(&table, &version, &address("https://a.example")).await.unwrap(), "no write");
    assert!(save_console(&table, &version, &address("https://b.example/")).await.unwrap());
    let next = save(&table, &settings("Paying")).await.version;
    assert_eq!(known().await.as_deref(), Some("https://b.example/incidents"));
    let stale = save_console(&table, &version, &address("https://c.example/")).await;
    assert!(matches!(stale, Err(CommitError::Conflict)), "{stale:?}");
    assert_ne!(next, version);
}

/// Points to settings of which nothing is there.
async fn break_settings(client: &Client) {
    let update = client
        .update_item()
        .table_name(NAME)
        .key("pk", AttributeValue::S("SETTINGS".to_owned()))
        .key("sk", AttributeValue::S("CURRENT".to_owned()))
        .update_expression("SET version = :other")
        .expression_attribute_values(":other", AttributeValue::S("other".to_owned()));
    update.send().await.unwrap();
}

/// Strangers ask the public functions: not each of their requests looks.
#[tokio::test]
async fn rules_may_be_used_for_a_while_without_a_look() {
    let engine = Engine::start().await;
    let (table, patient) =
        (engine.table(), engine.table().with_rules_for(std::time::Duration::from_secs(3600)));
    let test = async {
        let before = patient.rules().await.unwrap();
        save(&table, &settings("Payments")).await;
        assert!(Arc::ptr_eq(&patient.rules().await.unwrap(), &before));
        assert_eq!(title(&table).await, "Payments");
    };
    engine.run(test).await;
}
