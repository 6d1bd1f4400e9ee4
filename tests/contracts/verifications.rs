//! What is known about contacts changes one version at a time, so that no try at a code goes uncounted.

use super::contract;
use super::engine::{Engine, NAME};
use super::sample::{is_conflict, minutes, now};
use aws_sdk_dynamodb::types::AttributeValue;
use callout_domain::ids::{ContactName, ResponderName};
use callout_domain::responder::verification::{AddressDigest, Answer, Code, Verification};
use callout_ports::Verifications;

fn of(contact: &str) -> (ResponderName, ContactName) {
    ("ana".into(), contact.into())
}

fn address() -> AddressDigest {
    AddressDigest("00ff".to_owned())
}

fn asked(contact: &str) -> Verification {
    let (responder, contact) = of(contact);
    let code = Code::parse("123456").unwrap();
    Verification::unknown(&responder, &contact).with_code(&code, [7; 16], address(), now())
}

fn answered(known: Verification, said: &str) -> Verification {
    match known.answer(&Code::parse(said).unwrap(), &address(), minutes(1)) {
        Answer::Right(known) | Answer::Wrong(known, _) => known,
        Answer::Refused(why) => panic!("{why}"),
    }
}

contract!(contacts_are_known_by_responder_and_name);
async fn contacts_are_known_by_responder_and_name(memory: &impl Verifications) {
    assert_eq!(memory.verifications(&[]).await.unwrap(), []);
    memory.save_verification(&asked("sms")).await.unwrap();
    memory.save_verification(&asked("work phone")).await.unwrap();
    let found = memory.verifications(&[of("work phone"), of("email")]).await.unwrap();
    assert_eq!(found, [asked("work phone")], "nobody looked at the other");
    let both = memory.verifications(&[of("sms"), of("work phone")]).await.unwrap();
    assert_eq!(both.len(), 2);
    let others = [(ResponderName::from("ben"), ContactName::from("sms"))];
    assert_eq!(memory.verifications(&others).await.unwrap(), []);
}

contract!(when_a_contact_was_verified_lies_apart);
async fn when_a_contact_was_verified_lies_apart(memory: &impl Verifications) {
    let contacts = [of("sms"), of("work phone"), of("email")];
    let asked = asked("sms");
    memory.save_verification(&asked).await.unwrap();
    assert_eq!(
        memory.verified_at(&contacts).await.unwrap(),
        [].into(),
        "a code that was sent is not an answer"
    );
    memory.save_verification(&answered(asked, "123456")).await.unwrap();
    assert_eq!(memory.verified_at(&contacts).await.unwrap(), [(of("sms"), minutes(1))].into());
    assert_eq!(memory.verified_at(&contacts[1..]).await.unwrap(), [].into());
    assert_eq!(memory.verified_at(&[]).await.unwrap(), [].into());
}

contract!(of_two_who_answer_one_code_one_wins);
async fn of_two_who_answer_one_code_one_wins(memory: &impl Verifications) {
    let asked = asked("sms");
    memory.save_verification(&asked).await.unwrap();
    let (wrong, right) = (answered(asked.clone(), "000000"), answered(asked.clone(), "123456"));
    memory.save_verification(&wrong).await.unwrap();
    for late in [&right, &asked, &wrong] {
        let answer = memory.save_verification(late).await;
        assert!(is_conflict(&answer), "{answer:?}");
    }
    let known = memory.verifications(&[of("sms")]).await.unwrap();
    assert_eq!(known, std::slice::from_ref(&wrong), "a try that lost leaves no trace");
    memory.save_verification(&answered(wrong, "123456")).await.unwrap();
}

contract!(what_was_never_stored_has_no_later_version);
async fn what_was_never_stored_has_no_later_version(memory: &impl Verifications) {
    let answer = memory.save_verification(&answered(asked("sms"), "123456")).await;
    assert!(is_conflict(&answer), "{answer:?}");
}

#[tokio::test]
async fn neither_code_nor_address_is_in_the_table() {
    let engine = Engine::start().await;
    let (table, client) = (engine.table(), engine.client());
    let test = async {
        table.save_verification(&asked("sms")).await.unwrap();
        let key = |text: &str| AttributeValue::S(text.to_owned());
        let get = client.get_item().table_name(NAME).key("pk", key("RESPONDER#ana"));
        let item = get.key("sk", key("CONTACT#sms")).send().await.unwrap().item.unwrap();
        let mut names: Vec<_> = item.keys().map(String::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, ["data", "pk", "sk", "version"]);
        assert!(!item["data"].as_s().unwrap().contains("123456"));
    };
    engine.run(test).await;
}
