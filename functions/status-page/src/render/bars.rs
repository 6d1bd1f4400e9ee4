//! Ninety days of a component in one drawing and one sentence.

use super::site::Edition;
use callout_domain::ids::ComponentName;
use callout_domain::incident::ComponentStatus;
use callout_domain::settings::Component;
use callout_domain::status::{DayUptime, Uptime};
use callout_public::clean;
use callout_public::fill;

/// The width of a day in the drawing, three of bar and one of room, and the height: `page.css` draws the bars.
const STEP: usize = 4;
const HEIGHT: usize = 28;

/// The days of a component for the templates.
pub(super) struct Bars {
    /// The width of the drawing.
    pub(super) width: usize,
    pub(super) height: usize,
    /// The bars of all days that are not as the most are, by class: one path each, so that forty components stay small.
    pub(super) paths: Vec<(&'static str, String)>,
    /// What the drawing shows, for whoever does not see it.
    pub(super) label: String,
    /// The sentence under the drawing.
    pub(super) sentence: String,
}

impl Bars {
    /// The bars of a component.
    pub(super) fn of(
        name: &ComponentName,
        component: &Component,
        uptime: &Uptime,
        edition: &Edition<'_>,
    ) -> Self {
        let words = &edition.words;
        let watched = uptime.days.iter().filter(|day| day.watched > 0).count();
        let sentence = match uptime.share() {
            Some(share) => words.uptime(share, watched),
            None => words.unknown.clone(),
        };
        let title = if component.title.is_empty() { name.as_str() } else { &component.title };
        let title = clean(title);
        let bad = uptime.days_with_problems().count();
        let label = match uptime.days_with_problems().next() {
            Some(latest) => {
                fill(&words.bars_bad, &[&title, &sentence, &bad.to_string(), &words.date(latest.date)])
            }
            None => fill(&words.bars_clean, &[&title, &sentence]),
        };
        let days = uptime.days.len();
        Self { width: days * STEP - 1, height: HEIGHT, paths: paths(&uptime.days), label, sentence }
    }
}

/// One path for each class that occurs, a line for each run of days that are alike: the style dashes it into bars.
fn paths(days: &[DayUptime]) -> Vec<(&'static str, String)> {
    let mut paths: Vec<(&'static str, String)> = Vec::new();
    let mut at = 0;
    for run in days.chunk_by(|one, next| of(one) == of(next)) {
        let (class, end) = (of(&run[0]), (at + run.len()) * STEP - 1);
        let line = format!("M{} {}H{end}", at * STEP, HEIGHT / 2);
        match paths.iter_mut().find(|(known, _)| *known == class) {
            Some((_, path)) => path.push_str(&line),
            None => paths.push((class, line)),
        }
        at += run.len();
    }
    paths
}

fn of(day: &DayUptime) -> &'static str {
    match day.worst() {
        None => "unknown",
        Some(ComponentStatus::Operational) => "none",
        Some(ComponentStatus::DegradedPerformance) => "minor",
        Some(ComponentStatus::PartialOutage) => "major",
        Some(ComponentStatus::MajorOutage) => "critical",
    }
}
