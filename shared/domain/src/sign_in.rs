//! Signing in to the console by a link in a mail.
//!
//! Must not know an address: whoever asks for a link is known by a mark of it, which only the holder of the link keys can make.

use crate::ids::{ContactName, ResponderName};
use crate::link::SIGN_IN_LIFE;
use crate::notification::Words;
use crate::responder::Channel;
use crate::responder::verification::{AddressDigest, Standing, VERIFIED_FOR, Verification};
use crate::settings::Rules;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How many links a person gets in a day.
pub const MOST_A_PERSON: usize = 5;
/// How many links are sent in a day, to everybody together.
pub const MOST_A_DAY: usize = 100;
/// How many requests are taken in a minute. More come from somebody who guesses; what they guessed wrong takes nothing from the links
/// of a day, and a minute later whoever waits for a link asks again.
pub const MOST_A_MINUTE: u64 = 60;

/// Somebody asks for a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInRequest {
    r#type: Kind,
    /// Distinguishes it from other requests.
    pub id: String,
    /// The marks of the address that was typed, one for each key: whoever compares may not know the newest yet.
    pub marks: Vec<String>,
    /// When.
    pub at: Timestamp,
}

/// The type of the event, by which it is told from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Kind {
    #[serde(rename = "sign_in_requested")]
    SignInRequested,
}

impl SignInRequest {
    /// The type of the event.
    pub const TYPE: &str = "sign_in_requested";

    /// A request at a time.
    pub fn new(id: String, marks: Vec<String>, at: Timestamp) -> Self {
        Self { r#type: Kind::SignInRequested, id, marks, at }
    }

    /// Whether its link would have expired by now, had it been sent.
    pub fn is_over(&self, now: Timestamp) -> bool {
        now.duration_since(self.at) >= SIGN_IN_LIFE
    }
}

/// An address as it is compared: mail programs differ in case and spaces. `None` if it is no mail address.
pub fn comparable(address: &str) -> Option<String> {
    let address = address.trim().to_lowercase();
    let is_mail = address.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    (is_mail && address.len() <= 254).then_some(address)
}

/// The mail contacts with this address, by its mark: one for each responder who has it.
pub fn contacts_of(rules: &Rules, is_meant: impl Fn(&str) -> bool) -> Vec<(ResponderName, ContactName)> {
    let responders = rules.settings().responders.iter();
    let of = |(name, responder): (&ResponderName, &crate::responder::Responder)| {
        let mut mails = responder.contacts.iter().filter(|contact| contact.channel == Channel::Email);
        let found =
            mails.find(|contact| comparable(&contact.address).is_some_and(|address| is_meant(&address)))?;
        Some((name.clone(), found.name()))
    };
    responders.filter_map(of).collect()
}

/// Whether somebody added a contact for themselves and verified it, not long ago.
pub fn is_own_verified(rules: &Rules, who: &ResponderName, contact: &ContactName, now: Timestamp) -> bool {
    let verified_at = rules.own_verified_at(who, contact);
    verified_at.is_some_and(|at| now.duration_since(at) <= VERIFIED_FOR)
}

/// Whether a contact is verified with the address that it has now.
pub fn is_verified(rules: &Rules, verification: &Verification, now: Timestamp) -> bool {
    let Some(responder) = rules.responder(&verification.responder) else { return false };
    let digest = AddressDigest::of(responder, &verification.contact);
    digest.is_some_and(|digest| matches!(verification.standing(&digest, now), Standing::Verified(_)))
}

/// The mail.
pub fn words(link: &str) -> Words {
    let minutes = SIGN_IN_LIFE.as_mins();
    Words {
        subject: "Sign in to Callout".to_owned(),
        body: format!(
            "Sign in to Callout: {link}\n\nThe link works for {minutes} minutes. If you did not ask for it, somebody typed your \
             address; nothing happens unless you open it and press the button."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::responder::verification::Verified;
    use crate::settings::Settings;
    use jiff::SignedDuration;

    fn rules() -> Rules {
        let settings: Settings = toml::from_str(
            "[responders.ana]\nname = 'Ana'\ncontacts = [{ channel = 'sms', address = '+15550100' }, { channel = 'email', address = \
             'Ana@Example.com' }]\n[responders.ben]\nname = 'Ben'\ncontacts = [{ channel = 'email', address = 'ben@example.com' }]",
        )
        .unwrap();
        Rules::build(settings)
    }

    #[test]
    fn an_address_is_compared_as_people_type_it() {
        assert_eq!(comparable("  Ana@Example.COM\n").as_deref(), Some("ana@example.com"));
        for text in
            ["", "ana", "ana@", "@example.com", "ana@localhost", &format!("{}@example.com", "x".repeat(250))]
        {
            assert_eq!(comparable(text), None, "{text}");
        }
        assert_eq!(contacts_of(&rules(), |it| it == "ana@example.com"), [("ana".into(), "email".into())]);
        assert_eq!(contacts_of(&rules(), |it| it == "cho@example.com"), []);
    }

    #[test]
    fn only_an_address_that_was_verified_gets_a_link() {
        let (rules, now) = (rules(), "2026-11-29T03:00:00Z".parse().unwrap());
        let unknown = Verification::unknown(&"ben".into(), &"email".into());
        assert!(!is_verified(&rules, &unknown, now));
        let with = |address: AddressDigest| {
            let verified = Some(Verified { at: now, address });
            is_verified(&rules, &Verification { verified, ..unknown.clone() }, now)
        };
        let digest = AddressDigest::of(rules.responder(&"ben".into()).unwrap(), &"email".into()).unwrap();
        assert_eq!([with(digest), with(AddressDigest("another".to_owned()))], [true, false]);
    }

    #[test]
    fn a_request_is_an_event_that_no_other_is_taken_for() {
        let request =
            SignInRequest::new("1".to_owned(), vec!["m".to_owned()], "2026-11-29T03:00:00Z".parse().unwrap());
        let text = serde_json::to_string(&request).unwrap();
        assert!(text.contains(SignInRequest::TYPE));
        assert_eq!(serde_json::from_str::<SignInRequest>(&text).unwrap(), request);
        assert!(serde_json::from_str::<SignInRequest>(&text.replace("sign_in_requested", "notice")).is_err());
        let after = |minutes| request.is_over(request.at + SignedDuration::from_mins(minutes));
        assert_eq!([after(14), after(15)], [false, true]);
    }
}
