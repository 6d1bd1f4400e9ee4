//! What whoever reported an incident may know of it: how it goes, and nothing else.
//! Must not hold a name, a text, or anything of other reports.

use super::state::Incident;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How a reported incident goes. Stored beside it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportStanding {
    /// Whether somebody was told of it, or paged.
    #[serde(default)]
    pub told: bool,
    /// Whether somebody was paged.
    #[serde(default)]
    pub paged: bool,
    /// When somebody is paged, if nobody takes it before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pages_at: Option<Timestamp>,
    /// Since when somebody has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledged_at: Option<Timestamp>,
    /// When it was resolved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolved_at: Option<Timestamp>,
}

impl Incident {
    /// How it goes, for whoever reported it. `None`: nobody reported it on a page.
    pub fn report_standing(&self) -> Option<ReportStanding> {
        self.reported_at?;
        let hold = self.hold.as_ref().filter(|_| self.is_open());
        Some(ReportStanding {
            told: !self.paged.is_empty(),
            paged: !self.escalation.nobody_was_paged(),
            pages_at: hold.map(|hold| hold.until),
            acknowledged_at: self.acknowledgement.as_ref().map(|acknowledgement| acknowledgement.at),
            resolved_at: self.resolved_at.filter(|_| !self.is_open()),
        })
    }
}
