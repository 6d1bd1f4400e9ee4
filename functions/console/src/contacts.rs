//! How a person is reached, and whether that was ever tried: channels, never addresses.

use callout_domain::ids::{ContactName, ResponderName};
use callout_domain::oncall::settings::RestrictionSettings;
use callout_domain::responder::verification::VERIFIED_FOR;
use callout_domain::responder::{Channel, Responder};
use callout_domain::settings::Rules;
use callout_web::parts::Reader;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

/// When contacts were last verified.
pub(crate) type Verified = BTreeMap<(ResponderName, ContactName), Timestamp>;

/// One contact of a person.
pub(crate) struct ContactView {
    /// `SMS`, or `work phone (SMS)`.
    pub(crate) words: String,
    /// Whether its owner ever answered.
    pub(crate) verified: String,
    pub(crate) is_verified: bool,
}

/// The keys of the contacts of some people.
pub(crate) fn keys<'a>(
    people: impl IntoIterator<Item = (&'a ResponderName, &'a Responder)>,
) -> Vec<(ResponderName, ContactName)> {
    let of_person = |(name, person): (&'a ResponderName, &'a Responder)| {
        person.contacts.iter().map(move |contact| (name.clone(), contact.name()))
    };
    people.into_iter().flat_map(of_person).collect()
}

/// The same, with contacts that people added for themselves.
pub(crate) fn with_own(
    mut verified: Verified,
    of: &[(ResponderName, ContactName)],
    rules: &Rules,
) -> Verified {
    for key in of {
        if let Some(own) = rules.own_verified_at(&key.0, &key.1) {
            let at = verified.entry(key.clone()).or_insert(own);
            *at = own.max(*at);
        }
    }
    verified
}

/// The contacts of a person, in the order in which they are used.
pub(crate) fn contacts(
    name: &ResponderName,
    person: &Responder,
    verified: &Verified,
    reader: &Reader<'_>,
    now: Timestamp,
) -> Vec<ContactView> {
    let view = |contact: &callout_domain::responder::Contact| {
        let at = verified.get(&(name.clone(), contact.name()));
        let is_verified = at.is_some_and(|at| now.duration_since(*at) <= VERIFIED_FOR);
        let verified = match at {
            None => "not verified".to_owned(),
            Some(_) if !is_verified => "verified more than 90 days ago".to_owned(),
            Some(at) => {
                let day = at.to_zoned(reader.zone().clone()).strftime("%-d %b %Y").to_string();
                format!("verified {day}")
            }
        };
        ContactView { words: named(contact.name.as_ref(), contact.channel), verified, is_verified }
    };
    person.contacts.iter().map(view).collect()
}

fn named(name: Option<&ContactName>, channel: Channel) -> String {
    let channel = by_channel(channel.as_str());
    name.map_or_else(|| channel.clone(), |name| format!("{name} ({channel})"))
}

/// A contact that is called by its channel, as people write that.
pub(crate) fn by_channel(contact: &str) -> String {
    match contact {
        "sms" => "SMS",
        "email" => "Email",
        "voice" => "Phone call",
        "https" => "Webhook",
        "lambda" => "Lambda function",
        "chat" => "Chat room",
        other => other,
    }
    .to_owned()
}

/// Which contact is used when after a page: `SMS; Email after 4 min`.
pub(crate) fn ways(contacts: &[(SignedDuration, ContactName)]) -> String {
    let way = |(after, contact): &(SignedDuration, ContactName)| match after.as_mins() {
        0 => by_channel(contact.as_str()),
        minutes => format!("{} after {minutes} min", by_channel(contact.as_str())),
    };
    contacts.iter().map(way).collect::<Vec<_>>().join("; ")
}

/// Hours of a week: `22:00–07:00`, `mon-fri 22:00–07:00`.
pub(crate) fn hours(windows: &[RestrictionSettings]) -> String {
    let window = |window: &RestrictionSettings| {
        let days = window.days.join(", ");
        format!("{days} {}–{}", window.from, window.to).trim().to_owned()
    };
    windows.iter().map(window).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_and_hours_are_said_in_words() {
        let at = |minutes, name: &str| (SignedDuration::from_mins(minutes), name.into());
        assert_eq!(
            ways(&[at(0, "sms"), at(4, "email"), at(5, "work")]),
            "SMS; Email after 4 min; work after 5 min"
        );
        let quiet: Vec<RestrictionSettings> = serde_json::from_str(
            r#"[{ "from": "22:00", "to": "07:00" }, { "days": ["sat", "sun"], "from": "07:00", "to": "10:00" }]"#,
        )
        .unwrap();
        assert_eq!(hours(&quiet), "22:00–07:00; sat, sun 07:00–10:00");
    }
}
