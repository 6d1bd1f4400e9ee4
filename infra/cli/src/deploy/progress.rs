//! How far an operation on a stack is: a bar at a terminal, a line for each resource elsewhere.
//! Must not write to the result.

use super::event::Event;
use crate::print;
use anstyle::AnsiColor;
use indicatif::{ProgressBar, ProgressStyle};
use std::collections::BTreeSet;
use std::time::Duration;

/// What is shown now.
#[derive(Debug, Default)]
pub(super) struct Progress {
    shown: Option<ProgressBar>,
    done: BTreeSet<String>,
}

impl Progress {
    /// One step, for as long as it takes.
    pub(super) fn step(&mut self, what: &str) {
        self.end();
        let spinner = ProgressBar::new_spinner().with_message(what.to_owned());
        if spinner.is_hidden() {
            print::aside(format!("{what} …"));
        }
        spinner.enable_steady_tick(Duration::from_millis(100));
        self.shown = Some(spinner);
    }

    /// So many resources, one after the other.
    pub(super) fn begin(&mut self, resources: usize) {
        self.end();
        self.done.clear();
        let style = ProgressStyle::with_template("{bar:40.green} {pos}/{len} {elapsed} {wide_msg}");
        let bar = ProgressBar::new(resources as u64);
        if let Ok(style) = style {
            bar.set_style(style);
        }
        if !bar.is_hidden() {
            print::aside(
                "Ctrl-C stops only the watching: CloudFormation goes on, and the same command picks it up.",
            );
        }
        bar.enable_steady_tick(Duration::from_millis(500));
        self.shown = Some(bar);
    }

    /// Something happened.
    pub(super) fn event(&mut self, event: &Event) {
        let line = line(event);
        let counts = event.is_final() && !event.is_of_stack() && self.done.insert(event.logical_id.clone());
        let tells = event.is_failure() || event.is_of_stack() && event.status.contains("ROLLBACK_IN");
        let Some(bar) = &self.shown else { return };
        if counts {
            bar.inc(1);
        }
        bar.set_message(line.clone());
        match bar.is_hidden() {
            true if counts || tells || event.is_of_stack() => print::aside(line),
            false if tells => bar.suspend(|| print::aside(line)),
            _ => {}
        }
    }

    /// Nothing is shown any more.
    pub(super) fn end(&mut self) {
        if let Some(shown) = self.shown.take() {
            shown.finish_and_clear();
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.end();
    }
}

fn line(event: &Event) -> String {
    let words = event.status.to_lowercase().replace('_', " ");
    let words = match (event.is_failure(), event.is_final()) {
        (true, _) => print::coloured(words, AnsiColor::Red),
        (false, true) => print::coloured(words, AnsiColor::Green),
        (false, false) => words,
    };
    let reason = event.reason.iter().filter(|_| event.is_failure()).map(|why| format!(": {why}"));
    format!("{} {words}{}", event.logical_id, reason.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_what_happened_to_which_resource() {
        let event = Event {
            id: String::new(),
            logical_id: "DeadQueue".to_owned(),
            kind: "AWS::SQS::Queue".to_owned(),
            status: "CREATE_FAILED".to_owned(),
            reason: Some("it exists".to_owned()),
            token: None,
        };
        let plain = anstream::adapter::strip_str(&line(&event)).to_string();
        assert_eq!(plain, "DeadQueue create failed: it exists");
    }
}
