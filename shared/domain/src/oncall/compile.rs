//! Compiles settings to a schedule, or reports all problems.
//!
//! Must not stop at the first problem, and must not guess.

mod context;
mod exceptions;
mod layers;
mod notices;

use super::clock::Clock;
use super::exceptions::{Exception, Exceptions};
use super::moment::find_zone;
use super::problem::{Problem, Problems};
use super::schedule::Schedule;
use super::settings::{Calendars, ScheduleSettings};
use super::source::Source;
use crate::ids::ResponderName;
use context::Context;
use jiff::tz::TimeZone;

impl Schedule {
    /// Compiles a schedule, or reports all problems.
    pub fn compile(settings: &ScheduleSettings) -> Result<Self, Vec<Problem>> {
        Self::compile_with(settings, &Calendars::new())
    }

    /// Compiles a schedule that may use shared holiday calendars.
    pub fn compile_with(settings: &ScheduleSettings, calendars: &Calendars) -> Result<Self, Vec<Problem>> {
        Self::compile_among(settings, calendars, |_| true)
    }

    /// Compiles a schedule of which only some people exist. Whoever left does not stay until the handoff: the turn that runs
    /// goes to whoever is next.
    pub fn compile_among(
        settings: &ScheduleSettings,
        calendars: &Calendars,
        exists: impl Fn(&ResponderName) -> bool,
    ) -> Result<Self, Vec<Problem>> {
        let mut problems = Problems::default();
        let zone = problems.take("zone", find_zone(&settings.zone));
        // An unknown zone is read as UTC, so that other problems are reported too. The result is discarded.
        let people: Vec<ResponderName> = settings.responders().into_iter().collect();
        let mut context = Context {
            clock: Clock::new(zone.unwrap_or(TimeZone::UTC)),
            gone: (0..).zip(&people).filter(|(_, name)| !exists(name)).map(|(index, _)| index).collect(),
            people,
            sources: Vec::new(),
        };
        let layers = layers::read(settings, &mut context, &mut problems);
        let exceptions = exceptions::read(settings, calendars, &mut context, &mut problems);
        let notices = notices::read(settings.notices.as_ref(), context.clock.zone(), &mut problems);
        let Context { clock, people, sources, .. } = context;
        let holidays = holidays(&exceptions, &sources);
        let exceptions = Exceptions::new(&exceptions);
        problems.finish(Some(Self { clock, people, layers, exceptions, holidays, sources, notices }))
    }
}

/// The holidays of all calendars. Days of several calendars or zones may overlap, and count once.
fn holidays(exceptions: &[Exception], sources: &[Source]) -> Vec<(i64, i64)> {
    let is_holiday = |it: &&Exception| {
        let source = usize::try_from(it.source).ok().and_then(|index| sources.get(index));
        matches!(source, Some(Source::Holiday(_)))
    };
    let mut days: Vec<(i64, i64)> =
        exceptions.iter().filter(is_holiday).map(|it| (it.start, it.end)).collect();
    days.sort_unstable();
    days.dedup_by(|later, before| {
        let overlap = later.0 <= before.1;
        if overlap {
            before.1 = before.1.max(later.1);
        }
        overlap
    });
    days
}
