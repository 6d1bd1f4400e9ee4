//! What becomes of topics and subscriptions when settings change, or somebody else changed them.

use super::*;
use crate::apply::topics::Subscription;
use callout_domain::responder::ResponderTopic;

const ANA: &str = r#"
    [responders.ana]
    name = "Ana"
    contacts = [{ channel = "sms", address = "+15550100" }, { channel = "voice", address = "+15550100" }]
"#;

fn settings(text: &str) -> Settings {
    toml::from_str(text).unwrap()
}

fn arn(topic: &Topic) -> String {
    format!("arn:aws:sns:eu-west-1:111122223333:{}", topic.name("callout"))
}

fn subscription(authenticated: bool, filtered: bool) -> Subscription {
    let state = SubscriptionState::Confirmed { authenticated, filtered };
    Subscription { arn: "arn:aws:sns:x:1".to_owned(), state }
}

fn shown(steps: &[Step]) -> Vec<String> {
    steps.iter().map(Step::to_string).collect()
}

/// The steps on the only topic that these settings want, where it is as given.
fn steps(standing: Option<&Standing>) -> Vec<String> {
    let wanted = wanted(&settings(ANA), None);
    let (topic, wanted) = wanted.first_key_value().unwrap();
    shown(&between(topic, wanted, standing.map(|standing| ("arn:x", standing))))
}

#[test]
fn a_new_address_gets_a_topic_and_is_subscribed_and_a_call_needs_neither() {
    assert_eq!(
        steps(None),
        ["+ topic for ana, sms +15550100", "+ subscription of +15550100 to the topic for ana, sms +15550100"]
    );
}

#[test]
fn what_drifted_is_put_right() {
    let own = ("sms".to_owned(), "+15550100".to_owned());
    let foreign = ("https".to_owned(), "https://eve.example".to_owned());
    let mended = |has_policy, all: Vec<(Address, Subscription)>| {
        steps(Some(&Standing { subscriptions: all.into_iter().collect(), has_policy }))
    };
    let well = (own.clone(), subscription(true, false));
    assert_eq!(mended(true, vec![well.clone()]), Vec::<String>::new());
    assert_eq!(
        mended(false, vec![well.clone()]),
        ["~ policy of the topic for ana, sms +15550100: only IAM says who may use it"]
    );
    assert_eq!(
        mended(true, vec![(own, subscription(true, true))]),
        ["~ subscription of +15550100 to the topic for ana, sms +15550100: no filter"]
    );
    let asked = Subscription { arn: "PendingConfirmation".to_owned(), state: SubscriptionState::Unconfirmed };
    let nothing = mended(true, vec![well.clone(), (foreign.clone(), asked)]);
    assert_eq!(nothing, Vec::<String>::new(), "AWS forgets it by itself, and no command can");
    assert_eq!(
        mended(true, vec![well, (foreign, subscription(true, false))]),
        ["- subscription of https://eve.example to the topic for ana, sms +15550100: in no settings"]
    );
}

#[test]
fn renaming_a_contact_changes_nothing() {
    let renamed = settings(&ANA.replace("channel = \"sms\"", "name = \"work\", channel = \"sms\""));
    assert_eq!(
        wanted(&settings(ANA), None).keys().collect::<Vec<_>>(),
        wanted(&renamed, None).keys().collect::<Vec<_>>()
    );
}

#[test]
fn topics_of_addresses_that_are_gone_are_removed_and_those_of_others_stay() {
    let (old, new) = (settings(&ANA.replace("0100", "0199")), settings(ANA));
    let of =
        |name: &str, address: &str| Topic::Responder(ResponderTopic::of(&name.into(), Channel::Sms, address));
    let there = [
        of("ana", "+15550100"),
        of("ana", "+15550199"),
        of("ana", "+15550177"),
        of("x-responder-ana", "+15550100"),
        Topic::Room("of-somebody".to_owned()),
    ];
    let there: BTreeMap<Topic, String> =
        there.into_iter().map(|topic| (topic.clone(), arn(&topic))).collect();
    let steps = gone(there, &wanted(&new, None), &old, &new);
    let mut found = shown(&steps);
    found.sort();
    assert_eq!(found, ["- topic for ana, an address of before", "- topic for ana, sms +15550199"]);
    let in_use: Vec<Step> = steps.into_iter().filter(Step::is_in_use).collect();
    assert_eq!(
        shown(&in_use),
        ["- topic for ana, sms +15550199"],
        "functions that read the settings of before use it"
    );
}

#[test]
fn a_subscription_that_no_settings_explain_is_foreign() {
    let room = Contact { name: None, channel: Channel::Chat, address: "war-room".to_owned() };
    let https = |endpoint: &str| (("https".to_owned(), endpoint.to_owned()), subscription(true, false));
    let alike = format!("{CHAT_APPLICATION}.eve.example");
    assert_eq!(foreign(&room, &[https(&alike)].into_iter().collect(), None).len(), 1);
    let all: Subscriptions =
        [https(CHAT_APPLICATION), https("https://eve.example/hook")].into_iter().collect();
    let found = foreign(&room, &all, None);
    assert_eq!(found, [&("https".to_owned(), "https://eve.example/hook".to_owned())]);
    assert!(foreign(&room, &all, Some("https://eve.example/inbox")).is_empty());
}
