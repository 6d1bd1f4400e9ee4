//! A graph as an SVG for web pages: one element, no script, no style of its own, in the colour of the surrounding text.
//!
//! Text comes from outside, so all of it must be escaped.

use super::graph::{Graph, number};
use jiff::Timestamp;
use std::fmt::Write as _;

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 200.0;
/// Space for the numbers on the left, the labels above and the times below.
const LEFT: f64 = 4.0;
const TOP: f64 = 16.0;
const BOTTOM: f64 = 24.0;
/// Points further apart than this many times the usual distance are not connected.
const GAP: f64 = 2.5;

/// Maps values to positions in the drawing.
struct Scale {
    from: i64,
    seconds: f64,
    low: f64,
    high: f64,
}

impl Scale {
    fn x(&self, at: i64) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "some hours in seconds are exact")]
        let since = (at - self.from) as f64;
        LEFT + since / self.seconds * (WIDTH - 2.0 * LEFT)
    }

    fn y(&self, value: f64) -> f64 {
        let share = (value - self.low) / (self.high - self.low);
        HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP)
    }
}

impl Graph {
    /// The drawing, or `None` if there is no data. `clock` writes one end of it by the reader's clock, with the day if the other end is
    /// on another.
    pub fn svg(&self, clock: impl Fn(Timestamp, Timestamp) -> String) -> Option<String> {
        let (from, until) = self.span()?;
        let (low, high) = self.range()?;
        let room = if high > low { 0.0 } else { low.abs().max(1.0) / 2.0 };
        let whole = until.as_second() - from.as_second();
        #[expect(clippy::cast_precision_loss, reason = "some hours in seconds are exact")]
        let seconds = whole.max(1) as f64;
        let scale = Scale { from: from.as_second(), seconds, low: low - room, high: high + room };
        let (label, words) = (escaped(&self.label), escaped(&self.words()));
        let mut svg = format!(
            "<svg class=\"graph\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{words}\" fill=\"none\" \
             stroke=\"currentColor\"><title>{label}</title><desc>{words}</desc>"
        );
        self.draw_band(&scale, &mut svg);
        self.draw_threshold(&scale, &mut svg);
        self.draw_line(&scale, &mut svg);
        let _ = write!(
            svg,
            "<g fill=\"currentColor\" stroke=\"none\" font-size=\"12\"><text x=\"{LEFT}\" y=\"12\">{}</text>\
             <text x=\"{LEFT}\" y=\"{}\">{}</text><text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text></g></svg>",
            number(high),
            HEIGHT - 6.0,
            escaped(&clock(from, until)),
            WIDTH - LEFT,
            HEIGHT - 6.0,
            escaped(&clock(until, from)),
        );
        Some(svg)
    }

    fn draw_line(&self, scale: &Scale, svg: &mut String) {
        let usual = self.usual_distance();
        let mut path = String::new();
        let mut before: Option<i64> = None;
        for (at, value) in &self.points {
            #[expect(clippy::cast_precision_loss, reason = "some hours in seconds are exact")]
            let joined = before.is_some_and(|before| (at - before) as f64 <= usual * GAP);
            let pen = if joined { 'L' } else { 'M' };
            let _ = write!(path, "{pen}{:.1} {:.1}", scale.x(*at), scale.y(*value));
            if !joined {
                // A single point is a dot: a line of no length with round ends.
                path.push_str("h0");
            }
            before = Some(*at);
        }
        let _ = write!(
            svg,
            "<path d=\"{path}\" stroke-width=\"2\" stroke-linejoin=\"round\" stroke-linecap=\"round\"/>"
        );
    }

    #[expect(clippy::cast_precision_loss, reason = "some hours in seconds are exact")]
    fn usual_distance(&self) -> f64 {
        let pairs = self.points.windows(2).filter_map(|pair| Some((pair.last()?.0 - pair.first()?.0) as f64));
        let mut distances: Vec<f64> = pairs.collect();
        distances.sort_by(f64::total_cmp);
        distances.get(distances.len() / 2).copied().unwrap_or(60.0)
    }

    fn draw_threshold(&self, scale: &Scale, svg: &mut String) {
        let Some(threshold) = self.threshold else { return };
        let y = scale.y(threshold);
        let _ = write!(
            svg,
            "<path class=\"limit\" d=\"M{LEFT} {y:.1}H{}\" stroke-dasharray=\"6 4\"/><text class=\"limit\" x=\"{}\" \
             y=\"12\" text-anchor=\"end\" font-size=\"12\" fill=\"currentColor\" stroke=\"none\">threshold {}</text>",
            WIDTH - LEFT,
            WIDTH - LEFT,
            number(threshold),
        );
    }

    fn draw_band(&self, scale: &Scale, svg: &mut String) {
        if self.band.is_empty() {
            return;
        }
        let above = self.band.iter().map(|(at, _, high)| (*at, *high));
        let below = self.band.iter().rev().map(|(at, low, _)| (*at, *low));
        let corners: Vec<String> = above
            .chain(below)
            .map(|(at, value)| format!("{:.1} {:.1}", scale.x(at), scale.y(value)))
            .collect();
        let corners = corners.join("L");
        let _ = write!(
            svg,
            "<path d=\"M{corners}Z\" fill=\"currentColor\" fill-opacity=\".15\" stroke=\"none\"/>"
        );
    }
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            _ => safe.push(letter),
        }
    }
    safe
}
