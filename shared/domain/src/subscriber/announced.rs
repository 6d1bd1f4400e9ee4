//! How far maintenance was handed on to subscribers, so that a look each minute finds what is new, and mostly need not look.

use super::maintenance_news::position;
use crate::ids::{MaintenanceId, digest, hex};
use crate::status::{MaintenanceWindow, PageDocument, Planned};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How far each window of the page was handed on.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Announced {
    /// The version for optimistic locking.
    pub version: u64,
    /// A digest of what the settings planned when the page said all of it; empty while the page is behind.
    #[serde(default)]
    planned: String,
    /// When the clock brings the next news.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    due_at: Option<Timestamp>,
    /// The position up to which each window was handed on.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    upto: BTreeMap<MaintenanceId, u64>,
}

impl Announced {
    /// Whether the page can have no news: the settings plan what they planned, and no time has come.
    pub fn is_current(&self, planned: &[Planned], now: Timestamp) -> bool {
        self.planned == digest_of(planned) && self.due_at.is_none_or(|due| now < due)
    }

    /// The windows of which the page says more than was handed on, the first to begin first.
    pub fn news<'a>(&self, page: &'a PageDocument, now: Timestamp) -> Vec<&'a MaintenanceId> {
        let is_new = |window: &&MaintenanceWindow| {
            self.upto.get(&window.id).is_none_or(|upto| position(window, now) > *upto)
        };
        page.maintenance.iter().rev().filter(is_new).map(|window| &window.id).collect()
    }

    /// Notes that all of it was handed on. Returns `false` if that is noted already.
    pub fn take(&mut self, page: &PageDocument, planned: &[Planned], now: Timestamp) -> bool {
        // The page follows the settings a little later than they change.
        let is_behind = page.clone().follow_maintenance(planned, now);
        let windows = || page.maintenance.iter();
        let upto = |window: &MaintenanceWindow| {
            let known = self.upto.get(&window.id).copied().unwrap_or_default();
            (window.id.clone(), position(window, now).max(known))
        };
        let times = windows().flat_map(|window| [window.changes_at(), window.remind_at()]).flatten();
        let noted = Self {
            version: self.version,
            planned: if is_behind { String::new() } else { digest_of(planned) },
            due_at: times.filter(|at| *at > now).min(),
            upto: windows().map(upto).collect(),
        };
        let is_new = noted != *self;
        *self = noted;
        is_new
    }
}

fn digest_of(planned: &[Planned]) -> String {
    hex(&digest(&["planned", &serde_json::to_string(planned).unwrap_or_default()])[..10])
}
