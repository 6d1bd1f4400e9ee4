//! Overrides: somebody else is on call for a while.
//!
//! In files it is a few lines, with a history in git like the rest; otherwise a decision in the table, active at once.

mod at_once;
mod edit;
mod effect;
mod list;
mod typed;

use super::lookup::known_schedule;
use crate::apply::entry::{hint, save};
use crate::args::{AddOverride, DeploymentOptions, Files, Override, RemoveOverride};
use crate::listing::Listing;
use crate::print;
use crate::settings::{self, Edit};
use crate::to_type::{callout, word};
use crate::typed::Typed;
use anyhow::{Result, bail};
use callout_domain::ids::ScheduleName;
use callout_domain::oncall::read_instant;
use callout_domain::oncall::settings::OverrideSettings;
use effect::Effect;
use jiff::Timestamp;
use std::path::Path;
use typed::{compile, confirm, people, window, written, zone};

/// Adds, removes or lists.
pub(super) async fn command(common: &DeploymentOptions, what: Override, now: Timestamp) -> Result<()> {
    match what {
        Override::Add(args) if !args.files.are_meant() => at_once::add(common, &args, now).await,
        Override::Remove(args) if !args.files.are_meant() => at_once::remove(common, &args, now).await,
        Override::Add(args) => {
            let change = add(&args, now)?;
            if !args.force
                && let Some(doubt) = change.effect.doubt(now)
            {
                confirm(doubt)?;
            }
            finish(common, &args.files, &change).await
        }
        Override::Remove(args) => finish(common, &args.files, &remove(&args, now)?).await,
        Override::List { schedule, config } => {
            let listing = Listing::load(common, config.as_deref()).await?;
            list::show(common, schedule.as_deref(), &listing, now)
        }
    }
}

/// An edit of overrides, and what it does.
struct Change {
    edit: Edit,
    effect: Effect,
}

async fn finish(common: &DeploymentOptions, files: &Files, change: &Change) -> Result<()> {
    let Change { edit, effect } = change;
    if !common.json {
        effect.show();
    }
    save(common, files, edit, None).await?;
    if common.json {
        return print::json(&serde_json::json!({ "file": edit.file(), "on_call": effect.stretches() }));
    }
    print::aside(format!("Written to {}.", edit.file().display()));
    hint(files);
    Ok(())
}

fn add(args: &AddOverride, now: Timestamp) -> Result<Change> {
    let settings = settings::read_sound(&args.files.config)?;
    let schedule = known_schedule(&settings, &args.schedule)?;
    let zone = zone(&settings, &schedule)?;
    let (from, to) = window(args, &zone, now)?;
    let wanted = written(args, &from, &to);
    change(&args.files.config, &schedule, (from.at, to.at), |text| {
        edit::add(text, schedule.as_str(), &wanted)
    })
}

fn remove(args: &RemoveOverride, now: Timestamp) -> Result<Change> {
    let settings = settings::read_sound(&args.files.config)?;
    let schedule = known_schedule(&settings, &args.schedule)?;
    let zone = zone(&settings, &schedule)?;
    let listed = settings.schedules.get(&schedule).map_or(&[][..], |it| &it.overrides);
    let from = args.from.as_ref().map(|text| Typed::read(text, &zone, now)).transpose()?;
    let fits = |(index, it): &(usize, &OverrideSettings)| {
        args.number.is_none_or(|number| number == index + 1)
            && from.as_ref().is_none_or(|from| read_instant(&it.start, &zone) == Ok(from.at))
            && args.who.as_ref().is_none_or(|who| people(it).any(|name| name.as_str() == who))
    };
    let found: Vec<_> = listed.iter().enumerate().filter(fits).collect();
    let (index, it) = match found.as_slice() {
        [one] => *one,
        [] => {
            bail!("there is no such override; `{}` shows what there is", list(args))
        }
        many => {
            bail!("{} overrides are meant; name one by its number in `{}`", many.len(), list(args))
        }
    };
    let window = (read_instant(&it.start, &zone), read_instant(&it.end, &zone));
    let window = (window.0.unwrap_or(now), window.1.unwrap_or(now));
    change(&args.files.config, &schedule, window, |text| edit::remove(text, schedule.as_str(), index))
}

/// The command that numbers the overrides of files.
fn list(args: &RemoveOverride) -> String {
    let folder = args.files.config.display().to_string();
    callout(&format!("oncall override list {} --config {}", word(&args.schedule), word(&folder)))
}

/// Edits the file that holds a schedule.
fn change(
    config: &Path,
    schedule: &ScheduleName,
    window: (Timestamp, Timestamp),
    edit: impl FnOnce(&str) -> Result<String>,
) -> Result<Change> {
    let edit = Edit::prepare(config, &["schedules", schedule.as_str()], None, edit)?;
    let effect = Effect::of(&compile(&edit.before, schedule)?, &compile(&edit.after, schedule)?, window);
    Ok(Change { edit, effect })
}

#[cfg(test)]
mod tests;
