//! What has to change so that settings become active, and the steps in which that is done.
//! Must not ask anybody.

use super::active::Active;
use super::console::keep_console;
use super::contacts::{self, Step};
use super::diff::{self, Difference};
use super::functions;
use super::mutes;
use super::removal::remove;
use super::source::Source;
use super::unreachable::{advice, unreachable};
use crate::deployment::Deployment;
use crate::leaving::leaving;
use crate::own_contacts::{self, OwnChange, people};
use crate::to_type::callout;
use anyhow::{Context, Result, bail};
use callout_aws::{load_applied, replace_settings};
use callout_domain::ids::ResponderName;
use callout_domain::incident::{Actor, Command, Incident};
use callout_domain::settings::{Integration, Settings, SettingsPlaces, hash_key};
use callout_domain::severity::Severity;
use callout_lambda::{SystemClock, change};
use callout_ports::{CommitError, IncidentStore as _, PlacesStore as _};
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;

/// What one `apply` changes.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Changes {
    /// Differences in the settings.
    pub(crate) settings: Vec<Difference>,
    /// Topics and subscriptions made or removed.
    pub(crate) contacts: Vec<String>,
    /// CloudWatch's alarm mute rules made or removed.
    pub(crate) mutes: Vec<String>,
    /// Who is on call now and leaves, or of which service something is open that leaves; and who is paged then.
    pub(crate) leaving: Vec<String>,
    /// What people changed for themselves, and what holds beside these settings.
    pub(crate) own: Vec<OwnChange>,
    /// What could not be done and matters less than the settings.
    pub(crate) warnings: Vec<String>,
}

impl Changes {
    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.settings.len() + self.contacts.len() + self.mutes.len()
    }
}

/// The way from the active settings to others.
#[derive(Debug)]
pub(crate) struct Plan {
    /// What it changes.
    pub(crate) changes: Changes,
    /// The settings as they will be stored.
    settings: Settings,
    /// The settings that they replace, and their version.
    stored: Settings,
    replaced: Option<String>,
    contacts: Vec<Step>,
    mutes: Vec<mutes::Step>,
}

/// Finds what has to change. An inbox, where there is one, is subscribed to every contact.
///
/// # Errors
/// AWS does not answer.
pub(crate) async fn plan(
    deployment: &Deployment,
    wanted: &Settings,
    active: &Active,
    inbox: Option<&str>,
    now: Timestamp,
) -> Result<Plan> {
    let stored = &active.settings;
    let wanted = as_stored(deployment, wanted, stored, now);
    let (own, of_stored) = tokio::try_join!(people(deployment, &wanted), people(deployment, stored))?;
    let (all, before) = (own.with_all_contacts(wanted.clone()), of_stored.with_all_contacts(stored.clone()));
    let contacts = contacts::plan(deployment, &all, &before, inbox).await?;
    // An emulator has no rules that anybody forgot, and need not be asked for them.
    let mutes = match inbox.is_some() && ![&wanted, stored].into_iter().any(mutes::mirrors) {
        true => Ok(Vec::new()),
        false => mutes::plan(&deployment.sdk, &deployment.stack, &wanted, now).await,
    };
    let mut warnings: Vec<String> = mutes.as_ref().err().map(mutes::warning).into_iter().collect();
    warnings.extend(functions::warnings(deployment, &wanted).await);
    warnings.extend(frozen_page(stored, &wanted).map(str::to_owned));
    let mutes = mutes.unwrap_or_default();
    let mut leaves: Vec<String> = leaving(stored, &wanted, now).into_iter().map(|one| one.words).collect();
    if stored.services.keys().any(|name| !wanted.services.contains_key(name)) {
        let open =
            deployment.table.open_incidents(usize::MAX).await.with_context(|| deployment.unreachable())?;
        leaves
            .extend(open.incidents.iter().filter_map(|incident| without_service(incident, stored, &wanted)));
    }
    let changes = Changes {
        settings: diff::between(stored, &wanted)?,
        contacts: contacts.iter().map(Step::to_string).collect(),
        mutes: mutes.iter().map(mutes::Step::to_string).collect(),
        own: own_contacts::changes(&own),
        leaving: leaves,
        warnings,
    };
    let (stored, replaced) = (stored.clone(), active.id().map(str::to_owned));
    Ok(Plan { changes, settings: wanted, stored, replaced, contacts, mutes })
}

/// What becomes of an open incident whose service is taken out.
fn without_service(incident: &Incident, stored: &Settings, wanted: &Settings) -> Option<String> {
    let goes =
        stored.services.contains_key(&incident.service) && !wanted.services.contains_key(&incident.service);
    goes.then(|| {
        let Incident { number, service, .. } = incident;
        format!("#{number} of {service} is open, and {service} goes: it pages by the policy it has, and the fallback contact where that names who goes too")
    })
}

/// The wanted settings as they are stored: whoever is on call stays so until the handoff, however the list of turns
/// was edited, unless they are no responder any more; and a stack on this machine accepts its own key too.
pub(crate) fn as_stored(
    deployment: &Deployment,
    wanted: &Settings,
    stored: &Settings,
    now: Timestamp,
) -> Settings {
    let mut kept = match &deployment.local {
        Some(endpoints) => with_local_key(wanted.clone(), &endpoints.events_routing_key),
        None => wanted.clone(),
    };
    for (name, schedule) in &mut kept.schedules {
        if let Some(before) = stored.schedules.get(name) {
            let exists = |name: &ResponderName| wanted.responders.contains_key(name);
            *schedule = std::mem::take(schedule).taking_over_among(before, now, exists);
        }
    }
    kept
}

/// Settings that also accept the key of `callout local`, which only this machine knows: it may do all that a key can be allowed.
pub(crate) fn with_local_key(mut settings: Settings, key: &str) -> Settings {
    let integration = Integration {
        key_sha256: vec![hash_key(key)],
        services: settings.services.keys().cloned().collect(),
        worst: Severity::Sev1,
        publish: true,
        may_acknowledge: true,
        ..Integration::default()
    };
    settings.integrations.insert("local".to_owned(), integration);
    settings
}

impl Plan {
    /// Makes the settings active. Doing it again changes nothing.
    ///
    /// New contacts are made before the settings that need them, old ones are removed after: at no moment do the active
    /// settings name somebody who cannot be reached. Whom new contacts do not reach yet keeps the old ones, unless that
    /// is allowed.
    ///
    /// # Errors
    /// Pages would not reach somebody; other settings were applied since this was planned; or AWS does not answer, and
    /// whatever was done is found and kept by the next try.
    pub(crate) async fn carry_out(
        self,
        deployment: &Deployment,
        source: Source,
        unconfirmed: Unconfirmed,
        now: Timestamp,
    ) -> Result<Changes> {
        let Self { mut changes, settings, stored, replaced, contacts, mutes } = self;
        let Source { origin, lines } = source;
        let active = load_applied(&deployment.table).await.with_context(|| deployment.unreachable())?;
        if active.map(|applied| applied.version.version) != replaced {
            bail!("nothing was changed: {}", meanwhile());
        }
        let (makes, removes): (Vec<_>, Vec<_>) = contacts.into_iter().partition(Step::is_making);
        contacts::carry_out(deployment, makes).await?;
        let unreachable = unreachable(deployment, &settings, &stored).await?;
        // Under the first settings nobody loses anything.
        if !unreachable.is_empty() && unconfirmed == Unconfirmed::Refuse && replaced.is_some() {
            bail!(
                "nothing was changed but new contacts, the settings of before stay active: {}, then apply again. To apply \
                 all the same: `{}`",
                advice(&unreachable),
                callout("apply --unconfirmed")
            );
        }
        changes.warnings.extend((!unreachable.is_empty()).then(|| advice(&unreachable)));
        let saved = match replace_settings(&deployment.table, &settings, replaced.as_deref(), origin, now)
            .await
        {
            Ok(saved) => saved,
            Err(CommitError::Conflict) => bail!("nothing was changed but new contacts: {}", meanwhile()),
            Err(error) => {
                return Err(error)
                    .context("store the settings; nothing was changed but new contacts, run apply again");
            }
        };
        changes.warnings.extend(keep_places(deployment, &saved.version, lines).await);
        changes.warnings.extend(keep_console(deployment, &saved.version).await);
        reschedule(deployment).await.context("let open incidents look at the new rules; run apply again")?;
        let told = mutes::carry_out(&deployment.sdk, mutes).await;
        changes.warnings.extend(told.err().as_ref().map(mutes::warning));
        changes.warnings.extend(remove(deployment, removes, &saved.version).await?);
        Ok(changes)
    }
}

/// What to do with settings under which pages would not reach somebody whose addresses are unconfirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unconfirmed {
    /// They do not become active, unless they are the first.
    Refuse,
    /// They become active, with a warning.
    Allow,
}

fn meanwhile() -> String {
    let diff = callout("settings diff");
    format!("somebody else applied other settings meanwhile. See them with `{diff}`, then apply again")
}

/// Stores in which file and line each entry stands, for the console; or says that it cannot. Nobody is paged by it.
pub(crate) async fn keep_places(
    deployment: &Deployment,
    version: &str,
    lines: BTreeMap<String, String>,
) -> Option<String> {
    let done = deployment.table.save_places(&SettingsPlaces::new(version, lines)).await;
    let why = done.err()?;
    Some(format!("the console cannot say in which file each entry stands ({why}); run apply again"))
}

/// Lets open incidents look at the new rules of the people they are waiting for, and at what holds them back.
async fn reschedule(deployment: &Deployment) -> Result<()> {
    let mut failed = None;
    for incident in deployment.table.open_incidents(usize::MAX).await?.incidents {
        if incident.hold.is_some() || !incident.engagements.is_empty() {
            let (table, id, by) = (&deployment.table, &incident.id, Actor::system());
            let asked = change(table, id, &Command::Reschedule, &by, &SystemClock).await;
            // One that cannot be asked now must not keep the others from hearing of it.
            failed = asked.err().or(failed);
        }
    }
    failed.map_or(Ok(()), Err)
}

/// What customers go on reading where the settings lose their page: nobody publishes it any more, and nobody takes it down.
fn frozen_page(before: &Settings, after: &Settings) -> Option<&'static str> {
    let is_lost = before.status_page.is_some() && after.status_page.is_none();
    is_lost.then_some(
        "The settings have no [status_page] any more: customers go on reading the page as it was published last. Keep it, or \
         delete the files in the bucket of the status page.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample_incident::incident;

    #[test]
    fn an_open_incident_of_a_service_that_goes_is_named() {
        let with: Settings = toml::from_str("services.shop = { title = 'Shop', policy = 'shop' }").unwrap();
        let (shop, other) = (
            incident(18, "shop", Severity::Sev2, "Errors"),
            incident(19, "unrouted", Severity::Sev2, "Errors"),
        );
        let said = without_service(&shop, &with, &Settings::default()).unwrap();
        assert!(said.starts_with("#18 of shop is open, and shop goes"), "{said}");
        assert_eq!(without_service(&shop, &with, &with), None);
        assert_eq!(without_service(&other, &with, &Settings::default()), None, "it never was one");
    }
}
