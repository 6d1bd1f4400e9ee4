//! Which routes were checked, and why each one matched or did not.
//!
//! Must not decide anything: it reports what the routing decision checked.

use super::Route;
use serde::Serialize;

/// A route that was checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RouteTrace {
    /// Its display name.
    pub route: String,
    /// Its index among all routes, from 0.
    pub index: usize,
    /// The first matcher that did not match. `None` if all did.
    pub missed: Option<Missed>,
    /// Whether the next routes are checked even if this one matches.
    #[serde(rename = "continue")]
    pub continues: bool,
}

/// A matcher that did not match.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Missed {
    /// The field or label.
    pub field: String,
    /// The matcher, in Alertmanager's syntax.
    pub asked: String,
    /// The field's value.
    pub value: String,
}

impl RouteTrace {
    /// Whether the route matched.
    pub fn matched(&self) -> bool {
        self.missed.is_none()
    }

    /// Whether the route took the alarm.
    pub fn owns(&self) -> bool {
        self.matched() && !self.continues
    }

    pub(super) fn at(index: usize, route: &Route, missed: Option<Missed>) -> Self {
        Self { route: route.name.clone(), index, missed, continues: route.continues }
    }
}
