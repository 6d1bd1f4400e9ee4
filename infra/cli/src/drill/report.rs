//! What a drill found.
//! Must not decide what is a failure: the steps say so.

use crate::args::DeploymentOptions;
use crate::print;
use anstyle::AnsiColor;
use anyhow::Result;
use serde::Serialize;

/// The step whose seconds are published: the message is with its carrier.
pub(super) const HANDED_OVER: &str = "message handed over";

/// One step. Outside programs rely on these names.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Step {
    step: &'static str,
    /// Since the alarm changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    seconds: Option<f64>,
    ok: bool,
    /// What to do about a failure.
    #[serde(rename = "do", skip_serializing_if = "Option::is_none")]
    to_do: Option<String>,
}

impl Step {
    pub(super) fn done(step: &'static str, seconds: Option<f64>) -> Self {
        let rounded = seconds.map(|seconds| (seconds * 1000.0).round() / 1000.0);
        Self { step, seconds: rounded, ok: true, to_do: None }
    }

    pub(super) fn failed(step: &'static str, to_do: String) -> Self {
        Self { step, seconds: None, ok: false, to_do: Some(to_do) }
    }
}

/// The whole drill.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    pub(super) via: &'static str,
    pub(super) incident: Option<String>,
    pub(super) steps: Vec<Step>,
}

/// As programs read it.
#[derive(Debug, Serialize)]
struct Shown<'a> {
    /// Whether every step went as it should.
    ok: bool,
    #[serde(flatten)]
    report: &'a Report,
}

impl Report {
    /// Adds what stopped the drill, or what it could not take back.
    pub(super) fn fail(&mut self, step: &'static str, to_do: String) {
        self.steps.push(Step::failed(step, to_do));
    }

    /// The seconds until the carrier had the message.
    pub(super) fn handed_over(&self) -> Option<f64> {
        self.steps.iter().find(|step| step.step == HANDED_OVER).and_then(|step| step.seconds)
    }

    pub(super) fn failures(&self) -> usize {
        self.steps.iter().filter(|step| !step.ok).count()
    }

    pub(super) fn print(&self, common: &DeploymentOptions) -> Result<()> {
        if common.json {
            return print::json(&Shown { ok: self.failures() == 0, report: self });
        }
        let row = |step: &Step| {
            let seconds = step.seconds.map(|seconds| format!("{seconds:.3}")).unwrap_or_default();
            let ok = match step.ok {
                true => print::coloured("ok", AnsiColor::Green),
                false => print::coloured("failed", AnsiColor::Red),
            };
            [step.step.to_owned(), seconds, ok]
        };
        print::table(["step", "seconds", ""], self.steps.iter().map(row));
        for step in &self.steps {
            step.to_do.iter().for_each(|to_do| print::line(format!("{}: {to_do}", step.step)));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_see_what_failed_and_what_to_do() {
        let steps = vec![Step::done(HANDED_OVER, Some(0.34567))];
        let mut report = Report { via: "topic", incident: Some("inc_1".to_owned()), steps };
        assert_eq!((report.handed_over(), report.failures()), (Some(0.346), 0));
        report.fail("cleanup", "delete it".to_owned());
        let shown = serde_json::to_value(Shown { ok: report.failures() == 0, report: &report }).unwrap();
        assert_eq!((&shown["ok"], &shown["via"]), (&false.into(), &"topic".into()));
        assert_eq!(shown["steps"][1]["do"], "delete it", "{shown:#}");
    }
}
