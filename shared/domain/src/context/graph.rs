//! A metric over some hours.
//!
//! Must not smooth or interpolate: where data is missing, the graph has a gap.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The most points of a graph: three hours, one point a minute.
pub const MOST_POINTS: usize = 180;
/// The bars of a terminal graph, from low to high.
const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// A metric over some hours.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Graph {
    /// The metric's name.
    pub label: String,
    /// The unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Seconds since 1970 and the value, in order of time.
    pub points: Vec<(i64, f64)>,
    /// The alarm's threshold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threshold: Option<f64>,
    /// Seconds since 1970 and the expected range, lower and upper bound.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub band: Vec<(i64, f64, f64)>,
}

impl Graph {
    /// The graph as stored: the latest finite numbers, in order of time, with six digits.
    #[must_use]
    pub fn kept(mut self) -> Self {
        self.points.retain(|(_, value)| value.is_finite());
        self.band.retain(|(_, low, high)| low.is_finite() && high.is_finite());
        self.points.sort_by_key(|(at, _)| *at);
        self.band.sort_by_key(|(at, ..)| *at);
        self.points.drain(..self.points.len().saturating_sub(MOST_POINTS));
        self.band.drain(..self.band.len().saturating_sub(MOST_POINTS));
        self.points.iter_mut().for_each(|(_, value)| *value = six_digits(*value));
        for (_, low, high) in &mut self.band {
            (*low, *high) = (six_digits(*low), six_digits(*high));
        }
        self.threshold = self.threshold.filter(|threshold| threshold.is_finite());
        self
    }

    /// The first and the last time.
    pub fn span(&self) -> Option<(Timestamp, Timestamp)> {
        let at = |point: Option<&(i64, f64)>| Timestamp::from_second(point?.0).ok();
        at(self.points.first()).zip(at(self.points.last()))
    }

    /// The lowest and the highest value, including the threshold and the band.
    pub(super) fn range(&self) -> Option<(f64, f64)> {
        let band = self.band.iter().flat_map(|(_, low, high)| [*low, *high]);
        let values = self.points.iter().map(|(_, value)| *value).chain(self.threshold).chain(band);
        values.fold(None, |range, value| {
            let (low, high) = range.unwrap_or((value, value));
            Some((low.min(value), high.max(value)))
        })
    }

    /// The graph as one line of text, at most `width` characters. Each character shows the highest value of its period.
    pub fn sparkline(&self, width: usize) -> String {
        let values: Vec<f64> = self.points.iter().map(|(_, value)| *value).collect();
        let each = values.len().div_ceil(width.max(1)).max(1);
        let highest: Vec<f64> =
            values.chunks(each).map(|chunk| chunk.iter().copied().fold(f64::MIN, f64::max)).collect();
        let (low, high) = highest
            .iter()
            .fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(*value), high.max(*value)));
        highest.iter().map(|value| BARS[step(*value, low, high)]).collect()
    }

    /// A description of the graph, for readers who cannot see it.
    pub fn words(&self) -> String {
        let unit = self.unit.as_deref().map(|unit| format!(" {unit}")).unwrap_or_default();
        let Some((_, last)) = self.points.last() else { return format!("{}: no data", self.label) };
        let values = self.points.iter().map(|(_, value)| *value);
        let (low, high) = values.fold((*last, *last), |(low, high), value| (low.min(value), high.max(value)));
        let limit = self.threshold.map(|at| format!(", threshold {}", number(at))).unwrap_or_default();
        let (last, low, high) = (number(*last), number(low), number(high));
        format!("{}: last {last}{unit}, between {low} and {high}{limit}", self.label)
    }
}

/// The index of the bar for a value.
fn step(value: f64, low: f64, high: f64) -> usize {
    if high <= low {
        return 0;
    }
    let share = (value - low) / (high - low);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and 7 by what went before"
    )]
    let step = (share * 7.0).round() as usize;
    step.min(BARS.len() - 1)
}

/// A number formatted for people.
pub(super) fn number(value: f64) -> String {
    let size = value.abs();
    if value == 0.0 || (1e-4..1e9).contains(&size) { format!("{value}") } else { format!("{value:e}") }
}

/// Rounds to six digits: more are invisible and cost storage.
fn six_digits(value: f64) -> f64 {
    format!("{value:.5e}").parse().unwrap_or(value)
}
