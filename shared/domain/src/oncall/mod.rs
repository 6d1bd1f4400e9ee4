//! On-call schedules: rotating layers, with overrides, holidays, and temporary schedules.
//!
//! Must not read a clock or page anybody; callers pass the instant.
//!
//! [`ScheduleSettings`] is what people write. [`Schedule::compile`] reads it once and reports all problems. The
//! [`Schedule`] answers who is on call, and in only one way, so that the roster, the pager, the gaps, and the handoffs
//! cannot disagree: each layer returns who is on call at an instant and until when that cannot change, and a walk
//! through time asks again only then.
//!
//! From weakest to strongest: the layers by precedence, holidays, overrides, temporary schedules.
//!
//! ```toml
#![doc = include_str!("sample.toml")]
//! ```

mod carry;
mod clock;
mod compile;
mod coverage;
mod days;
mod days_off_rotation;
mod exceptions;
mod fairness;
mod handoff;
mod hours;
mod ics;
mod layer;
mod length;
mod moment;
mod notice;
mod problem;
mod restriction;
mod rotation;
mod schedule;
pub mod settings;
mod shift;
mod shift_request;
mod source;
mod suggest;
#[cfg(test)]
mod tests;
mod turns;
mod zone;

pub use coverage::{Coverage, CoverageState};
pub use days::DaySet;
pub use fairness::{EVEN, LOAD_KINDS, Load, LoadKind, balance, balances};
pub use handoff::Handoff;
pub use hours::Hours;
pub use ics::{Export, Roster, Window};
pub(crate) use moment::time_of_day;
pub use moment::{find_zone, read_instant};
pub use notice::{Notice, NoticeKind, NoticeTime, OnCallPeriod};
pub use problem::Problem;
pub(crate) use problem::Problems;
pub use schedule::Schedule;
pub use settings::ScheduleSettings;
pub use shift::{Gap, Shift};
pub use shift_request::{
    FURTHEST, ShiftNews, ShiftObstacle, ShiftOf, ShiftPart, ShiftRequest, ShiftRequestKind, TIME_TO_ANSWER,
};
pub use source::Source;
pub use suggest::nearest;
pub(crate) use zone::instants;
pub use zone::{first_instant, last_instant};
