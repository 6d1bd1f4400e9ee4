//! `callout people`: who is known, what they may do in the console, and whether each is reached.
//! Must not show an address.

use crate::args::DeploymentOptions;
use crate::deployment::Deployment;
use crate::own_contacts::{people, verifications};
use crate::print;
use anstyle::AnsiColor;
use anyhow::{Context as _, Result};
use callout_aws::load_settings;
use callout_domain::ids::{ContactName, ResponderName};
use callout_domain::responder::verification::{AddressDigest, Standing, Verification};
use callout_domain::responder::{Access, Channel, NotificationRules, Responder};
use callout_domain::settings::Settings;
use callout_lambda::SystemClock;
use callout_ports::Clock as _;
use jiff::Timestamp;
use serde::Serialize;

/// One person. Outside programs rely on these names.
#[derive(Debug, Serialize)]
struct Listed {
    responder: ResponderName,
    name: String,
    access: Access,
    teams: Vec<String>,
    contacts: Vec<Reached>,
}

/// One way to reach them.
#[derive(Debug, Serialize)]
struct Reached {
    contact: ContactName,
    channel: Option<Channel>,
    /// Whether a code that was sent there was entered within the last ninety days.
    verified: bool,
    verified_at: Option<Timestamp>,
}

/// Lists the people of the active settings.
///
/// # Errors
/// The table does not answer.
pub(crate) async fn list(common: &DeploymentOptions) -> Result<()> {
    let deployment = Deployment::find(common).await?;
    let settings = load_settings(&deployment.table).await.with_context(|| deployment.unreachable())?;
    let settings = settings.unwrap_or_default();
    let own = people(&deployment, &settings).await?;
    let settings = own.merged(settings);
    let known =
        verifications(&deployment, &settings, &own).await.with_context(|| deployment.unreachable())?;
    let now = SystemClock.now();
    let all = settings.responders.iter();
    let listed: Vec<Listed> = all.map(|(name, it)| Listed::of((name, it), &settings, &known, now)).collect();
    if common.json {
        return print::json(&listed);
    }
    if listed.is_empty() {
        print::line("No people; add [responders.NAME] with a name and contacts.");
        return Ok(());
    }
    print::table(["person", "name", "access", "teams", "contacts"], listed.iter().map(row));
    Ok(())
}

impl Listed {
    fn of(
        (name, responder): (&ResponderName, &Responder),
        settings: &Settings,
        known: &[Verification],
        now: Timestamp,
    ) -> Self {
        let rules = NotificationRules::of(responder);
        let contact = |contact: &ContactName| {
            let of_it = known.iter().find(|it| it.responder == *name && it.contact == *contact);
            let standing = of_it.zip(AddressDigest::of(responder, contact));
            let standing = standing.map_or(Standing::Never, |(it, address)| it.standing(&address, now));
            let verified_at = match standing {
                Standing::LongAgo(at) | Standing::Verified(at) => Some(at),
                Standing::Never | Standing::AddressChanged => None,
            };
            let verified = matches!(standing, Standing::Verified(_));
            Reached { contact: contact.clone(), channel: rules.channel(contact), verified, verified_at }
        };
        Self {
            responder: name.clone(),
            name: responder.name.clone(),
            access: responder.access,
            teams: settings.teams_of(name).map(|(team, _)| team.to_string()).collect(),
            contacts: rules.contacts().iter().map(|(name, _)| contact(name)).collect(),
        }
    }
}

fn row(it: &Listed) -> [String; 5] {
    let words = |one: &Reached| match (one.verified, one.verified_at) {
        (true, _) => format!("{} verified", one.contact),
        (false, Some(_)) => format!("{} verified more than 90 days ago", one.contact),
        (false, None) => format!("{} not verified", one.contact),
    };
    let contacts = match it.contacts.as_slice() {
        [] => print::coloured("none", AnsiColor::Red),
        some => {
            let words = some.iter().map(words).collect::<Vec<_>>().join(", ");
            let is_reached = some.iter().any(|one| one.verified);
            if is_reached { words } else { print::coloured(words, AnsiColor::Yellow) }
        }
    };
    [it.responder.to_string(), it.name.clone(), it.access.to_string(), it.teams.join(", "), contacts]
}

#[cfg(test)]
mod tests {
    use super::*;
    use callout_domain::responder::verification::Verified;

    #[test]
    fn people_are_listed_with_what_was_verified_and_without_an_address() {
        let settings: Settings = toml::from_str(
            "[responders.ana]\nname = 'Ana Silva'\naccess = 'operator'\n\
             contacts = [{ channel = 'sms', address = '+351912345678' }, { channel = 'email', address = 'a@example.com' }]\n\
             [responders.cho]\nname = 'Cho'\ncontacts = []\n\
             [teams.shop]\nmembers = ['ana']\n",
        )
        .unwrap();
        let now: Timestamp = "2026-11-30T11:00:00Z".parse().unwrap();
        let (ana, sms) = ("ana".into(), "sms".into());
        let address = AddressDigest::of(&settings.responders[&ana], &sms).unwrap();
        let verified = Some(Verified { at: now, address });
        let known = [Verification { verified, ..Verification::unknown(&ana, &sms) }];
        let all = settings.responders.iter();
        let listed: Vec<_> = all.map(|it| Listed::of(it, &settings, &known, now)).collect();
        let rows: Vec<_> = listed.iter().map(row).collect();
        assert_eq!(rows[0], ["ana", "Ana Silva", "operator", "shop", "sms verified, email not verified"]);
        assert_eq!(anstream::adapter::strip_str(&rows[1][4]).to_string(), "none");
        let told = serde_json::to_string(&listed).unwrap();
        assert!(!told.contains("+351") && !told.contains("example.com"), "{told}");
    }
}
