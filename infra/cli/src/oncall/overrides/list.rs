//! Lists overrides: the active ones, or those of files.

use super::effect;
use crate::args::DeploymentOptions;
use crate::listing::{Listing, Mark};
use crate::oncall::lookup::known_schedule;
use crate::to_type::callout;
use crate::{clock, print};
use anyhow::Result;
use callout_domain::live::Made;
use callout_domain::oncall::read_instant;
use callout_domain::oncall::settings::OverrideSettings;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

#[derive(Serialize)]
struct Listed<'a> {
    schedule: &'a str,
    /// In the file; `remove` takes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<usize>,
    /// Its name, if it is in no file; `remove` takes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    over: bool,
    what: String,
    /// How it stands to the active settings, where files are listed.
    #[serde(skip_serializing_if = "Option::is_none")]
    applied: Option<Mark>,
    /// Who decided it beside the files.
    #[serde(skip_serializing_if = "Option::is_none")]
    decided: Option<&'a Made>,
    #[serde(flatten)]
    written: &'a OverrideSettings,
}

/// Shows those of one schedule, or of all.
pub(super) fn show(
    common: &DeploymentOptions,
    only: Option<&str>,
    listing: &Listing,
    now: Timestamp,
) -> Result<()> {
    only.map(|name| known_schedule(&listing.settings, name)).transpose()?;
    let schedules = listing.settings.schedules.iter();
    let wanted = schedules.filter(|(name, _)| only.is_none_or(|only| name.as_str() == only));
    let listed: Vec<Listed<'_>> = wanted
        .flat_map(|(name, schedule)| {
            let zone = TimeZone::get(&schedule.zone).unwrap_or(TimeZone::UTC);
            schedule.overrides.iter().zip(1..).map(move |(written, number)| {
                let decided = listing.override_decided_by(name, written);
                Listed {
                    schedule: name.as_str(),
                    number: listing.is_of_files().then_some(number),
                    over: read_instant(&written.end, &zone).is_ok_and(|end| end <= now),
                    what: effect::words(written),
                    applied: listing.mark(written, |active| {
                        active.schedules.get(name)?.overrides.iter().find(|there| *there == written)
                    }),
                    name: decided.map(|(name, _)| name),
                    decided: decided.map(|(_, made)| made),
                    written,
                }
            })
        })
        .collect();
    if common.json {
        return print::json(&listed);
    }
    if listed.is_empty() {
        print::line(format!("There are no overrides; `{}` writes one.", callout("oncall override add")));
        return Ok(());
    }
    let headings = ["schedule", "number or name", "from", "until", "what", "why", ""];
    print::table(headings, listed.into_iter().map(row));
    Ok(())
}

fn row(it: Listed<'_>) -> [String; 7] {
    let over = if it.over { "over" } else { "" };
    let state = match it.decided {
        Some(made) => format!("by {}, in no file; {over}", made.by),
        None => format!("{}{over}", it.applied.map_or("", Mark::words)),
    };
    let OverrideSettings { start, end, reason, .. } = it.written;
    let number = it.number.map(|number| number.to_string()).or_else(|| it.name.map(str::to_owned));
    let number = number.unwrap_or_default();
    let why = reason.as_deref().unwrap_or("");
    let (start, end) = (to_minute(start), to_minute(end));
    [it.schedule, &number, &start, &end, &it.what, why, state.trim_end_matches("; ")].map(str::to_owned)
}

/// An instant without what nobody reads of it; whatever else somebody wrote as it is.
fn to_minute(written: &str) -> String {
    written.parse::<Timestamp>().map_or_else(|_| written.to_owned(), clock::minute)
}
