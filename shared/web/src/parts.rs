//! The parts of pages about one incident, prepared for the templates. Untrusted text stays text: the templates
//! escape it, and only https addresses become links.

mod context;
mod heading;
mod links;
mod names;
mod people;
mod standing;
mod timeline;

pub use context::{Changed, ContextView, context_view};
pub use heading::{IncidentHeader, Level, reason};
pub use links::{NamedLink, links};
pub use names::Names;
pub use people::{Person, not_done, people, whom};
pub use standing::{Answer, Fact, StatusLine, answer};
pub use timeline::{TimelineEntry, timeline};
