//! Responders whom pages would not reach under new settings: SNS accepts a message to an unconfirmed address and
//! delivers it nowhere, without an error.
//! Must not judge people whose contacts stay as they are: new settings change nothing for them.

use super::topics::{Subscription, SubscriptionState, Subscriptions, Topic, subscriptions, topics};
use crate::deployment::Deployment;
use crate::subscription_status::{of_any_subscription, subscription_status};
use crate::to_type::callout;
use anyhow::Result;
use aws_sdk_sns::Client;
use callout_domain::ids::ResponderName;
use callout_domain::responder::{Contact, NotificationRules, Responder, Urgency};
use callout_domain::settings::Settings;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// A responder whom pages would not reach, and the addresses that deliver nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unreachable(String);

impl std::fmt::Display for Unreachable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Finds them, once the new contacts are subscribed.
///
/// # Errors
/// SNS does not answer.
pub(super) async fn unreachable(
    deployment: &Deployment,
    settings: &Settings,
    stored: &Settings,
) -> Result<Vec<Unreachable>> {
    let changed = changed(settings, stored);
    if changed.is_empty() {
        return Ok(Vec::new());
    }
    let client = Client::new(&deployment.sdk);
    let mut found = Vec::new();
    for wait in WAITS {
        tokio::time::sleep(wait).await;
        let subscribers = subscribers(&client, &deployment.stack, &changed).await?;
        let has_inbox = deployment.inbox().is_some();
        found = among(&changed, |name, contact| delivers(name, contact, &subscribers, has_inbox));
        if found.is_empty() || !subscribers.values().any(confirms_itself) {
            break;
        }
    }
    Ok(found)
}

/// How long to wait before each check: whatever confirms itself does so within seconds.
const WAITS: [Duration; 4] =
    [Duration::ZERO, Duration::from_millis(200), Duration::from_secs(1), Duration::from_secs(3)];

type Subscribers = BTreeMap<Topic, Subscriptions>;

/// Who is subscribed to the topics of these people.
async fn subscribers(client: &Client, stack: &str, changed: &Changed<'_>) -> Result<Subscribers> {
    let existing = topics(client, stack).await?;
    let mut found = Subscribers::new();
    for (name, responder) in changed {
        for topic in responder.contacts.iter().filter_map(|contact| Topic::of(name, contact)) {
            if let Some(arn) = existing.get(&topic) {
                found.insert(topic, subscriptions(client, arn).await?);
            }
        }
    }
    Ok(found)
}

/// Whether a contact's topic delivers to it. On this machine the inbox shows whatever is sent to anybody.
fn delivers(name: &ResponderName, contact: &Contact, subscribers: &Subscribers, has_inbox: bool) -> bool {
    let none = Subscriptions::new();
    let Some(topic) = Topic::of(name, contact) else { return true };
    let subscriptions = subscribers.get(&topic).unwrap_or(&none);
    (has_inbox && of_any_subscription(subscriptions).delivers())
        || subscription_status(contact, subscriptions).delivers()
}

/// Whether an unconfirmed address confirms itself, without a person.
fn confirms_itself(subscriptions: &Subscriptions) -> bool {
    let waits = |one: &Subscription| one.state == SubscriptionState::Unconfirmed;
    subscriptions.iter().any(|((protocol, _), one)| protocol.starts_with("http") && waits(one))
}

type Changed<'a> = Vec<(&'a ResponderName, &'a Responder)>;

/// Those whose contacts, or whose use of them, these settings change.
fn changed<'a>(settings: &'a Settings, stored: &Settings) -> Changed<'a> {
    let as_before = |name: &ResponderName, now: &Responder| {
        let before = stored.responders.get(name);
        before.is_some_and(|before| {
            URGENCIES.iter().all(|urgency| used(before, *urgency) == used(now, *urgency))
        })
    };
    settings.responders.iter().filter(|(name, now)| !as_before(name, now)).collect()
}

const URGENCIES: [Urgency; 2] = [Urgency::High, Urgency::Low];

/// The addresses that a page of an urgency uses, sooner or later.
fn used(responder: &Responder, urgency: Urgency) -> BTreeSet<(&str, &str)> {
    let due = NotificationRules::of(responder).due(urgency, Timestamp::UNIX_EPOCH).into_iter();
    let contacts = due.filter_map(|(_, name)| responder.contact(&name));
    contacts.map(|contact| (contact.channel.as_str(), contact.address.as_str())).collect()
}

/// Those for whom an urgency uses addresses, none of which delivers.
fn among(changed: &Changed<'_>, delivers: impl Fn(&ResponderName, &Contact) -> bool) -> Vec<Unreachable> {
    let line = |(name, responder): &(&ResponderName, &Responder)| {
        let is_reached = |(channel, address): &(&str, &str)| {
            let mut all = responder.contacts.iter();
            all.any(|one| one.channel.as_str() == *channel && one.address == *address && delivers(name, one))
        };
        let lost = URGENCIES.into_iter().map(|urgency| used(responder, urgency));
        let lost = lost.filter(|used| !used.is_empty() && !used.iter().any(is_reached)).flatten();
        let all: BTreeSet<String> = lost.map(|(channel, address)| format!("{channel} {address}")).collect();
        let all: Vec<String> = all.into_iter().collect();
        (!all.is_empty()).then(|| Unreachable(format!("{name} ({})", all.join(", "))))
    };
    changed.iter().filter_map(line).collect()
}

/// What to do about them.
pub(super) fn advice(unreachable: &[Unreachable]) -> String {
    let names: Vec<String> = unreachable.iter().map(Unreachable::to_string).collect();
    format!(
        "pages would not reach {}: nobody has confirmed these addresses yet, and until then SNS accepts each message and \
         delivers none. AWS has sent a mail to each mail address: copy its link and run `{}` (an https address confirms \
         itself, a room in its chat application)",
        names.join(", "),
        callout("confirm LINK")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::subscription_status::testing::{CONFIRMED, subscriptions as subscriptions_of};
    use callout_domain::responder::Channel;

    const ANA: &str = r#"
        [responders.ana]
        name = "Ana"
        contacts = [{ channel = "email", address = "ana@example.com" }]
    "#;

    /// Whom pages would not reach, where these addresses are confirmed.
    fn check(stored: &str, wanted: &str, confirmed: &[&str], expected: &[&str]) {
        let (stored, wanted): (Settings, Settings) =
            (toml::from_str(stored).unwrap(), toml::from_str(wanted).unwrap());
        let delivers = |_: &ResponderName, contact: &Contact| confirmed.contains(&contact.address.as_str());
        let found: Vec<String> =
            among(&changed(&wanted, &stored), delivers).iter().map(Unreachable::to_string).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn an_edited_address_that_nobody_confirmed_reaches_nobody() {
        let edited = ANA.replace("ana@", "ana.silva@");
        check(ANA, &edited, &["ana@example.com"], &["ana (email ana.silva@example.com)"]);
        check(ANA, &edited, &["ana.silva@example.com"], &[]);
    }

    #[test]
    fn so_does_somebody_new_or_renamed() {
        let renamed = ANA.replace("responders.ana", "responders.ana-silva");
        check(ANA, &renamed, &[], &["ana-silva (email ana@example.com)"]);
    }

    #[test]
    fn whoever_stays_as_they_were_is_not_judged() {
        check(ANA, ANA, &[], &[]);
        check(ANA, &ANA.replace("\"Ana\"", "\"Ana Silva\""), &[], &[]);
    }

    #[test]
    fn another_contact_is_enough_where_the_same_pages_use_it() {
        let both = |address: &str| {
            ANA.replace("[{", "[{ channel = \"sms\", address = \"+15550100\" }, {").replace("ana@", address)
        };
        // What can wait goes to the contact that does not ring.
        let expected = ["ana (email new@example.com)"];
        check(&both("ana@"), &both("new@"), &["+15550100"], &expected);
        let rules = "\n[responders.ana.notify]\nlow = [{ contact = \"sms\" }]";
        let wanted = format!("{}{rules}", both("new@"));
        check(&format!("{}{rules}", both("ana@")), &wanted, &["+15550100"], &[]);
    }

    #[test]
    fn only_what_answers_by_itself_is_waited_for() {
        let waits = |protocol| subscriptions_of([(protocol, "address", SubscriptionState::Unconfirmed)]);
        assert!(confirms_itself(&waits("https")) && confirms_itself(&waits("http")));
        assert!(!confirms_itself(&waits("email")));
        assert!(!confirms_itself(&subscriptions_of([("https", "address", CONFIRMED)])));
    }

    #[test]
    fn on_this_machine_the_inbox_receives_for_a_room() {
        let room = Contact { name: None, channel: Channel::Chat, address: "war-room".to_owned() };
        let mail = Contact { channel: Channel::Email, address: "ana@example.com".to_owned(), ..room.clone() };
        let name = ResponderName::from("ana");
        for contact in [room, mail] {
            let topic = Topic::of(&name, &contact).unwrap();
            let subscribers =
                [(topic, subscriptions_of([("http", "http://127.0.0.1/inbox", CONFIRMED)]))].into();
            assert!(delivers(&name, &contact, &subscribers, true));
            let expected = contact.channel == Channel::Chat;
            assert_eq!(delivers(&name, &contact, &subscribers, false), expected, "{}", contact.channel);
            assert!(!delivers(&name, &contact, &Subscribers::new(), true));
        }
    }

    #[test]
    fn the_advice_names_who_and_what_to_do() {
        let text = advice(&[Unreachable("ana (email new@example.com)".to_owned())]);
        assert!(
            text.contains("ana (email new@example.com)") && text.contains("callout confirm LINK"),
            "{text}"
        );
    }
}
