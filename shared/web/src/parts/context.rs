//! The context of an incident, prepared for the template.

use super::reader::Reader;
use crate::words::{Moment, clock};
use callout_domain::change::Change;
use callout_domain::context::{Graph, IncidentContext};

/// The context of an incident when it opened.
pub struct ContextView {
    /// Rendered graphs, in which all text is escaped.
    pub drawings: Vec<String>,
    /// Changes shortly before.
    pub changes: Vec<Changed>,
    /// Other alarms that fired.
    pub siblings: Vec<String>,
    /// What could not be read in time.
    pub missing: String,
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

/// Prepares the context of an incident for the template.
pub fn context_view(found: IncidentContext, reader: &Reader<'_>) -> ContextView {
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
        missing: missing.join(", "),
    }
}

/// A graph with its times by the reader's clock.
fn drawing(graph: &Graph, reader: &Reader<'_>) -> Option<String> {
    graph.svg(|at, other| clock(at, other, reader.zone()))
}
