//! Suppression: silences, maintenance windows, and inhibitions keep alarms from paging.
//!
//! Must not drop anything: a held incident opens, is shown, and is paged later if it still fires. A broken rule holds
//! nothing back.

mod all;
mod inhibition;
mod interval;
mod maintenance;
mod mute;
mod rule_digest;
mod silence;
mod span;
#[cfg(test)]
mod tests;

pub use all::Suppressions;
pub use inhibition::{Inhibition, InhibitionSettings, child_cause};
pub use interval::{Interval, IntervalSettings, Number, TimesSettings};
pub use maintenance::{Maintenance, MaintenanceSettings, PublicMaintenance};
pub use mute::MuteTimes;
pub use silence::{Silence, SilenceSettings};
pub use span::{LONGEST, Span, SpanState, Written};
