//! From when to when, as it is typed and as it is said.

use crate::args::When;
use crate::clock;
use crate::typed::Typed;
use anyhow::{Result, bail};
use callout_domain::oncall::find_zone;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The zone in which the times are meant.
pub(super) fn zone_of(when: &When) -> String {
    when.zone.clone().unwrap_or_else(clock::settings_zone)
}

pub(super) fn times(when: &When, zone: &str, now: Timestamp) -> Result<(Typed, Typed)> {
    let zone: TimeZone = find_zone(zone).map_err(anyhow::Error::msg)?;
    let from = Typed::read(&when.from, &zone, now)?;
    let to = match (&when.to, when.length) {
        (Some(text), _) => Typed::read(text, &zone, from.at)?,
        (None, Some(length)) => Typed::of(from.at.saturating_add(length.0).unwrap_or(from.at), &zone),
        (None, None) => bail!("say until when, with --to TIME or --for LENGTH"),
    };
    if to.at <= now {
        bail!("until {} is over already; nothing was written", clock::minute(to.at));
    }
    Ok((from, to))
}

pub(super) fn words(from: &Typed, to: &Typed, zone: &str) -> String {
    let shown = find_zone(zone).unwrap_or(TimeZone::UTC);
    let at = |at: Timestamp| at.to_zoned(shown.clone()).strftime("%F %H:%M").to_string();
    format!("from {} until {} ({zone})", at(from.at), at(to.at))
}
