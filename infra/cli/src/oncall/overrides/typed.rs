//! An override as it is typed: from when to when, and whom it names.
//! Must not write anything.

use crate::args::AddOverride;
use crate::question::{Answer, ask};
use crate::typed::Typed;
use anyhow::{Context, Result, bail};
use callout_domain::ids::{ResponderName, ScheduleName};
use callout_domain::oncall::Schedule;
use callout_domain::oncall::settings::{Names, OverrideSettings};
use callout_domain::settings::Settings;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// From when to when.
pub(super) fn window(args: &AddOverride, zone: &TimeZone, now: Timestamp) -> Result<(Typed, Typed)> {
    let from = Typed::read(&args.from, zone, now)?;
    let to = match (&args.to, args.length) {
        (Some(text), _) => Typed::read(text, zone, from.at)?,
        (None, Some(length)) => Typed::of(from.at.saturating_add(length.0).unwrap_or(from.at), zone),
        (None, None) => bail!("say until when, with --to TIME or --for LENGTH"),
    };
    Ok((from, to))
}

/// Asks about what may not have been meant.
pub(super) fn confirm(doubt: &str) -> Result<()> {
    match ask(&format!("{doubt} Save it anyway?")) {
        Answer::Yes => Ok(()),
        Answer::No => bail!("not saved"),
        Answer::NobodyThere => bail!("not saved: {doubt} Add --force to save it anyway"),
    }
}

/// The override as the settings say it.
pub(super) fn written(args: &AddOverride, from: &Typed, to: &Typed) -> OverrideSettings {
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
        hands_over: false,
    }
}

pub(super) fn compile(settings: &Settings, name: &ScheduleName) -> Result<Schedule> {
    let schedule = settings.schedules.get(name).context("the schedule is gone")?;
    Schedule::compile_with(schedule, &settings.calendars).map_err(|problems| {
        anyhow::anyhow!("{}", problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    })
}

pub(super) fn zone(settings: &Settings, name: &ScheduleName) -> Result<TimeZone> {
    let zone = settings.schedules.get(name).map_or("UTC", |schedule| schedule.zone.as_str());
    TimeZone::get(zone).with_context(|| format!("there is no time zone `{zone}`; mend it first"))
}

/// Everybody whom an override names.
pub(super) fn people(it: &OverrideSettings) -> impl Iterator<Item = &ResponderName> {
    let lists = [&it.add, &it.remove, &it.by, &it.swap];
    lists.into_iter().flat_map(Names::people).chain(&it.replace)
}
