//! What people changed for themselves, beside the settings of a deployment.
//! Must not change it, and must not show an address.

use crate::clock;
use crate::deployment::Deployment;
use crate::to_type::callout;
use anyhow::{Context, Result};
use callout_aws::load_people;
use callout_domain::ids::{ContactName, ResponderName};
use callout_domain::person::{People, Person};
use callout_domain::responder::verification::{AddressDigest, Verification, Verified};
use callout_domain::settings::Settings;
use callout_ports::Verifications as _;
use serde::Serialize;

/// What one person changed. Outside programs rely on these names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct OwnChange {
    pub(crate) responder: ResponderName,
    pub(crate) changes: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) at: Option<jiff::Timestamp>,
}

impl OwnChange {
    /// In one line, with what ends it.
    pub(crate) fn line(&self) -> String {
        let Self { responder, changes, by, at } = self;
        let by = by.as_ref().map(|by| format!(" by {by}")).unwrap_or_default();
        let at = at.map(|at| format!(", {}", clock::minute(at))).unwrap_or_default();
        format!(
            "{responder} is reached as changed beside the files{by}{at}: {}. The files hold again after `{}`.",
            changes.join(", "),
            callout(&format!("contact reset {responder}"))
        )
    }
}

/// What the people of some settings changed for themselves.
///
/// # Errors
/// The table does not answer.
pub(crate) async fn people(deployment: &Deployment, settings: &Settings) -> Result<People> {
    load_people(&deployment.table, settings).await.with_context(|| deployment.unreachable())
}

/// The settings of a deployment with what people changed for themselves.
///
/// # Errors
/// The table does not answer.
pub(crate) async fn with_own_contacts(deployment: &Deployment, settings: Settings) -> Result<Settings> {
    Ok(people(deployment, &settings).await?.merged(settings))
}

/// What differs from the settings, by person.
pub(crate) fn changes(people: &People) -> Vec<OwnChange> {
    let changed = people.0.iter().filter(|(_, person)| person.is_changed());
    changed.map(|(name, person)| of(name, person)).collect()
}

fn of(name: &ResponderName, person: &Person) -> OwnChange {
    let (by, at) = person.changed.clone().map(|changed| (changed.by, changed.at)).unzip();
    OwnChange { responder: name.clone(), changes: person.summary(), by, at }
}

/// How far each contact of these people is verified, by codes and by themselves.
///
/// # Errors
/// The table does not answer.
pub(crate) async fn verifications(
    deployment: &Deployment,
    settings: &Settings,
    people: &People,
) -> Result<Vec<Verification>> {
    let of: Vec<(ResponderName, ContactName)> = settings
        .responders
        .iter()
        .flat_map(|(name, responder)| responder.contacts.iter().map(|one| (name.clone(), one.name())))
        .collect();
    let mut known = deployment.table.verifications(&of).await?;
    join_verifications(&mut known, people, settings);
    Ok(known)
}

/// Joins what people verified for themselves to what is known about contacts, where it is newer.
fn join_verifications(known: &mut Vec<Verification>, people: &People, settings: &Settings) {
    for (name, person) in &people.0 {
        let Some(responder) = settings.responders.get(name) else { continue };
        for own in &person.contacts {
            let (Some(at), Some(address)) = (own.verified_at, AddressDigest::of(responder, &own.name)) else {
                continue;
            };
            let is_same = |one: &Verification| one.responder == *name && one.contact == own.name;
            let is_newer = |verified: &Verified| verified.at > at && verified.address == address;
            if !known.iter().any(|one| is_same(one) && one.verified.as_ref().is_some_and(is_newer)) {
                known.retain(|one| !is_same(one));
                let unknown = Verification::unknown(name, &own.name);
                known.push(Verification { verified: Some(Verified { at, address }), ..unknown });
            }
        }
    }
}
