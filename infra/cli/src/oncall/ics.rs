//! The calendar for calendar programs, into a file.

use super::{in_force, known_responder, known_schedule, save};
use crate::args::{Common, Show};
use crate::settings;
use anyhow::{Context, Result, bail};
use callout_domain::settings::{Edition, Rules, Whose};
use jiff::Timestamp;
use std::path::Path;

/// Writes the shifts of one schedule or one person. What the settings in force took back from those before them comes as
/// cancelled; files have no settings before them.
pub(super) async fn write(common: &Common, args: &Show, file: &Path, now: Timestamp) -> Result<()> {
    let (rules, number, before) = match &args.place.config {
        Some(folder) => (Rules::build(settings::read_sound(folder)?), 0, None),
        None => {
            let latest = in_force(common).await?;
            (Rules::build(latest.settings), latest.number, latest.before.map(Rules::build))
        }
    };
    let (schedule, responder);
    let whose = match (&args.place.schedule, &args.responder) {
        (Some(name), None) => {
            schedule = known_schedule(&rules, name)?;
            Whose::Schedule(&schedule)
        }
        (None, Some(name)) => {
            responder = known_responder(&rules, name)?;
            Whose::Responder(&responder)
        }
        _ => bail!("say whose shifts: --schedule NAME for everybody's, or --responder NAME for one person's"),
    };
    let version = u32::try_from(number).unwrap_or(u32::MAX);
    let edition = Edition { now, version, before: before.as_ref(), reminders: &args.remind };
    save(file, &rules.ics(whose, edition).context("nobody's shifts were written")?)
}
