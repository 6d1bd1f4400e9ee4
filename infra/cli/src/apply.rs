//! Puts settings in force: shows what differs, makes and removes responders' topics, stores the settings.

pub(crate) mod contacts;
mod diff;
mod mutes;
pub(crate) mod topics;

use crate::args::{self, Common};
use crate::deployment::Deployment;
use crate::{print, settings};
use anstyle::AnsiColor;
use anyhow::{Context, Result, bail};
use callout_aws::{load_settings, save_settings};
use callout_domain::incident::{Actor, Command};
use callout_domain::settings::Settings;
use callout_lambda::{SystemClock, change};
use callout_ports::{Clock as _, IncidentStore as _, PortError};
use contacts::Step;
use diff::Difference;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

/// How far back open incidents are looked for.
const LONGEST_INCIDENT: SignedDuration = SignedDuration::from_hours(24 * 30);

/// What one `apply` changes.
#[derive(Debug, Default, Serialize)]
pub struct Changes {
    /// Differences in the settings.
    pub settings: Vec<Difference>,
    /// Topics and subscriptions made or removed.
    pub contacts: Vec<String>,
    /// CloudWatch's alarm mute rules made or removed.
    pub mutes: Vec<String>,
    /// What could not be done and matters less than the settings.
    pub warnings: Vec<String>,
}

/// The command.
///
/// # Errors
/// The settings are not sound, or AWS does not answer.
pub async fn command(common: &Common, args: &args::Apply) -> Result<()> {
    report(common, &put_in_force(common, args).await?, args.dry_run)
}

/// The command without its report.
///
/// # Errors
/// As for the command.
pub async fn put_in_force(common: &Common, args: &args::Apply) -> Result<Changes> {
    let wanted = settings::read_sound(&args.folder.config)?;
    let now = SystemClock.now();
    let gaps = settings::read(&args.folder.config)?.gaps(now);
    gaps.iter().for_each(|gap| print::aside(print::coloured(gap, AnsiColor::Yellow)));
    let ending = crate::suppress::ending_soon(&wanted, now);
    ending.iter().for_each(|hint| print::aside(print::coloured(hint, AnsiColor::Yellow)));
    if args.strict && !gaps.is_empty() {
        bail!("nothing was changed: close the gaps above, or leave --strict out");
    }
    let deployment = match args.dry_run {
        true => Deployment::find(common).await?,
        false => Deployment::find_to_change(common).await?,
    };
    let inbox = deployment.local.as_ref().map(|endpoints| endpoints.inbox_url.clone());
    let wanted = match &deployment.local {
        Some(endpoints) => crate::apply::with_local_key(wanted, &endpoints.events_routing_key),
        None => wanted,
    };
    apply(&deployment, &wanted, inbox.as_deref(), args.dry_run).await
}

/// After settings were edited at the prompt: puts them in force if that was asked for, or says how.
///
/// # Errors
/// As for the command.
pub async fn after_edit(common: &Common, files: args::Files) -> Result<()> {
    if files.apply {
        let folder = args::Folder { config: files.config };
        let args = args::Apply { folder, dry_run: false, strict: false };
        // One document is enough for a program, and what the edit did was it.
        return match common.json {
            true => put_in_force(common, &args).await.map(drop),
            false => command(common, &args).await,
        };
    }
    print::aside("`callout apply` puts it in force; or use --apply here.");
    Ok(())
}

/// Settings that also accept the key of `callout local`.
pub fn with_local_key(mut settings: Settings, key: &str) -> Settings {
    let digest = callout_domain::settings::hash_key(key);
    let integration =
        callout_domain::settings::Integration { key_sha256: vec![digest], service: None, topics: Vec::new() };
    settings.integrations.insert("local".to_owned(), integration);
    settings
}

/// Puts settings in force. Doing it again changes nothing.
///
/// New contacts are made before the settings that need them, old ones are removed after: at no moment do the
/// settings in force name somebody who cannot be reached.
///
/// # Errors
/// AWS does not answer; whatever was done is found and kept by the next try.
pub async fn apply(
    deployment: &Deployment,
    wanted: &Settings,
    inbox: Option<&str>,
    dry_run: bool,
) -> Result<Changes> {
    let stored = match load_settings(&deployment.table).await {
        Ok(stored) => stored.unwrap_or_default(),
        // Written by another version, perhaps: to put readable ones in force is what mends it.
        Err(error @ PortError::Corrupt { .. }) => {
            print::aside(format!("The settings in force cannot be read ({error}); these replace them."));
            Settings::default()
        }
        Err(error) => return Err(error).with_context(|| deployment.unreachable()),
    };
    let now = SystemClock.now();
    let wanted = &keeping_holders(wanted, &stored, now);
    let settings = diff::between(&stored, wanted)?;
    let plan = contacts::plan(deployment, wanted, &stored, inbox).await?;
    let contacts = plan.iter().map(Step::to_string).collect();
    // An emulator has no rules that anybody forgot, and need not be asked for them.
    let muting = match inbox.is_some() && ![wanted, &stored].into_iter().any(mutes::mirrors) {
        true => Ok(Vec::new()),
        false => mutes::plan(&deployment.sdk, &deployment.stack, wanted, now).await,
    };
    let mut warnings: Vec<String> = muting.as_ref().err().map(mutes::warning).into_iter().collect();
    let muting = muting.unwrap_or_default();
    let mutes = muting.iter().map(mutes::Step::to_string).collect();
    if !dry_run {
        let (makes, removes): (Vec<_>, Vec<_>) = plan.into_iter().partition(Step::is_making);
        contacts::carry_out(deployment, makes).await?;
        save_settings(&deployment.table, wanted, now)
            .await
            .context("store the settings; nothing was changed but new contacts, run apply again")?;
        contacts::carry_out(deployment, removes).await?;
        reschedule(deployment, now)
            .await
            .context("let open incidents look at the new rules; run apply again")?;
        let told = mutes::carry_out(&deployment.sdk, muting).await;
        warnings.extend(told.err().as_ref().map(mutes::warning));
    }
    Ok(Changes { settings, contacts, mutes, warnings })
}

/// Lets open incidents look at the new rules of the people they are waiting for, and at what holds them back.
async fn reschedule(deployment: &Deployment, now: Timestamp) -> Result<()> {
    let since = now.checked_sub(LONGEST_INCIDENT)?;
    let mut failed = None;
    for incident in deployment.table.opened_since(since).await? {
        if incident.is_open() && (incident.hold.is_some() || !incident.engagements.is_empty()) {
            let (table, id, by) = (&deployment.table, &incident.id, Actor::system());
            let asked = change(table, id, &Command::Reschedule, &by, &SystemClock).await;
            // One that cannot be asked now must not keep the others from hearing of it.
            failed = asked.err().or(failed);
        }
    }
    failed.map_or(Ok(()), Err)
}

/// The wanted settings as they are stored: whoever is on call stays so until the handoff, however the list of turns
/// was edited.
fn keeping_holders(wanted: &Settings, stored: &Settings, now: Timestamp) -> Settings {
    let mut kept = wanted.clone();
    for (name, schedule) in &mut kept.schedules {
        if let Some(before) = stored.schedules.get(name) {
            *schedule = std::mem::take(schedule).taking_over_from(before, now);
        }
    }
    kept
}

fn report(common: &Common, changes: &Changes, dry_run: bool) -> Result<()> {
    if common.json {
        return print::json(changes);
    }
    for difference in &changes.settings {
        let (colour, text) = match difference {
            Difference::Added { path, value } => (AnsiColor::Green, format!("+ {path} = {value}")),
            Difference::Removed { path, value } => (AnsiColor::Red, format!("- {path} = {value}")),
            Difference::Changed { path, from, to } => {
                (AnsiColor::Yellow, format!("~ {path} = {from} -> {to}"))
            }
        };
        print::line(print::coloured(text, colour));
    }
    changes.contacts.iter().chain(&changes.mutes).for_each(print::line);
    changes.warnings.iter().for_each(|it| print::aside(print::coloured(it, AnsiColor::Yellow)));
    let unchanged = changes.settings.is_empty() && changes.contacts.is_empty() && changes.mutes.is_empty();
    let done = match (unchanged, dry_run) {
        (true, _) => "Nothing to change: these settings are in force.",
        (false, true) => "Nothing was changed: this was a dry run.",
        (false, false) => {
            "These settings are in force now. Email contacts must confirm a mail from AWS once."
        }
    };
    print::line(done);
    Ok(())
}
