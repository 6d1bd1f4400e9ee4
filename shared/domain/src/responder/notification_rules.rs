//! The notification rules of one person: which contacts are used, in which order, and when.
//!
//! Must not send anything or know the text of a message.

use super::contact::{Channel, Contact};
use super::notify::{Notify, NotifyRule};
use super::urgency::Urgency;
use super::{BUILT_IN_FALLBACK, Responder};
use crate::delay::Delay;
use crate::ids::ContactName;
use crate::oncall::Hours;
use jiff::Timestamp;

/// How to reach one person: contacts, rules, and quiet hours.
#[derive(Debug, Clone)]
pub struct NotificationRules {
    contacts: Vec<(ContactName, Channel)>,
    notify: Notify,
    quiet: Option<Hours>,
}

impl NotificationRules {
    /// The notification rules of a responder. Ignores quiet hours that cannot be parsed: one message too many is better
    /// than one too few.
    pub fn of(responder: &Responder) -> Self {
        let mut contacts: Vec<(ContactName, Channel)> = Vec::new();
        for contact in &responder.contacts {
            if !contacts.iter().any(|(name, _)| *name == contact.name()) {
                contacts.push((contact.name(), contact.channel));
            }
        }
        let zone = responder.zone.as_deref().unwrap_or("UTC");
        let quiet =
            (!responder.quiet.is_empty()).then(|| Hours::compile(&responder.quiet, zone).ok()).flatten();
        Self { contacts, notify: responder.notify.clone(), quiet }
    }

    /// The notification rules of the template's fallback contact.
    pub fn of_fallback() -> Self {
        let contact = |channel| Contact { name: None, channel, address: String::new() };
        Self::of(&Responder {
            name: BUILT_IN_FALLBACK.to_owned(),
            contacts: vec![contact(Channel::Sms), contact(Channel::Email)],
            ..Responder::default()
        })
    }

    /// Every contact, in the order of the settings.
    pub fn contacts(&self) -> &[(ContactName, Channel)] {
        &self.contacts
    }

    /// The channel of a contact.
    pub fn channel(&self, contact: &ContactName) -> Option<Channel> {
        self.contacts.iter().find(|(name, _)| name == contact).map(|(_, channel)| *channel)
    }

    /// The first contact that does not ring, or else the first text, or else the first.
    pub fn quietest(&self) -> Option<&ContactName> {
        let first = |fits: fn(Channel) -> bool| self.contacts.iter().find(|(_, channel)| fits(*channel));
        let silent = first(|channel| !channel.rings()).or_else(|| first(|channel| channel == Channel::Sms));
        silent.or(self.contacts.first()).map(|(name, _)| name)
    }

    /// When each contact is due after a page at `since`, earliest first.
    pub fn due(&self, urgency: Urgency, since: Timestamp) -> Vec<(Timestamp, ContactName)> {
        let at_once = |name: &ContactName| NotifyRule { contact: name.clone(), after: Delay::minutes(0) };
        let known = |rule: &&NotifyRule| self.channel(&rule.contact).is_some();
        let mut rules: Vec<NotifyRule> = self.notify.rules(urgency).iter().filter(known).cloned().collect();
        if rules.is_empty() {
            rules = match urgency {
                Urgency::High => self.contacts.iter().map(|(name, _)| at_once(name)).collect(),
                Urgency::Low => self.quietest().map(at_once).into_iter().collect(),
            };
        }
        let at = |rule: NotifyRule| {
            let due = since.saturating_add(rule.after.0).unwrap_or(since);
            let quiet = self.quiet.as_ref().filter(|_| urgency.is_low());
            (quiet.map_or(due, |quiet| quiet.end(due)), rule.contact)
        };
        let mut due: Vec<_> = rules.into_iter().map(at).collect();
        due.sort_by_key(|(at, _)| *at);
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(settings: &str, urgency: Urgency, since: &str, expected: &[(&str, &str)]) {
        let responder: Responder = toml::from_str(settings).unwrap();
        let due = NotificationRules::of(&responder).due(urgency, since.parse().unwrap());
        let due: Vec<(String, String)> =
            due.into_iter().map(|(at, to)| (at.to_string(), to.to_string())).collect();
        let expected: Vec<(String, String)> =
            expected.iter().map(|(at, to)| ((*at).to_owned(), (*to).to_owned())).collect();
        assert_eq!(due, expected);
    }

    const ANA: &str = r#"
        name = "Ana"
        zone = "Europe/Lisbon"
        quiet = [{ from = "22:00", to = "07:00" }]
        contacts = [
            { channel = "sms", address = "+15550100" },
            { name = "work", channel = "sms", address = "+15550101" },
            { channel = "email", address = "ana@example.com" },
        ]
    "#;

    #[test]
    fn without_rules_everything_is_used_at_once_and_what_can_wait_does_not_ring() {
        let night = "2027-01-04T23:30:00Z";
        check(ANA, Urgency::High, night, &[(night, "sms"), (night, "work"), (night, "email")]);
        check(ANA, Urgency::Low, "2027-01-04T12:00:00Z", &[("2027-01-04T12:00:00Z", "email")]);
    }

    #[test]
    fn what_can_wait_waits_until_the_quiet_hours_are_over() {
        check(ANA, Urgency::Low, "2027-01-04T23:30:00Z", &[("2027-01-05T07:00:00Z", "email")]);
        check(ANA, Urgency::Low, "2027-07-04T23:30:00Z", &[("2027-07-05T06:00:00Z", "email")]);
    }

    #[test]
    fn rules_say_which_contact_comes_when() {
        let rules = "\n[notify]\nhigh = [{ contact = 'work', after = '5m' }, { contact = 'email' }]";
        let since = "2027-01-04T03:00:00Z";
        let expected = [(since, "email"), ("2027-01-04T03:05:00Z", "work")];
        check(&format!("{ANA}{rules}"), Urgency::High, since, &expected);
    }

    #[test]
    fn rules_whose_contacts_are_gone_do_not_silence_anybody() {
        let rules = "\n[notify]\nhigh = [{ contact = 'pager', after = '5m' }]";
        let since = "2027-01-04T03:00:00Z";
        check(
            &format!("{ANA}{rules}"),
            Urgency::High,
            since,
            &[(since, "sms"), (since, "work"), (since, "email")],
        );
    }
}
