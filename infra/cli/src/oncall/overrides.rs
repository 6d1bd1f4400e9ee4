//! Overrides: somebody else is on call for a while.
//!
//! Must not keep state of its own: an override is a few lines in the settings, with a history in git like the rest.

mod edit;
mod effect;
mod list;

use super::lookup::known_schedule;
use crate::apply::entry::{hint, save};
use crate::args::{AddOverride, DeploymentOptions, Files, Override, RemoveOverride};
use crate::listing::Listing;
use crate::print;
use crate::question::{Answer, ask};
use crate::settings::{self, Edit};
use crate::to_type::{callout, word};
use crate::typed::Typed;
use anyhow::{Context, Result, bail};
use callout_domain::ids::{ResponderName, ScheduleName};
use callout_domain::oncall::settings::{Names, OverrideSettings};
use callout_domain::oncall::{Schedule, read_instant};
use callout_domain::settings::Settings;
use effect::Effect;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::path::Path;

/// Adds, removes or lists.
pub(super) async fn command(common: &DeploymentOptions, what: Override, now: Timestamp) -> Result<()> {
    match what {
        Override::Add(args) => {
            let change = add(&args, now)?;
            if !args.force
                && let Some(doubt) = change.doubt(now)
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

impl Change {
    /// Why it may not be what was meant.
    fn doubt(&self, now: Timestamp) -> Option<&'static str> {
        match self.effect.end() <= now {
            true => Some("This override is over already and pages nobody."),
            false => (!self.effect.changes_anything()).then_some("This override changes nothing."),
        }
    }
}

/// Asks about what may not have been meant.
fn confirm(doubt: &str) -> Result<()> {
    match ask(&format!("{doubt} Save it anyway?")) {
        Answer::Yes => Ok(()),
        Answer::No => bail!("not saved"),
        Answer::NobodyThere => bail!("not saved: {doubt} Add --force to save it anyway"),
    }
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
    let from = Typed::read(&args.from, &zone, now)?;
    let to = match (&args.to, args.length) {
        (Some(text), _) => Typed::read(text, &zone, from.at)?,
        (None, Some(length)) => Typed::of(from.at.saturating_add(length.0).unwrap_or(from.at), &zone),
        (None, None) => bail!("say until when, with --to TIME or --for LENGTH"),
    };
    let wanted = written(args, &from, &to);
    change(&args.files.config, &schedule, (from.at, to.at), |text| {
        edit::add(text, schedule.as_str(), &wanted)
    })
}

/// The override as the settings say it.
fn written(args: &AddOverride, from: &Typed, to: &Typed) -> OverrideSettings {
    let names = |names: &[String]| Names(names.iter().map(|name| ResponderName::from(name.trim())).collect());
    let (add, by) = if args.replace.is_some() { (&[][..], &args.who[..]) } else { (&args.who[..], &[][..]) };
    OverrideSettings {
        start: from.text.clone(),
        end: to.text.clone(),
        add: names(add),
        remove: names(&args.remove),
        replace: args.replace.as_deref().map(ResponderName::from),
        by: names(by),
        swap: names(&args.swap),
        reason: args.reason.clone(),
    }
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

fn compile(settings: &Settings, name: &ScheduleName) -> Result<Schedule> {
    let schedule = settings.schedules.get(name).context("the schedule is gone")?;
    Schedule::compile_with(schedule, &settings.calendars).map_err(|problems| {
        anyhow::anyhow!("{}", problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    })
}

fn zone(settings: &Settings, name: &ScheduleName) -> Result<TimeZone> {
    let zone = settings.schedules.get(name).map_or("UTC", |schedule| schedule.zone.as_str());
    TimeZone::get(zone).with_context(|| format!("there is no time zone `{zone}`; mend it first"))
}

/// Everybody whom an override names.
fn people(it: &OverrideSettings) -> impl Iterator<Item = &ResponderName> {
    let lists = [&it.add, &it.remove, &it.by, &it.swap];
    lists.into_iter().flat_map(Names::people).chain(&it.replace)
}

#[cfg(test)]
mod tests;
