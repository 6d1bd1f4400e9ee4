//! Overrides that are active at once, beside the files: somebody takes a shift until tonight.
//! Must not decide who is on call; the domain does.

use super::effect::{Effect, words};
use super::typed::{compile, confirm, people, window, written, zone};
use crate::apply::active::Active;
use crate::args::{AddOverride, DeploymentOptions, RemoveOverride};
use crate::live::{Decider, live};
use crate::oncall::lookup::{known_responder, known_schedule};
use crate::to_type::{callout, word};
use crate::typed::Typed;
use crate::{clock, print};
use anyhow::{Result, bail};
use callout_domain::ids::ScheduleName;
use callout_domain::live::{LiveChange, LiveEntry, LiveOverride};
use callout_domain::oncall::settings::OverrideSettings;
use callout_domain::settings::{Rules, Settings};
use jiff::Timestamp;

/// Adds an override.
///
/// # Errors
/// It names nobody who exists, it may not be added, or no deployment answers.
pub(super) async fn add(common: &DeploymentOptions, args: &AddOverride, now: Timestamp) -> Result<()> {
    let decider = Decider::find(common).await?;
    let before = in_force(&decider).await?;
    let schedule = known_schedule(&before, &args.schedule)?;
    let (from, to) = window(args, &zone(&before, &schedule)?, now)?;
    let wanted = written(args, &from, &to);
    let rules = Rules::build(before.clone());
    for name in people(&wanted) {
        known_responder(&rules, name.as_str())?;
    }
    let OverrideSettings { add, remove, replace, by, swap, .. } = wanted.clone();
    let change = LiveOverride { add, remove, replace, by, swap, hands_over: false };
    let reason = args.reason.clone().unwrap_or_default();
    let what = LiveChange::Override { schedule: schedule.clone(), change };
    decider.check(&what, (from.at, to.at), &reason, now)?;
    let effect = effect(&before, &schedule, &wanted, (from.at, to.at))?;
    if !common.json {
        effect.show();
    }
    if !args.force
        && let Some(doubt) = effect.doubt(now)
    {
        confirm(doubt)?;
    }
    let record = decider.make(what, (from.at, to.at), &reason, (None, now)).await?;
    if common.json {
        return print::json(&serde_json::json!({ "decided": record, "on_call": effect.stretches() }));
    }
    let remove = format!("oncall override remove {} --name {}", word(schedule.as_str()), word(&record.name));
    print::aside(format!("{} `{}` takes it back.", clock::begins(from.at, now), callout(&remove)));
    Ok(())
}

/// What an override changes.
fn effect(
    before: &Settings,
    schedule: &ScheduleName,
    wanted: &OverrideSettings,
    window: (Timestamp, Timestamp),
) -> Result<Effect> {
    let mut after = before.clone();
    if let Some(schedule) = after.schedules.get_mut(schedule) {
        schedule.overrides.push(wanted.clone());
    }
    Ok(Effect::of(&compile(before, schedule)?, &compile(&after, schedule)?, window))
}

/// Takes one back.
///
/// # Errors
/// None is meant or several are, or no deployment answers.
pub(super) async fn remove(common: &DeploymentOptions, args: &RemoveOverride, now: Timestamp) -> Result<()> {
    if args.number.is_some() {
        bail!("numbers are for files; add --config FOLDER, or say --from or --who")
    }
    let decider = Decider::find(common).await?;
    let settings = in_force(&decider).await?;
    let schedule = known_schedule(&settings, &args.schedule)?;
    let zone = zone(&settings, &schedule)?;
    let from = args.from.as_ref().map(|text| Typed::read(text, &zone, now)).transpose()?;
    let live = live(&decider.deployment).await?.live;
    let fits = |entry: &LiveEntry| match &entry.what {
        LiveChange::Override { schedule: of, change } => {
            let change = change.during(entry.from, entry.until, "");
            *of == schedule
                && entry.until > now
                && from.as_ref().is_none_or(|from| from.at == entry.from)
                && args.who.as_ref().is_none_or(|who| people(&change).any(|name| name.as_str() == who))
        }
        _ => false,
    };
    let is_named = |name: &str| args.name.as_ref().is_none_or(|wanted| wanted == name);
    let found: Vec<_> = live.entries().filter(|(name, entry)| is_named(name) && fits(entry)).collect();
    let name = match found.as_slice() {
        [(name, _)] => *name,
        [] => bail!("there is no such override beside the files; --config FOLDER takes one out of these"),
        many => {
            let names: Vec<&str> = many.iter().map(|(name, _)| *name).collect();
            bail!("{} overrides are meant; say --name {}", many.len(), names.join(" or --name "))
        }
    };
    let record = decider.end(name).await?;
    if common.json {
        return print::json(&record);
    }
    if let LiveChange::Override { change, .. } = &record.entry.what {
        let change = change.during(record.entry.from, record.entry.until, "");
        print::line(format!("Took back: {}. The schedule holds as it is written.", words(&change)));
    }
    Ok(())
}

async fn in_force(decider: &Decider) -> Result<Settings> {
    let settings = Active::load(&decider.deployment).await?.settings;
    Ok(live(&decider.deployment).await?.live.merged(settings))
}
