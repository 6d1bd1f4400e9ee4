//! Messages that are not pages: a test, a verification code, and what changed about a person's contacts. They are sent like a page.
//!
//! The first hundred characters say which it is and what to do.

use super::Words;
use super::gsm::{ONE_PART, cut_to, gsm7};
use crate::ids::{ContactName, ResponderName};
use crate::responder::Channel;
use crate::responder::verification::{CODE_LIFE, Code};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

/// What a message tests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TestMessage {
    /// Whether messages arrive.
    Test,
    /// Whether messages reach the right person.
    Code(Code),
    /// Not a test: how somebody is reached was changed, by whom and how.
    Changed {
        /// Who did it, for people.
        by: String,
        /// What, in words.
        what: String,
    },
}

/// A test message to one contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestDelivery {
    /// The kind of test.
    pub test_message: TestMessage,
    /// The responder.
    pub responder: ResponderName,
    /// The responder's contact.
    pub contact: ContactName,
    /// The channel.
    pub channel: Channel,
    /// When it was requested.
    pub at: Timestamp,
}

impl TestDelivery {
    /// Writes the text. `zone` is the recipient's time zone.
    pub fn words(&self, zone: &TimeZone) -> Words {
        let lead = self.lead(zone);
        let body = match self.channel {
            Channel::Sms => cut_to(&gsm7(&lead), ONE_PART),
            Channel::Email => format!("{lead}\n\n{}\n", self.stranger()),
            Channel::Voice => self.voice(),
            Channel::Https | Channel::Lambda => self.document(&lead).to_string(),
            Channel::Chat => self.chat(&lead).to_string(),
        };
        Words { subject: self.subject(), body }
    }

    fn subject(&self) -> String {
        match &self.test_message {
            TestMessage::Test => "TEST from Callout: nothing to do".to_owned(),
            TestMessage::Code(code) => format!("{} is your Callout code", code.as_str()),
            TestMessage::Changed { .. } => "Callout: how you are reached was changed".to_owned(),
        }
    }

    fn lead(&self, zone: &TimeZone) -> String {
        let clock = |at: Timestamp| at.to_zoned(zone.clone()).strftime("%H:%M").to_string();
        let Self { responder, contact, .. } = self;
        match &self.test_message {
            TestMessage::Test => format!(
                "TEST from Callout, {}: nothing to do. A page for {responder} would reach you here ({contact}).",
                clock(self.at)
            ),
            TestMessage::Code(code) => format!(
                "{} is your Callout code, until {}. Give it only to the person who set up your on-call contact.",
                code.as_str(),
                clock(self.at.saturating_add(CODE_LIFE).unwrap_or(self.at))
            ),
            TestMessage::Changed { by, what } => format!(
                "Callout, {}: {by} changed how {responder} is reached: {}. Not you? Tell whoever runs Callout.",
                clock(self.at),
                // The alphabet of text messages has no such mark.
                what.replace('`', "'")
            ),
        }
    }

    fn stranger(&self) -> String {
        let Self { responder, contact, .. } = self;
        format!(
            "This address is the contact {contact} of {responder}. If that is not you, tell whoever runs Callout."
        )
    }

    /// Spoken twice, with the code digit by digit.
    fn voice(&self) -> String {
        let spoken = match &self.test_message {
            TestMessage::Test => format!("This is a test for {}. There is nothing to do.", self.responder),
            TestMessage::Code(code) => {
                let digits: Vec<String> = code.as_str().chars().map(String::from).collect();
                format!("Your code is {}.", digits.join(", "))
            }
            TestMessage::Changed { by, what } => {
                format!(
                    "{by} changed how {} is reached: {what}. If that was not you, tell whoever runs Callout.",
                    self.responder
                )
            }
        };
        format!("This is Callout. {spoken} I repeat: {spoken}")
    }

    fn kind(&self) -> &'static str {
        match self.test_message {
            TestMessage::Test => "test",
            TestMessage::Code(_) => "code",
            TestMessage::Changed { .. } => "contacts_changed",
        }
    }

    /// The fields of a page's document that apply, with a kind of its own.
    fn document(&self, lead: &str) -> Value {
        let code = match &self.test_message {
            TestMessage::Test | TestMessage::Changed { .. } => None,
            TestMessage::Code(code) => Some(code.as_str()),
        };
        json!({ "kind": self.kind(), "to": self.responder, "text": lead, "code": code, "incident": null, "acknowledge_url": null })
    }

    fn chat(&self, lead: &str) -> Value {
        json!({
            "version": "1.0",
            "source": "custom",
            "content": { "textType": "client-markdown", "title": self.subject(), "description": lead },
            "metadata": { "summary": self.subject(), "eventType": self.kind(), "enableCustomActions": false },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notification::sms_parts;

    const ALL: [Channel; 6] =
        [Channel::Sms, Channel::Email, Channel::Voice, Channel::Https, Channel::Lambda, Channel::Chat];

    fn words(test_message: TestMessage, contact: &str, channel: Channel) -> Words {
        let at = "2026-11-22T03:00:00Z".parse().unwrap();
        let message =
            TestDelivery { test_message, responder: "ana".into(), contact: contact.into(), channel, at };
        message.words(&TimeZone::get("Africa/Lagos").unwrap())
    }

    fn code() -> TestMessage {
        TestMessage::Code(Code::parse("012345").unwrap())
    }

    #[test]
    fn a_change_is_told_in_letters_that_every_telephone_has() {
        let (by, what) = ("Ana".to_owned(), "`sms` has another address".to_owned());
        let body =
            |channel| words(TestMessage::Changed { by: by.clone(), what: what.clone() }, "sms", channel).body;
        let text = body(Channel::Sms);
        assert!(text.contains("Ana changed how ana is reached: 'sms' has another address."), "{text}");
        assert_eq!(sms_parts(&text), 1, "{text}");
        for channel in ALL {
            let body = body(channel);
            assert!(body.contains("Ana changed how ana is reached: "), "{channel}: {body}");
        }
    }

    #[test]
    fn a_test_says_so_before_anything_is_cut() {
        let text = words(TestMessage::Test, "sms", Channel::Sms).body;
        assert_eq!(
            text,
            "TEST from Callout, 04:00: nothing to do. A page for ana would reach you here (sms)."
        );
        for channel in ALL {
            let Words { subject, body } = words(TestMessage::Test, channel.as_str(), channel);
            let (first, _) = body.split_at(body.len().min(200));
            assert!(first.to_lowercase().contains("test") && first.contains("nothing to do"), "{body}");
            assert!(subject.starts_with("TEST") && subject.is_ascii() && subject.len() < 100);
        }
    }

    #[test]
    fn a_code_is_said_first_and_until_when_it_works() {
        let text = words(code(), "sms", Channel::Sms).body;
        assert!(text.starts_with("012345 is your Callout code, until 04:15."), "{text}");
        for channel in ALL {
            let body = words(code(), channel.as_str(), channel).body;
            assert!(body.contains("012345") || body.contains("0, 1, 2, 3, 4, 5"), "{body}");
        }
    }

    #[test]
    fn a_text_message_is_one_part_whatever_a_contact_is_called() {
        for contact in ["sms", &"支払い".repeat(90), &"€".repeat(200)] {
            for test_message in [TestMessage::Test, code()] {
                assert_eq!(sms_parts(&words(test_message, contact, Channel::Sms).body), 1);
            }
        }
    }

    #[test]
    fn programs_can_tell_a_test_from_a_page() {
        let body: Value =
            serde_json::from_str(&words(TestMessage::Test, "https", Channel::Https).body).unwrap();
        assert_eq!((&body["kind"], &body["incident"]), (&json!("test"), &Value::Null));
        let body: Value = serde_json::from_str(&words(code(), "https", Channel::Https).body).unwrap();
        assert_eq!(body["code"], "012345");
    }
}
