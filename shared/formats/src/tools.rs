//! Monitoring tools: a file for each, which reads what the tool sends.
//!
//! A tool is found by the shape of its body, whatever carried it.

pub(crate) mod alertmanager;
pub(crate) mod datadog;
pub(crate) mod generic;
pub(crate) mod grafana;
pub mod pagerduty;
