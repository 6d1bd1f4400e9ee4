//! When alarms call nobody out: silences, maintenance windows, and alarms that others explain.
//!
//! Must not drop anything: what is held opens, is shown and is called out later, if it still fires. A rule of this kind that
//! is broken holds nothing back.

mod all;
mod inhibition;
mod interval;
mod maintenance;
mod mute;
mod silence;
mod span;
#[cfg(test)]
mod tests;

pub use all::Suppressions;
pub use inhibition::{Inhibition, InhibitionSettings, child_cause};
pub use interval::{Interval, IntervalSettings, Number, TimesSettings};
pub use maintenance::{Maintenance, MaintenanceSettings};
pub use mute::MuteTimes;
pub use silence::{Silence, SilenceSettings};
pub use span::{LONGEST, Span, SpanState, Written};
