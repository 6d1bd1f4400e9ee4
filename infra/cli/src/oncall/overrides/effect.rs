//! What an override does, before anybody is woken by mistake.

use crate::args::Common;
use crate::print;
use anstyle::AnsiColor;
use anyhow::Result;
use callout_domain::ids::ResponderName;
use callout_domain::oncall::settings::{Names, OverrideSettings};
use callout_domain::oncall::{Schedule, Shift};
use jiff::Timestamp;
use serde::Serialize;
use std::path::Path;

/// A time within which neither answer changes.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Stretch {
    start: Timestamp,
    end: Timestamp,
    before: Vec<ResponderName>,
    after: Vec<ResponderName>,
}

/// Shows who is on call in a window, before and after.
pub(super) fn show(
    common: &Common,
    file: &Path,
    before: &Schedule,
    after: &Schedule,
    window: (Timestamp, Timestamp),
) -> Result<()> {
    let stretches = compare(before, after, window);
    if common.json {
        return print::json(&serde_json::json!({ "file": file, "on_call": stretches }));
    }
    let names = |names: &[ResponderName]| match names {
        [] => "nobody".to_owned(),
        some => some.iter().map(ResponderName::as_str).collect::<Vec<_>>().join(", "),
    };
    let clock = |at| super::super::clock(at, after);
    let rows =
        stretches.iter().map(|it| [clock(it.start), clock(it.end), names(&it.before), names(&it.after)]);
    print::table(["from", "until", "on call before", "on call now"], rows);
    if stretches.iter().all(|it| it.before == it.after) {
        let text = "Nobody is on call who was not before, or the other way round: is this what you meant?";
        print::aside(print::coloured(text, AnsiColor::Yellow));
    }
    if stretches.iter().any(|it| it.after.is_empty() && !it.before.is_empty()) {
        let text = "Nobody is on call for some of this time: pages go to the next level.";
        print::aside(print::coloured(text, AnsiColor::Yellow));
    }
    print::aside(format!("Wrote {}.", file.display()));
    Ok(())
}

pub(super) fn compare(
    before: &Schedule,
    after: &Schedule,
    (from, to): (Timestamp, Timestamp),
) -> Vec<Stretch> {
    let shifts = [before, after].into_iter().flat_map(|schedule| schedule.shifts(from, to));
    let edges = shifts.flat_map(|Shift { start, end, .. }| [start, end]).chain([from, to]);
    let mut edges: Vec<Timestamp> = edges.collect();
    edges.sort();
    edges.dedup();
    let mut stretches: Vec<Stretch> = Vec::new();
    for pair in edges.windows(2) {
        let (before, after) = (before.on_call(pair[0]), after.on_call(pair[0]));
        match stretches.last_mut().filter(|last| last.before == before && last.after == after) {
            Some(last) => last.end = pair[1],
            None => stretches.push(Stretch { start: pair[0], end: pair[1], before, after }),
        }
    }
    stretches
}

/// An override in words.
pub(super) fn words(it: &OverrideSettings) -> String {
    let names = |names: &Names| names.0.iter().map(ResponderName::as_str).collect::<Vec<_>>().join(", ");
    match (&it.replace, it.swap.0.as_slice()) {
        (Some(replaced), _) => format!("{} for {replaced}", names(&it.by)),
        (None, [one, other]) => format!("{one} and {other} swap"),
        (None, _) if it.add.is_empty() => format!("without {}", names(&it.remove)),
        (None, _) => format!("also {}", names(&it.add)),
    }
}
