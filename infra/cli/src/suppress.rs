//! Silences and maintenance windows at the prompt: a few lines in the settings, with a history in git like the rest.
//!
//! Without files, a decision in the table that is active at once and ends by itself.
//!
//! Must not decide what is held back; the domain does.

mod at_once;
mod before;
mod edit;
pub(crate) mod ending;
mod list;
mod of_incident;
mod preview;
#[cfg(test)]
mod tests;
mod when;

use crate::apply::entry::{hint, save};
use crate::args::{AddMaintenance, AddSilence, DeploymentOptions, Files, Maintenance, Named, Silence};
use crate::listing::Listing;
use crate::question::{Answer, ask};
use crate::settings::{self, Edit};
use crate::to_type::callout;
use crate::typed::Typed;
use crate::{clock, print};
use anstyle::AnsiColor;
use anyhow::{Context, Result, bail};
use before::Same;
use callout_domain::live::Over;
use callout_domain::matcher::{self, Matcher};
use callout_domain::oncall::find_zone;
use callout_domain::suppression::{Span, SpanState};
use edit::{Entry, unknown};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use when::{times, words, zone_of};

/// Carries out `callout silence`.
///
/// # Errors
/// The settings would not be sound, there is no such silence, or it cannot be applied.
pub(crate) async fn silence(common: &DeploymentOptions, what: Silence, now: Timestamp) -> Result<()> {
    match what {
        Silence::Add(args) if !args.files.are_meant() => at_once::add_silence(common, &args, now).await,
        Silence::Remove(Named { name, files }) if !files.are_meant() => {
            at_once::end(common, Over::Silence, &name, now).await
        }
        Silence::Add(args) => {
            let (edit, done) = add_silence(&args, now)?;
            let entry = [SILENCES, &done.name];
            if !common.json
                && let Some(preview) = preview::preview(common, &matchers(&args)?).await
            {
                print::aside(preview);
            }
            save(common, &args.files, &edit, done.is_extended.then_some(&entry[..])).await?;
            report(common, &args.files, &edit, &done)
        }
        Silence::Remove(Named { name, files }) => {
            let edit =
                edit::prepare(&files.config, SILENCES, Some(&name), |table| edit::remove(table, &name))?;
            save(common, &files, &edit, Some(&[SILENCES, &name])).await?;
            let said = format!("Removed silence {name}.");
            report(common, &files, &edit, &Done { name, said, is_extended: false })
        }
        Silence::List(args) => {
            list::silences(common, &Listing::load(common, args.config.as_deref()).await?, now)
        }
    }
}

/// Carries out `callout maintenance`.
///
/// # Errors
/// The settings would not be sound, there is no such window, or it cannot be applied.
pub(crate) async fn maintenance(common: &DeploymentOptions, what: Maintenance, now: Timestamp) -> Result<()> {
    match what {
        Maintenance::Add(args) if !args.files.are_meant() => at_once::add_window(common, &args, now).await,
        Maintenance::End(Named { name, files }) if !files.are_meant() => {
            at_once::end(common, Over::Maintenance, &name, now).await
        }
        Maintenance::Add(args) => {
            let (edit, done) = add_window(&args, now)?;
            save(common, &args.files, &edit, None).await?;
            report(common, &args.files, &edit, &done)
        }
        Maintenance::End(Named { name, files }) => {
            let (edit, said) = end(&files, &name, now)?;
            save(common, &files, &edit, Some(&[MAINTENANCE, &name])).await?;
            report(common, &files, &edit, &Done { name, said, is_extended: false })
        }
        Maintenance::List(args) => {
            list::windows(common, &Listing::load(common, args.config.as_deref()).await?, now)
        }
    }
}

/// The tables of the settings.
const SILENCES: &str = "silences";
const MAINTENANCE: &str = "maintenance";

/// What was done under which name.
struct Done {
    name: String,
    said: String,
    /// Whether it was there before, and ends later now.
    is_extended: bool,
}

fn add_silence(args: &AddSilence, now: Timestamp) -> Result<(Edit, Done)> {
    if args.reason.trim().is_empty() {
        bail!("say why, with --reason TEXT: whoever reads the file next year wants to know")
    }
    let settings = settings::read_sound(&args.files.config)?;
    let matchers = matchers(args)?;
    let doubts = before::doubts(&matchers, &settings)?;
    let zone = zone_of(&args.when);
    let (from, to) = times(&args.when, &zone, now)?;
    if let Some(same) = before::same(&matchers, &settings, (from.at, now))
        && is_meant(&same, args.name.as_deref(), &to)?
    {
        return extend(args, &same, &to);
    }
    let word = matchers.first().map_or("", |matcher| matcher.value.as_str());
    let name = new_name(args.name.as_deref(), word, |name| settings.silences.contains_key(name))?;
    let entry = Entry::new(&from, &to, &zone)
        .texts("match", &args.matches)
        .text("author", &args.author)
        .text("reason", &args.reason);
    let edit = edit::prepare(&args.files.config, SILENCES, None, |table| edit::add(table, &name, entry))?;
    doubts.into_iter().for_each(|doubt| print::aside(print::coloured(doubt, AnsiColor::Yellow)));
    let said = format!(
        "Silence {name} holds alarms with {} back {}.",
        args.matches.join(", "),
        words(&from, &to, &zone)
    );
    Ok((edit, Done { name, said, is_extended: false }))
}

fn matchers(args: &AddSilence) -> Result<Vec<Matcher>> {
    let parsed: Result<Vec<_>, String> = args.matches.iter().map(|text| matcher::parse(text)).collect();
    Ok(parsed.map_err(anyhow::Error::msg)?.concat())
}

/// Whether a silence that is there already is to end later, instead of a second one beside it.
fn is_meant(same: &Same<'_>, name: Option<&str>, to: &Typed) -> Result<bool> {
    let there =
        format!("silence {} holds the same alarms until {} already", same.name, clock::minute(same.until));
    match name {
        Some(name) if name != same.name => return Ok(false),
        _ if to.at <= same.until => bail!("{there}; nothing was written"),
        Some(_) => return Ok(true),
        None => {}
    }
    match ask(&format!("Now {there}. Extend it until {}?", clock::minute(to.at))) {
        Answer::Yes => Ok(true),
        Answer::No => Ok(false),
        Answer::NobodyThere => {
            bail!(
                "{there}; --name {} extends it until {}, another --name adds one",
                same.name,
                clock::minute(to.at)
            )
        }
    }
}

fn extend(args: &AddSilence, same: &Same<'_>, to: &Typed) -> Result<(Edit, Done)> {
    let name = same.name.to_owned();
    let zone = find_zone(same.zone).map_err(anyhow::Error::msg)?;
    let end = Typed::of(to.at, &zone).text;
    let edit = edit::prepare(&args.files.config, SILENCES, Some(&name), |table| {
        edit::set(table, &name, "end", &end)
    })?;
    let said = format!("Silence {name} holds until {} now.", clock::minute(to.at));
    Ok((edit, Done { name, said, is_extended: true }))
}

fn add_window(args: &AddMaintenance, now: Timestamp) -> Result<(Edit, Done)> {
    let settings = settings::read_sound(&args.files.config)?;
    let word = args.services.first().or(args.components.first()).map_or("", String::as_str);
    let name = new_name(args.name.as_deref(), word, |name| settings.maintenance.contains_key(name))?;
    let zone = zone_of(&args.when);
    let (from, to) = times(&args.when, &zone, now)?;
    let entry = Entry::new(&from, &to, &zone)
        .list("services", &args.services)
        .text("reason", &args.reason)
        .list("mirror", &args.mirror)
        .page(args.page());
    let edit = edit::prepare(&args.files.config, MAINTENANCE, None, |table| edit::add(table, &name, entry))?;
    let said = format!("Maintenance {name} {} {}.", args.does(), words(&from, &to, &zone));
    Ok((edit, Done { name, said, is_extended: false }))
}

/// Ends a window that has begun; one that has not, or only just, is taken out.
fn end(files: &Files, name: &str, now: Timestamp) -> Result<(Edit, String)> {
    let settings = settings::read_sound(&files.config)?;
    let window = settings.maintenance.get(name);
    let window = window.with_context(|| unknown("maintenance window", name, settings.maintenance.keys()))?;
    let Ok(span) = Span::compile(window.span()) else {
        bail!("its times cannot be read; run `{}`", callout("check"))
    };
    // Times are written to the minute: what began this minute cannot end in it.
    let begun = span.start().is_none_or(|start| now.duration_since(start) >= SignedDuration::from_mins(1));
    if span.state(now) == SpanState::Over {
        bail!("{name} is over already");
    }
    let written = window.zone.as_deref().unwrap_or("UTC");
    let zone = find_zone(written).map_err(anyhow::Error::msg)?;
    let at = begun.then(|| Typed::read("now", &zone, now)).transpose()?.map(|at| at.text);
    let edit = edit::prepare(&files.config, MAINTENANCE, Some(name), |table| match &at {
        Some(at) => edit::set(table, name, "end", at),
        None => edit::remove(table, name),
    })?;
    let said = at.map_or(format!("Removed maintenance {name}."), |at| {
        format!("Ended maintenance {name} at {at} ({written}).")
    });
    Ok((edit, said))
}

/// The name somebody gave, if it is free, or one made from a word.
fn new_name(given: Option<&str>, word: &str, taken: impl Fn(&str) -> bool) -> Result<String> {
    if let Some(name) = given {
        if taken(name) {
            bail!("there is `{name}` already; choose another --name");
        }
        return Ok(name.to_owned());
    }
    let letters: String =
        word.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' }).collect();
    let base =
        letters.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-").to_lowercase();
    let base = if base.is_empty() { "unnamed".to_owned() } else { base };
    let numbered = (2..).map(|number| format!("{base}-{number}"));
    let free = std::iter::once(base.clone()).chain(numbered).find(|name| !taken(name));
    free.context("no name is free")
}

fn report(common: &DeploymentOptions, files: &Files, edit: &Edit, done: &Done) -> Result<()> {
    if common.json {
        return print::json(&json!({ "file": edit.file(), "name": done.name }));
    }
    print::line(&done.said);
    print::aside(format!("Written to {}.", edit.file().display()));
    hint(files);
    Ok(())
}
