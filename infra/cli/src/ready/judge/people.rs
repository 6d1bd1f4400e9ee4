//! Judges responders: each contact, and whether anything of theirs rings.

use super::topic;
use crate::clock;
use crate::ready::facts::{Facts, Sandbox};
use crate::ready::finding::{About, Finding, Level};
use crate::to_type::{aws, callout, word};
use callout_domain::ids::{ContactName, ResponderName};
use callout_domain::notification::{Attempt, AttemptState};
use callout_domain::responder::verification::{AddressDigest, Standing, Verification};
use callout_domain::responder::{BUILT_IN_FALLBACK, Channel, Contact, NotificationRules, Responder};
use callout_domain::settings::Rules;
use jiff::Timestamp;

/// The most characters of an error that fit a table.
const MAX_ERROR: usize = 120;

pub(super) fn judge(facts: &Facts, rules: &Rules) -> Vec<Finding> {
    let all = rules.settings().responders.iter();
    let mut found: Vec<Finding> =
        all.flat_map(|(name, responder)| Person { facts, name, responder }.judge()).collect();
    let fallback = failure(facts, &BUILT_IN_FALLBACK.into(), None);
    found.extend(fallback.map(|attempt| failed(&About::Fallback, attempt)));
    found.extend(facts.changed.iter().map(|own| {
        let reset = callout(&format!("contact reset {}", own.responder));
        let what = format!("changed beside the settings: {}", own.changes.join(", "));
        Finding::new(
            Level::Ok,
            &About::Responder(own.responder.clone()),
            what,
            format!("`{reset}` undoes it"),
        )
    }));
    found
}

/// One responder under judgement.
struct Person<'a> {
    facts: &'a Facts,
    name: &'a ResponderName,
    responder: &'a Responder,
}

impl Person<'_> {
    fn judge(&self) -> Vec<Finding> {
        let about = About::Responder(self.name.clone());
        let mut found: Vec<Finding> =
            self.names().iter().flat_map(|contact| self.contact(&about, contact)).collect();
        found.extend(self.rings(&about));
        found.extend(self.calls(&about));
        if found.is_empty() {
            found.push(self.fine(&about));
        }
        found
    }

    fn fine(&self, about: &About) -> Finding {
        let names: Vec<String> = self.names().iter().map(ContactName::to_string).collect();
        let looked = self.facts.topics.is_ok() && self.facts.verifications.is_ok();
        let what = if looked { "reached by" } else { "nothing known against" };
        Finding::new(Level::Ok, about, format!("{what} {}", names.join(", ")), "")
    }

    /// The names of contacts in the order written, each once: several addresses can share one.
    fn names(&self) -> Vec<ContactName> {
        NotificationRules::of(self.responder).contacts().iter().map(|(name, _)| name.clone()).collect()
    }

    /// Whether somebody is to be called where no number of ours calls.
    fn calls(&self, about: &About) -> Option<Finding> {
        let is_called = self.responder.contacts.iter().any(|contact| contact.channel == Channel::Voice);
        let is_on = self.facts.numbers.as_ref().is_some_and(|numbers| numbers.voice);
        let is_texted = self.responder.contacts.iter().any(|contact| contact.channel == Channel::Sms);
        (is_called && !is_on).then(|| {
            let level = if is_texted { Level::Warning } else { Level::Error };
            let what = "is to be called, and no number of your own calls: each call fails, and the next contact is used";
            let todo = format!(
                "set VoiceOriginationIdentity with `{}`, or take the voice contact out",
                callout("deploy")
            );
            Finding::new(level, about, what, todo)
        })
    }

    /// Whether anything of theirs makes a sound.
    fn rings(&self, about: &About) -> Option<Finding> {
        if self.responder.contacts.is_empty() {
            let what = "has no contact; their pages go to the fallback contact";
            return Some(Finding::new(
                Level::Warning,
                about,
                what,
                format!("add contacts to responders.toml, then `{}`", callout("apply")),
            ));
        }
        let silent = !self.responder.contacts.iter().any(|contact| contact.channel.rings());
        let todo = format!("add a contact for SMS or phone calls, then `{}`", callout("apply"));
        silent.then(|| {
            Finding::new(
                Level::Warning,
                about,
                "nothing of theirs rings: a page at night is read in the morning",
                todo,
            )
        })
    }

    /// What stands in the way to one contact. One that cannot work need not be verified yet.
    fn contact(&self, about: &About, name: &ContactName) -> Vec<Finding> {
        let addresses = self.responder.contacts.iter().filter(|contact| contact.name() == *name);
        let mut found: Vec<Finding> = addresses
            .flat_map(|contact| {
                let of_topic = topic::judge(self.facts, about, self.name, contact);
                of_topic.into_iter().chain(self.number(about, contact))
            })
            .collect();
        found.extend(self.failure(about, name));
        if found.iter().all(|finding| finding.level != Level::Error) {
            found.extend(self.verified(about, name));
        }
        found
    }

    /// What AWS itself keeps from a telephone number.
    fn number(&self, about: &About, contact: &Contact) -> Option<Finding> {
        if contact.channel != Channel::Sms {
            return None;
        }
        let (number, sms) = (&contact.address, &self.facts.sms);
        let broken =
            |what: String, todo: String| Finding::new(Level::Error, about, what, todo).on(&contact.name());
        // A number of our own texts people; then SNS's lists are about nobody but the fallback contact.
        if let Some(numbers) = self.facts.numbers.as_ref().filter(|numbers| numbers.text) {
            let stopped = numbers.opted_out.as_ref().is_ok_and(|numbers| numbers.contains(number));
            let todo = "they send START to your number".to_owned();
            return stopped.then(|| broken(format!("{number} answered STOP to your number"), todo));
        }
        if sms.opted_out.as_ref().is_ok_and(|numbers| numbers.contains(number)) {
            return Some(broken(
                format!("{number} answered STOP; AWS sends it nothing"),
                format!(
                    "{} (once in 30 days)",
                    aws(&format!("sns opt-in-phone-number --phone-number {number}"))
                ),
            ));
        }
        let Ok(Sandbox::Inside(Ok(verified))) = &sms.sandbox else { return None };
        (!verified.contains(number)).then(|| {
            broken(
                format!("the account is in the SMS sandbox, and {number} is not verified there"),
                format!(
                    "leave the sandbox, or {}",
                    aws(&format!("sns create-sms-sandbox-phone-number --phone-number {number}"))
                ),
            )
        })
    }

    /// Whether the last message failed. A code that came back after it shows that this was mended.
    fn failure(&self, about: &About, contact: &ContactName) -> Option<Finding> {
        let verified = self.known(contact).and_then(|known| known.verified.as_ref()).map(|one| one.at);
        let last = failure(self.facts, self.name, Some(contact))?;
        verified.is_none_or(|at| at < last.at).then(|| failed(about, last))
    }

    fn known(&self, contact: &ContactName) -> Option<&Verification> {
        let mut all = self.facts.verifications.iter().flatten();
        all.find(|known| known.responder == *self.name && known.contact == *contact)
    }

    fn verified(&self, about: &About, contact: &ContactName) -> Option<Finding> {
        self.facts.verifications.as_ref().ok()?;
        let address = AddressDigest::of(self.responder, contact)?;
        let now = self.facts.now;
        let what = match self.known(contact).map_or(Standing::Never, |known| known.standing(&address, now)) {
            Standing::Verified(_) => return None,
            Standing::Never => "never verified".to_owned(),
            Standing::AddressChanged => "the address was changed since it was verified".to_owned(),
            Standing::LongAgo(at) => format!("verified {} days ago", days(at, now)),
        };
        let todo = callout(&format!("verify {} --contact {}", self.name, word(contact.as_str())));
        Some(Finding::new(Level::Warning, about, what, todo).on(contact))
    }
}

fn days(from: Timestamp, to: Timestamp) -> i64 {
    from.duration_until(to).as_hours() / 24
}

/// The last message to a contact, or to any of a responder, if it failed.
fn failure<'a>(
    facts: &'a Facts,
    responder: &ResponderName,
    contact: Option<&ContactName>,
) -> Option<&'a Attempt> {
    let all = facts.attempts.iter().flatten();
    let theirs = all
        .filter(|one| one.responder == *responder && contact.is_none_or(|contact| one.contact == *contact));
    let done = theirs.filter(|one| one.state != AttemptState::Claimed);
    done.max_by_key(|one| one.at).filter(|one| matches!(one.state, AttemptState::Failed(_)))
}

/// A verified contact is fine again; nothing but the next page says so of the fallback contact.
fn failed(about: &About, attempt: &Attempt) -> Finding {
    let Attempt { responder, contact, at, .. } = attempt;
    let (level, todo) = match about {
        About::Fallback => (Level::Warning, callout(&format!("test-page {responder}"))),
        _ => (Level::Error, callout(&format!("verify {responder} --contact {}", word(contact.as_str())))),
    };
    let what = format!("the last message, {}, failed: {}", clock::minute(*at), gist(attempt));
    Finding::new(level, about, what, todo).on(contact)
}

/// What AWS said, without what we asked.
fn gist(attempt: &Attempt) -> String {
    let AttemptState::Failed(why) = &attempt.state else { return String::new() };
    let said = why.rsplit("service error: ").next().unwrap_or(why);
    said.chars().filter(|c| !c.is_control()).take(MAX_ERROR).collect()
}
