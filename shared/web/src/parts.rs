//! The parts of pages about one incident, prepared for the templates. Untrusted text stays text: the templates
//! escape it, and only https addresses become links.

mod context;
mod effects;
mod heading;
mod links;
mod people;
mod reader;
mod standing;
mod timeline;

pub use context::{Changed, ContextView, LastTimeView, context_view};
pub use effects::{reopening, resolving, taking, taking_over};
pub use heading::{IncidentHeader, Level, reason};
pub use links::{NamedLink, links};
pub use people::{Person, not_done, paged, people, whom};
pub use reader::Reader;
pub use standing::{Answer, Fact, StatusLine, answer};
pub use timeline::{TimelineEntry, timeline};
