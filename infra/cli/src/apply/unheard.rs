//! Who would hear nothing of their pages under new settings: SNS accepts a message to an address that nobody confirmed,
//! and delivers it to nobody, without an error anywhere.
//! Must not judge people whose contacts stay as they are: new settings lose nothing of theirs.

use super::topics::{Subscription, SubscriptionState, Subscriptions, Topic, subscriptions, topics};
use crate::deployment::Deployment;
use crate::subscription_status::{of_any_subscription, subscription_status};
use anyhow::Result;
use aws_sdk_sns::Client;
use callout_domain::ids::ResponderName;
use callout_domain::responder::{Contact, NotificationRules, Responder, Urgency};
use callout_domain::settings::Settings;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// Somebody whom pages would not reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unheard(String);

impl std::fmt::Display for Unheard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Looks for them, once the new contacts are subscribed.
///
/// # Errors
/// SNS does not answer.
pub(super) async fn unheard(
    deployment: &Deployment,
    settings: &Settings,
    stored: &Settings,
) -> Result<Vec<Unheard>> {
    let changed = changed(settings, stored);
    if changed.is_empty() {
        return Ok(Vec::new());
    }
    let client = Client::new(&deployment.sdk);
    let mut found = Vec::new();
    for wait in LOOKS {
        tokio::time::sleep(wait).await;
        let heard = heard(&client, &deployment.stack, &changed).await?;
        found = among(&changed, |name, contact| hears(name, contact, &heard, deployment.inbox().is_some()));
        if found.is_empty() || !heard.values().any(confirms_itself) {
            break;
        }
    }
    Ok(found)
}

/// How long to wait before each look: whatever confirms itself does so within seconds.
const LOOKS: [Duration; 4] =
    [Duration::ZERO, Duration::from_millis(200), Duration::from_secs(1), Duration::from_secs(3)];

type Heard = BTreeMap<Topic, Subscriptions>;

/// Who is subscribed to the topics of these people.
async fn heard(client: &Client, stack: &str, changed: &Changed<'_>) -> Result<Heard> {
    let there = topics(client, stack).await?;
    let mut heard = Heard::new();
    for (name, responder) in changed {
        for topic in responder.contacts.iter().filter_map(|contact| Topic::of(name, contact)) {
            if let Some(arn) = there.get(&topic) {
                heard.insert(topic, subscriptions(client, arn).await?);
            }
        }
    }
    Ok(heard)
}

/// Whether a contact hears what is sent to it. Whatever is sent to anybody on this machine is seen in its inbox.
fn hears(name: &ResponderName, contact: &Contact, heard: &Heard, has_inbox: bool) -> bool {
    let none = Subscriptions::new();
    let Some(topic) = Topic::of(name, contact) else { return true };
    let subscriptions = heard.get(&topic).unwrap_or(&none);
    (has_inbox && of_any_subscription(subscriptions).hears())
        || subscription_status(contact, subscriptions).hears()
}

/// Whether an address waits that answers the confirmation without a person.
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

/// Those of whom an urgency uses addresses, and none that hears it.
fn among(changed: &Changed<'_>, hears: impl Fn(&ResponderName, &Contact) -> bool) -> Vec<Unheard> {
    let line = |(name, responder): &(&ResponderName, &Responder)| {
        let is_heard = |(channel, address): &(&str, &str)| {
            let mut all = responder.contacts.iter();
            all.any(|one| one.channel.as_str() == *channel && one.address == *address && hears(name, one))
        };
        let lost = URGENCIES.into_iter().map(|urgency| used(responder, urgency));
        let lost = lost.filter(|used| !used.is_empty() && !used.iter().any(is_heard)).flatten();
        let all: BTreeSet<String> = lost.map(|(channel, address)| format!("{channel} {address}")).collect();
        let all: Vec<String> = all.into_iter().collect();
        (!all.is_empty()).then(|| Unheard(format!("{name} ({})", all.join(", "))))
    };
    changed.iter().filter_map(line).collect()
}

/// What to do about them.
pub(super) fn advice(unheard: &[Unheard]) -> String {
    let names: Vec<String> = unheard.iter().map(Unheard::to_string).collect();
    format!(
        "pages would not reach {}: nobody has confirmed these addresses yet, and until then SNS accepts each message and \
         delivers none. AWS has sent each mail address a mail: copy its link, run `callout confirm LINK` (an https \
         address confirms itself, a room in its chat application)",
        names.join(", ")
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

    /// Who would hear nothing, where these addresses are confirmed.
    fn check(stored: &str, wanted: &str, confirmed: &[&str], expected: &[&str]) {
        let (stored, wanted): (Settings, Settings) =
            (toml::from_str(stored).unwrap(), toml::from_str(wanted).unwrap());
        let hears = |_: &ResponderName, contact: &Contact| confirmed.contains(&contact.address.as_str());
        let found: Vec<String> =
            among(&changed(&wanted, &stored), hears).iter().map(Unheard::to_string).collect();
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
    fn on_this_machine_the_inbox_hears_for_a_room() {
        let room = Contact { name: None, channel: Channel::Chat, address: "war-room".to_owned() };
        let mail = Contact { channel: Channel::Email, address: "ana@example.com".to_owned(), ..room.clone() };
        let name = ResponderName::from("ana");
        for contact in [room, mail] {
            let topic = Topic::of(&name, &contact).unwrap();
            let heard = [(topic, subscriptions_of([("http", "http://127.0.0.1/inbox", CONFIRMED)]))].into();
            assert!(hears(&name, &contact, &heard, true));
            let expected = contact.channel == Channel::Chat;
            assert_eq!(hears(&name, &contact, &heard, false), expected, "{}", contact.channel);
            assert!(!hears(&name, &contact, &Heard::new(), true));
        }
    }

    #[test]
    fn it_is_said_who_and_what_to_do() {
        let told = advice(&[Unheard("ana (email new@example.com)".to_owned())]);
        assert!(
            told.contains("ana (email new@example.com)") && told.contains("callout confirm LINK"),
            "{told}"
        );
    }
}
