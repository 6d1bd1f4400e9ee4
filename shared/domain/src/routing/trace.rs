//! Which routes were looked at and why each matched or did not.
//!
//! Must not decide anything: it says of the same routes what the decision looked at.

use super::Route;
use serde::Serialize;

/// A route that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RouteTrace {
    /// What people call it.
    pub route: String,
    /// Its place among all, from 0.
    pub index: usize,
    /// The first match that did not hold; `None`: all did.
    pub missed: Option<Missed>,
    /// Whether the next ones are looked at even if it matches.
    #[serde(rename = "continue")]
    pub goes_on: bool,
}

/// A match that did not hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Missed {
    /// The field or label.
    pub field: String,
    /// What was asked of it, as Alertmanager writes it.
    pub asked: String,
    /// What it is.
    pub value: String,
}

impl RouteTrace {
    /// Whether the route matched.
    pub fn matched(&self) -> bool {
        self.missed.is_none()
    }

    /// Whether the alarm went no further.
    pub fn took_it(&self) -> bool {
        self.matched() && !self.goes_on
    }

    pub(super) fn at(index: usize, route: &Route, missed: Option<Missed>) -> Self {
        Self { route: route.name.clone(), index, missed, goes_on: route.goes_on }
    }
}
