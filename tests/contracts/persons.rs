//! What people changed for themselves: one version at a time, active at once, addresses for few, and never a reason not to page.

use super::contract;
use super::engine::{Engine, NAME};
use super::sample::{is_conflict, now};
use aws_sdk_dynamodb::types::AttributeValue;
use callout_aws::{load_people, save_settings};
use callout_domain::link::LinkKeys;
use callout_domain::person::{Change, Deciding, Person, PersonCommand};
use callout_domain::responder::Channel;
use callout_domain::settings::{Rules, Settings};
use callout_ports::fakes::Fakes;
use callout_ports::{ContactSource, OwnAddresses, PersonStore, SettingsSource};

const NUMBER: &str = "+351912345678";

/// Ana, as the files say.
pub(super) fn of_ana() -> Settings {
    toml::from_str("[responders.ana]\nname = 'Ana'\ncontacts = [{ channel = 'sms', address = '+15550100' }]")
        .unwrap()
}

fn keys() -> LinkKeys {
    LinkKeys::new(vec![vec![7; 64]]).unwrap()
}

fn decided(before: &Person, command: &PersonCommand) -> Change {
    let (who, keys, settings) = ("ana".into(), keys(), of_ana());
    let of_files = &settings.responders[&who];
    before.decide(command, Deciding { who: &who, of_files, keys: &keys, by: "Ana", now: now() }).unwrap()
}

/// Ana adds a number.
pub(super) fn added() -> Change {
    decided(
        &Person::default(),
        &PersonCommand::Add { name: None, channel: Channel::Sms, address: NUMBER.to_owned() },
    )
}

fn verified(before: &Person) -> Change {
    let code = before.code.clone().unwrap().code(&keys(), &"ana".into());
    decided(before, &PersonCommand::Enter("sms".into(), code))
}

fn address(rules: &Rules) -> Option<&str> {
    rules.address(&"ana".into(), &"sms".into())
}

contract!(of_two_changes_at_once_one_is_stored);
async fn of_two_changes_at_once_one_is_stored<T: PersonStore + OwnAddresses>(store: &T) {
    let ana = "ana".into();
    assert_eq!(store.person(&ana).await.unwrap(), Person::default());
    let first = added();
    store.save_person(&first).await.unwrap();
    let again = store.save_person(&first).await;
    assert!(is_conflict(&again), "sent twice: {again:?}");
    let known = store.person(&ana).await.unwrap();
    assert_eq!((known.version, known.contacts[0].address.as_str()), (1, ""), "without the address");
    let mark = &first.address.as_ref().unwrap().0;
    let stored = store.own_address(&ana, mark).await.unwrap();
    assert_eq!(stored.as_ref().map(|address| address.as_str()), Some(NUMBER));
    assert_eq!(store.own_address(&ana, "another").await.unwrap(), None);
    assert_eq!(store.own_address(&"ben".into(), mark).await.unwrap(), None, "another person's");
    store.save_person(&verified(&known)).await.unwrap();
    assert_eq!(store.person(&ana).await.unwrap().version, 2);
}

/// The address that a page to Ana goes to.
async fn used(store: &impl ContactSource) -> Option<String> {
    address(&store.rules_with_contacts().await.unwrap()).map(str::to_owned)
}

async fn check_rules<T: PersonStore + ContactSource>(store: &T) {
    assert_eq!(used(store).await.as_deref(), Some("+15550100"));
    store.save_person(&added()).await.unwrap();
    assert_eq!(used(store).await.as_deref(), Some("+15550100"), "until it is verified");
    let known = store.person(&"ana".into()).await.unwrap();
    store.save_person(&verified(&known)).await.unwrap();
    assert_eq!(used(store).await.as_deref(), Some(NUMBER));
}

#[tokio::test]
async fn a_contact_of_their_own_is_used_as_soon_as_it_is_verified() {
    let fakes = Fakes::at(now());
    fakes.set_settings(of_ana());
    check_rules(&fakes).await;
    let engine = Engine::start().await;
    let (table, of_others) = (engine.table(), engine.table());
    let test = async {
        save_settings(&table, &of_ana(), now()).await.unwrap();
        check_rules(&table).await;
        let others = of_others.rules().await.unwrap();
        assert_eq!(address(&others), None, "who asks for rules alone learns no address");
        assert!(others.own_verified_at(&"ana".into(), &"sms".into()).is_some());
        let people = load_people(&table, &of_ana()).await.unwrap();
        assert_eq!(people.person(&"ana".into()).unwrap().contacts[0].address, NUMBER);
    };
    engine.run(test).await;
}

/// A person's item, broken, and an address that is not there.
#[tokio::test]
async fn what_cannot_be_read_leaves_the_contacts_of_the_of_ana() {
    let engine = Engine::start().await;
    let (table, others, client) = (engine.table(), [engine.table(), engine.table()], engine.client());
    let test = async {
        save_settings(&table, &of_ana(), now()).await.unwrap();
        let first = added();
        table.save_person(&first).await.unwrap();
        table.save_person(&verified(&first.next)).await.unwrap();
        let item = |pk: &str, sk: &str| {
            [("pk", pk), ("sk", sk)]
                .map(|(name, value)| (name.to_owned(), AttributeValue::S(value.to_owned())))
        };
        let gone = client.delete_item().table_name(NAME);
        let key = item("ADDRESS#ana", &first.address.as_ref().unwrap().0);
        gone.set_key(Some(key.into())).send().await.unwrap();
        assert_eq!(address(&others[0].rules_with_contacts().await.unwrap()), Some("+15550100"));
        let broken = client.put_item().table_name(NAME).set_item(Some(item("PERSON#ana", "CONTACTS").into()));
        broken.item("data", AttributeValue::S("{".to_owned())).send().await.unwrap();
        assert_eq!(address(&others[1].rules_with_contacts().await.unwrap()), Some("+15550100"));
    };
    engine.run(test).await;
}

#[tokio::test]
async fn each_change_is_an_event_that_the_stream_carries() {
    let engine = Engine::start().await;
    let (table, client) = (engine.table(), engine.client());
    let test = async {
        table.save_person(&added()).await.unwrap();
        let key = [("pk", "PERSON#ana"), ("sk", "EV#0000000001")];
        let key = key.map(|(name, text)| (name.to_owned(), AttributeValue::S(text.to_owned())));
        let found = client.get_item().table_name(NAME).set_key(Some(key.into())).send().await.unwrap();
        let item = found.item.unwrap();
        assert_eq!(item["type"], AttributeValue::S("person_changed".to_owned()));
        let data = item["data"].as_s().unwrap();
        assert!(data.contains("waits for its code") && !data.contains(NUMBER), "{data}");
    };
    engine.run(test).await;
}
