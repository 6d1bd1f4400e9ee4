//! The context of an incident, prepared for the template.

use super::reader::Reader;
use crate::words::{Moment, ago, clock};
use callout_domain::change::Change;
use callout_domain::context::{Graph, IncidentContext, LastTime};
use jiff::Timestamp;

/// The context of an incident when it opened.
pub struct ContextView {
    /// Rendered graphs, in which all text is escaped.
    pub drawings: Vec<String>,
    /// Changes shortly before.
    pub changes: Vec<Changed>,
    /// Other alarms that fired.
    pub siblings: Vec<String>,
    /// How the incident of the same group before ended.
    pub last_time: Option<LastTimeView>,
    /// What could not be read in time.
    pub missing: String,
}

/// How the incident of the same group before ended.
pub struct LastTimeView {
    /// Its number.
    pub number: u64,
    /// Where its page is, if the reader can get there.
    pub href: Option<String>,
    /// When and by whom, with what they wrote.
    pub words: String,
}

/// A change shortly before the incident.
pub struct Changed {
    /// When.
    pub at: Moment,
    /// What changed.
    pub words: String,
    /// Where to read more.
    pub href: Option<String>,
}

/// Prepares the context of an incident for the template; `page_of` says where the page of another incident is.
pub fn context_view(
    found: IncidentContext,
    opened_at: Timestamp,
    reader: &Reader<'_>,
    page_of: impl FnOnce(u64) -> Option<String>,
) -> ContextView {
    let missing: Vec<&str> = found.missing.iter().map(|part| part.title()).collect();
    let changed = |change: Change| Changed {
        at: reader.moment(change.at),
        words: change.summary,
        href: change.links.into_iter().map(|link| link.href).find(|href| href.starts_with("https://")),
    };
    ContextView {
        drawings: found.graphs.iter().filter_map(|graph| drawing(graph, reader)).collect(),
        changes: found.changes.into_iter().map(changed).collect(),
        siblings: found.siblings,
        last_time: found.last_time.map(|last| LastTimeView {
            number: last.number,
            href: page_of(last.number),
            words: last_time(&last, opened_at, reader),
        }),
        missing: missing.join(", "),
    }
}

fn last_time(last: &LastTime, opened_at: Timestamp, reader: &Reader<'_>) -> String {
    let before = match ago(last.ended_at, opened_at) {
        long if long.ends_with(" ago") => long.replace(" ago", " before"),
        _ => "just before".to_owned(),
    };
    let ended = match &last.by {
        Some(by) => format!("{} ended it", reader.name_of(by)),
        None => "it ended by itself".to_owned(),
    };
    let note = if last.note.is_empty() { String::new() } else { format!(": “{}”", last.note) };
    format!(", {before}, {ended}{note}")
}

/// A graph with its times by the reader's clock.
fn drawing(graph: &Graph, reader: &Reader<'_>) -> Option<String> {
    graph.svg(|at, other| clock(at, other, reader.zone()))
}
