//! Validates responders and their notification rules.

use super::hours::check_windows;
use super::problem::problem;
use crate::delay::Delay;
use crate::ids::ResponderName;
use crate::oncall::{Problem, find_zone, nearest};
use crate::responder::{BUILT_IN_FALLBACK, Responder, Urgency};
use crate::settings::Settings;
use std::collections::BTreeMap;

/// The longest delay of a notification rule, in minutes: a page is followed for a day.
const LONGEST_WAIT: i64 = 24 * 60 - 1;

pub(super) fn check(settings: &Settings, found: &mut Vec<Problem>) {
    for (name, responder) in &settings.responders {
        check_name(name, found);
        check_contacts(name, responder, found);
        check_rules(name, responder, found);
        let at = ["responders", name.as_str()];
        match &responder.zone {
            Some(zone) if responder.quiet.is_empty() => {
                if let Err(message) = find_zone(zone) {
                    found.push(problem(&[at[0], at[1], "zone"], message));
                }
            }
            Some(zone) => check_windows(&at, "quiet", &responder.quiet, zone, found),
            None if responder.quiet.is_empty() => {}
            None => found.push(problem(
                &[at[0], at[1], "quiet"],
                "needs a zone: write zone = \"Europe/Lisbon\" beside it".into(),
            )),
        }
    }
}

fn check_name(name: &ResponderName, found: &mut Vec<Problem>) {
    if !is_topic_name(name.as_str()) {
        let message = "a responder's name becomes part of a topic's name; use a-z, 0-9, - and _, at most 64, and not \
                       `console`, `fallback` or `nobody`";
        found.push(problem(&["responders", name.as_str()], message.into()));
    }
}

/// Names that mean somebody already: links of operators are made for `console`.
const RESERVED: [&str; 3] = [BUILT_IN_FALLBACK, "console", "nobody"];

fn is_topic_name(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && !RESERVED.contains(&name)
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_')
}

fn check_contacts(name: &ResponderName, responder: &Responder, found: &mut Vec<Problem>) {
    let path = ["responders", name.as_str(), "contacts"];
    if responder.contacts.is_empty() {
        found.push(problem(&path, "cannot be reached; add a contact with channel and address".into()));
    }
    let mut kinds = BTreeMap::new();
    for (index, contact) in responder.contacts.iter().enumerate() {
        let index = index.to_string();
        if let Some(message) = contact.problem() {
            found.push(problem(&[path[0], path[1], path[2], &index, "address"], message));
        }
        let again = kinds.contains_key(&contact.name());
        let known = *kinds.entry(contact.name()).or_insert(contact.channel);
        if again && known == contact.channel {
            let message = format!(
                "`{}` is the name of another contact already, and only one of them would be used; give this one a name \
                 of its own: name = \"work\"",
                contact.name()
            );
            found.push(problem(&[path[0], path[1], path[2], &index], message));
        }
        if known != contact.channel {
            let message = format!(
                "`{}` is the name of a contact over {known} already; give this one another",
                contact.name()
            );
            found.push(problem(&[path[0], path[1], path[2], &index, "name"], message));
        }
    }
}

fn check_rules(name: &ResponderName, responder: &Responder, found: &mut Vec<Problem>) {
    for (urgency, key) in [(Urgency::High, "high"), (Urgency::Low, "low")] {
        for (index, rule) in responder.notify.rules(urgency).iter().enumerate() {
            let index = index.to_string();
            let path = ["responders", name.as_str(), "notify", key, &index];
            if !responder.contacts.iter().any(|contact| contact.name() == rule.contact) {
                let names: Vec<String> = responder.contacts.iter().map(|c| c.name().to_string()).collect();
                let hint = match nearest(rule.contact.as_str(), names.iter().map(String::as_str)) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("there are: {}", names.join(", ")),
                };
                let message = format!("{name} has no contact `{}`; {hint}", rule.contact);
                found.push(problem(&[&path[..], &["contact"]].concat(), message));
            }
            if rule.after > Delay::minutes(LONGEST_WAIT) {
                let message = "is longer than a day; whoever has not answered by then needs another level";
                found.push(problem(&[&path[..], &["after"]].concat(), message.into()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::settings::{Settings, problems};

    /// Checks that this responder has exactly these problems.
    fn check(written: &str, expected: &[&str]) {
        let text = format!(
            "fallback = 'ana'\nroutes = [{{ name = 'all', service = 'web' }}]\n\
             services.web = {{ title = 'Web', policy = 'web' }}\n\
             policies.web = {{ levels = [{{ page = ['responder:ana'], delay = '5m' }}] }}\n\
             [responders.ana]\nname = 'Ana'\n{written}"
        );
        let settings: Settings = toml::from_str(&text).unwrap();
        let found: Vec<String> = problems(&settings).iter().map(ToString::to_string).collect();
        assert_eq!(found, expected);
    }

    const TWO: &str =
        "contacts = [{ channel = 'sms', address = '+15550100' }, { channel = 'sms', address = '+15550101'";

    #[test]
    fn two_addresses_need_two_names() {
        let mails = "contacts = [{ channel = 'email', address = 'a@example.com' }, { channel = 'email', address = 'b@example.com'";
        check(
            &format!("{mails} }}]"),
            &[
                "responders.ana.contacts.1: `email` is the name of another contact already, and only one of them would be \
                 used; give this one a name of its own: name = \"work\"",
            ],
        );
        check(&format!("{mails}, name = 'home' }}]"), &[]);
        check(
            &format!("{TWO} }}]"),
            &[
                "responders.ana.contacts.1: `sms` is the name of another contact already, and only one of them would be \
               used; give this one a name of its own: name = \"work\"",
            ],
        );
        check(&format!("{TWO}, name = 'work' }}]\nnotify.high = [{{ contact = 'work' }}]"), &[]);
    }

    #[test]
    fn a_rule_for_an_unknown_contact_suggests_the_nearest() {
        check(
            &format!("{TWO}, name = 'work' }}]\nnotify.high = [{{ contact = 'works', after = '2d' }}]"),
            &[
                "responders.ana.notify.high.0.contact: ana has no contact `works`; did you mean `work`?",
                "responders.ana.notify.high.0.after: is longer than a day; whoever has not answered by then needs \
                 another level",
            ],
        );
    }

    #[test]
    fn an_unknown_zone_suggests_the_nearest() {
        let email = "contacts = [{ channel = 'email', address = 'ana@example.com' }]\nzone = 'Europe/Lisbn'";
        let expected =
            ["responders.ana.zone: there is no time zone `Europe/Lisbn`; did you mean `Europe/Lisbon`?"];
        check(email, &expected);
        check(&format!("{email}\nquiet = [{{ from = '22:00', to = '07:00' }}]"), &expected);
    }

    #[test]
    fn quiet_hours_need_a_clock() {
        check(
            "contacts = [{ channel = 'email', address = 'ana@example.com' }]\nquiet = [{ from = '22:00', to = '07:00' }]",
            &["responders.ana.quiet: needs a zone: write zone = \"Europe/Lisbon\" beside it"],
        );
    }
}
