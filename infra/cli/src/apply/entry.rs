//! One edit of the files at the prompt, and with `--apply` the same edit of the active settings.
//! Must not carry anything else of the files into the active settings.

use super::active::{Active, check_replaces, described};
use super::consent::Consent;
use super::diff::{self, Difference};
use super::plan::{Plan, Unconfirmed, as_stored, plan};
use super::source::Source;
use super::{git, show};
use crate::args::{DeploymentOptions, Files};
use crate::deployment::Deployment;
use crate::operator::signature;
use crate::print;
use crate::settings::{Edit, places};
use crate::to_type::callout;
use anyhow::{Context, Result, bail};
use callout_domain::settings::{Origin, Settings};
use callout_lambda::SystemClock;
use callout_ports::Clock as _;
use jiff::Timestamp;

/// Writes an edit, and applies it if that was asked for.
///
/// `entry` is the path of what the edit changes; the active settings may differ from the files there, and nowhere else.
///
/// # Errors
/// The active settings differ from the files in anything else, nobody agrees, or AWS does not answer.
pub(crate) async fn save(
    common: &DeploymentOptions,
    files: &Files,
    edit: &Edit,
    entry: Option<&[&str]>,
) -> Result<()> {
    if !files.apply {
        return edit.write();
    }
    let deployment = Deployment::find_to_change(common).await?;
    let now = SystemClock.now();
    let active = Active::load(&deployment).await?;
    let consent = Consent { yes: files.yes, replace: files.replace_version.as_deref() };
    check_files(&deployment, &edit.before, &active, entry, consent, now)?;
    let inbox = deployment.inbox();
    let plan = plan(&deployment, &edit.after, &active, inbox, now).await?;
    if plan.changes.count() > 0 {
        active.version.iter().for_each(|version| print::aside(format!("Active is {}.", described(version))));
        show::lines(&plan.changes).iter().for_each(print::aside);
        consent.to(&plan.changes, &deployment)?;
    }
    let origin = git::origin(&files.config, signature(&deployment));
    edit.write()?;
    // What is written now, no commit holds yet.
    let origin = Origin { uncommitted: origin.commit.is_some(), ..origin };
    let source = Source { origin, lines: places(&files.config) };
    carry_out(plan, &deployment, edit, source, now).await
}

async fn carry_out(
    plan: Plan,
    deployment: &Deployment,
    edit: &Edit,
    source: Source,
    now: Timestamp,
) -> Result<()> {
    let changes = plan.carry_out(deployment, source, Unconfirmed::Refuse, now).await.with_context(|| {
        let (file, apply) = (edit.file().display(), callout("apply"));
        format!("{file} is written, but it is not active; `{apply}` makes it so")
    })?;
    show::warnings(&changes);
    print::aside("It is active now.");
    Ok(())
}

/// Says how an edit becomes active, if it is not yet.
pub(crate) fn hint(files: &Files) {
    if !files.apply {
        print::aside(format!("`{}` makes it active; or use --apply here.", callout("apply")));
    }
}

/// Refuses files that would change more than the edit does.
fn check_files(
    deployment: &Deployment,
    before: &Settings,
    active: &Active,
    entry: Option<&[&str]>,
    consent: Consent<'_>,
    now: Timestamp,
) -> Result<()> {
    let files = as_stored(deployment, before, &active.settings, now);
    let others = others(&active.settings, &files, entry)?;
    if others.is_empty() {
        return Ok(());
    }
    if consent.yes && consent.replace.is_some() {
        return check_replaces(active.version.as_ref(), git::History::Contains, consent.replace);
    }
    let Some(version) = &active.version else {
        bail!("nothing was changed: no settings are active yet; `{}` first", callout("apply"))
    };
    let lines: Vec<String> = others.iter().map(show::line).collect();
    bail!(
        "nothing was changed: your files differ from the active settings in more than this, and it would all be applied. \
         Active is {}:\n{}\nGet the latest files with git or `{}` yours first; leave --apply out; or apply all of it with \
         --yes --replace-version {}",
        described(version),
        lines.join("\n"),
        callout("apply"),
        super::active::short(&version.version)
    )
}

/// What differs, other than the entry.
fn others(active: &Settings, files: &Settings, entry: Option<&[&str]>) -> Result<Vec<Difference>> {
    let entry = entry.map(|path| path.join(".") + ".");
    let is_other = |it: &Difference| entry.as_ref().is_none_or(|entry| !it.path().starts_with(entry));
    Ok(diff::between(active, files)?.into_iter().filter(is_other).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(silences: &[&str], days: u8) -> Settings {
        let silence = |name: &&str| {
            format!(
                "[silences.{name}]\nmatch = 'alarm={name}'\nend = '2027-01-01T00:00'\nauthor = 'ana'\nreason = 'Noise.'\n"
            )
        };
        let silences: String = silences.iter().map(silence).collect();
        toml::from_str(&format!("{silences}\n[postmortems]\ndays = {days}")).unwrap()
    }

    fn paths(active: &Settings, files: &Settings, entry: Option<&[&str]>) -> Vec<String> {
        let mut paths: Vec<_> =
            others(active, files, entry).unwrap().iter().map(|it| it.path().to_owned()).collect();
        paths.dedup_by_key(|path| path.split('.').take(2).map(str::to_owned).collect::<Vec<_>>());
        paths
    }

    #[test]
    fn an_edit_carries_nothing_else_of_the_files_along() {
        let active = settings(&["search"], 5);
        assert!(paths(&active, &active, None).is_empty());
        assert_eq!(paths(&active, &settings(&["search"], 7), None), ["postmortems.days"]);
        let removed = paths(&active, &settings(&[], 5), None);
        assert!(removed[0].starts_with("silences.search."), "a colleague's silence would go: {removed:?}");
    }

    #[test]
    fn what_is_taken_back_may_differ() {
        let (active, files) = (settings(&["search"], 5), settings(&["search", "shop"], 5));
        assert!(paths(&active, &files, Some(&["silences", "shop"])).is_empty());
        assert!(!paths(&active, &files, Some(&["silences", "sho"])).is_empty());
    }
}
