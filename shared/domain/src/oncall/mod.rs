//! Who is on call, when: schedules of rotating layers, with everything that breaks the routine.
//!
//! Must not read a clock or page anybody; whoever asks brings the instant.

mod compile;
mod coverage;
mod days;
mod exceptions;
mod handoff;
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
mod standstill;
mod suggest;
mod turns;
mod zone;

pub use coverage::{Coverage, CoverageState};
pub use days::DaySet;
pub use handoff::Handoff;
pub use notice::NoticeTime;
pub use problem::Problem;
pub use schedule::Schedule;
pub use settings::ScheduleSettings;
pub use shift::{Gap, Shift, Source};
pub use suggest::nearest;
pub use zone::{first_instant, last_instant};
