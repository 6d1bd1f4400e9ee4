//! The input of rendering.
//!
//! Renders nothing.

use callout_domain::settings::StatusPageSettings;
use callout_domain::status::PageDocument;
use jiff::Timestamp;

/// The input of rendering.
#[derive(Debug, Clone, Copy)]
pub struct Site<'a> {
    /// The operator's settings of the page.
    pub settings: &'a StatusPageSettings,
    /// What was published.
    pub document: &'a PageDocument,
    /// The public address of the page, ending in a slash; empty if unknown.
    pub address: &'a str,
    /// The time of rendering.
    pub now: Timestamp,
}
