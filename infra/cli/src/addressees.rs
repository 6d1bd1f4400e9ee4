//! The contacts that a command is about.
//! Must not send anything.

use crate::args::Whom;
use crate::to_type::callout;
use anyhow::{Context, Result, bail};
use callout_domain::ids::{ContactName, ResponderName};
use callout_domain::oncall::nearest;
use callout_domain::responder::verification::AddressDigest;
use callout_domain::responder::{BUILT_IN_FALLBACK, Channel, Contact, NotificationRules};
use callout_domain::settings::{Rules, Settings};
use jiff::tz::TimeZone;

/// One name of a responder's contacts, and the addresses behind it: a message for the name goes to all of them.
#[derive(Debug, Clone)]
pub(crate) struct Addressee {
    pub(crate) responder: ResponderName,
    pub(crate) contact: ContactName,
    pub(crate) channel: Channel,
    /// Where its receiver reads the clock.
    pub(crate) zone: TimeZone,
    /// The addresses; those of the fallback contact only the template knows.
    pub(crate) contacts: Vec<Contact>,
    /// Stands for the addresses; none for the fallback contact.
    pub(crate) address: Option<AddressDigest>,
}

/// The contacts that the command line means.
///
/// # Errors
/// There is no such responder, or no such contact; the message says which there are.
pub(crate) fn addressees(settings: &Settings, whom: &Whom) -> Result<Vec<Addressee>> {
    let name = ResponderName::from(whom.responder.as_str());
    if settings.responders.get(&name).is_some_and(|responder| responder.contacts.is_empty()) {
        bail!("{name} has no contacts: add one to your settings, then `{}`", callout("apply"));
    }
    let rules = Rules::build(settings.clone());
    let of_fallback = NotificationRules::of_fallback();
    let notification_rules = match rules.notification_rules(&name) {
        Some(notification_rules) => notification_rules,
        None if name.as_str() == BUILT_IN_FALLBACK => &of_fallback,
        None => bail!("there is no responder `{name}` {}", among(settings, &name)),
    };
    let named = |(contact, channel): &(ContactName, Channel)| of(settings, &name, contact, *channel);
    let all: Vec<Addressee> = notification_rules.contacts().iter().map(named).collect();
    let Some(wanted) = &whom.contact else { return Ok(all) };
    let names: Vec<String> = all.iter().map(|one| one.contact.to_string()).collect();
    let one = all.into_iter().find(|one| one.contact.as_str() == wanted);
    let one = one.with_context(|| {
        format!("{name} has no contact `{wanted}`{}", hint(wanted, names.iter().map(String::as_str)))
    })?;
    Ok(vec![one])
}

/// Refuses somebody whom the settings do not know.
///
/// # Errors
/// There is no such responder; the message says which there are.
pub(crate) fn known_responder(settings: &Settings, name: &ResponderName) -> Result<()> {
    if !settings.responders.contains_key(name) {
        bail!("there is no responder `{name}` {}", among(settings, name));
    }
    Ok(())
}

fn of(settings: &Settings, name: &ResponderName, contact: &ContactName, channel: Channel) -> Addressee {
    let responder = settings.responders.get(name);
    let zone = responder.and_then(|responder| TimeZone::get(responder.zone.as_deref()?).ok());
    let contacts = responder.map(|responder| responder.contacts.iter().filter(|one| one.name() == *contact));
    Addressee {
        responder: name.clone(),
        contact: contact.clone(),
        channel,
        zone: zone.unwrap_or(TimeZone::UTC),
        contacts: contacts.into_iter().flatten().cloned().collect(),
        address: responder.and_then(|responder| AddressDigest::of(responder, contact)),
    }
}

fn among(settings: &Settings, name: &ResponderName) -> String {
    if settings.responders.is_empty() {
        return format!("in the active settings; `{}` makes yours active", callout("apply"));
    }
    let known = settings.responders.keys().map(ResponderName::as_str);
    format!("in the active settings{}", hint(name.as_str(), known))
}

fn hint<'a>(wrong: &str, known: impl Iterator<Item = &'a str> + Clone) -> String {
    match nearest(wrong, known.clone()) {
        Some(near) => format!("; did you mean `{near}`?"),
        None => format!("; there are: {}", known.collect::<Vec<_>>().join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTINGS: &str = r#"
        [responders.ana]
        name = "Ana"
        contacts = [
            { channel = "sms", address = "+15550100" },
            { channel = "sms", address = "+15550101" },
            { channel = "email", address = "ana@example.com" },
        ]
    "#;

    fn find(responder: &str, contact: Option<&str>) -> Result<Vec<Addressee>> {
        let whom = Whom { responder: responder.to_owned(), contact: contact.map(str::to_owned) };
        addressees(&toml::from_str(SETTINGS)?, &whom)
    }

    #[test]
    fn two_addresses_of_one_name_are_one_addressee() {
        let all = find("ana", None).unwrap();
        let shown: Vec<_> = all.iter().map(|one| (one.contact.as_str(), one.contacts.len())).collect();
        assert_eq!(shown, [("sms", 2), ("email", 1)]);
        assert_eq!(find("ana", Some("email")).unwrap().len(), 1);
    }

    #[test]
    fn the_fallback_contact_has_contacts_that_only_the_template_knows() {
        let all = find("fallback", None).unwrap();
        assert_eq!(all.len(), 2);
        assert!(all.iter().all(|one| one.contacts.is_empty() && one.address.is_none()));
    }

    #[test]
    fn whoever_has_no_contacts_is_told_apart_from_the_fallback_contact() {
        let settings = toml::from_str("[responders.dora]\nname = 'Dora'\ncontacts = []").unwrap();
        let whom = Whom { responder: "dora".to_owned(), contact: None };
        let told = addressees(&settings, &whom).unwrap_err().to_string();
        assert!(told.contains("dora has no contacts") && told.contains("callout apply"), "{told}");
    }

    #[test]
    fn a_slip_of_the_pen_is_answered_with_what_there_is() {
        let settings = toml::from_str(SETTINGS).unwrap();
        let unknown = known_responder(&settings, &"zed".into()).unwrap_err().to_string();
        assert_eq!(unknown, "there is no responder `zed` in the active settings; there are: ana");
        known_responder(&settings, &"ana".into()).unwrap();
        let told = |responder, contact| find(responder, contact).unwrap_err().to_string();
        assert_eq!(
            told("anna", None),
            "there is no responder `anna` in the active settings; did you mean `ana`?"
        );
        assert_eq!(told("ana", Some("pager")), "ana has no contact `pager`; there are: sms, email");
    }
}
