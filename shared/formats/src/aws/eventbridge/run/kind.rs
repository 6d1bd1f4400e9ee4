//! A kind of run, and how the tables of kinds write one.
//!
//! Knows no service.

use callout_domain::severity::Severity;

/// One kind of run.
#[derive(Debug)]
pub(super) struct Run {
    /// The prefix of its events' `detail-type`.
    pub(super) detail_type: &'static str,
    /// The service that sends them.
    pub(super) source: &'static str,
    /// Its name in the summary.
    pub(super) title: &'static str,
    /// A part of the dedup key, so that two kinds of runs with the same name are two alerts.
    pub(super) key: &'static str,
    /// JSON pointers to the parts of the name of what runs.
    pub(super) name: &'static [&'static str],
    /// JSON pointers to its state.
    pub(super) state: &'static [&'static str],
    pub(super) effect: Effect,
    /// The severity of a failure; without one, routes decide.
    pub(super) severity: Option<Severity>,
}

/// The effect of a run on the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    /// It changes the system.
    Change,
    /// It is a part of another run: only its failure counts, under the key of the whole.
    Part,
    /// It changes nothing: routine work.
    Work,
}

pub(super) const fn change(
    detail_type: &'static str,
    (source, title, key): (&'static str, &'static str, &'static str),
    name: &'static [&'static str],
    state: &'static [&'static str],
) -> Run {
    Run {
        detail_type,
        source,
        title,
        key,
        name,
        state,
        effect: Effect::Change,
        severity: Some(Severity::Sev4),
    }
}

pub(super) const fn part(run: Run) -> Run {
    Run { effect: Effect::Part, ..run }
}

pub(super) const fn work(run: Run, severity: Option<Severity>) -> Run {
    Run { effect: Effect::Work, severity, ..run }
}
