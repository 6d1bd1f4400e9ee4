//! Monitoring tools: one file for each.
//!
//! A tool is recognized by the shape of its body, over any transport.

pub(crate) mod alertmanager;
pub(crate) mod datadog;
pub(crate) mod generic;
pub(crate) mod grafana;
pub(crate) mod mapped;
pub(crate) mod monitors;
pub mod pagerduty;
