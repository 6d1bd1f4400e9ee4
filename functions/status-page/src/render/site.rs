//! Everything the page is rendered from.
//!
//! Renders nothing.

use callout_domain::settings::StatusPageSettings;
use callout_domain::status::PageDocument;
use jiff::Timestamp;

/// Everything the page is rendered from.
#[derive(Debug, Clone, Copy)]
pub struct Site<'a> {
    /// What the operator decided.
    pub settings: &'a StatusPageSettings,
    /// What was said.
    pub document: &'a PageDocument,
    /// Where customers read the page, ending in a slash; empty if unknown.
    pub address: &'a str,
    /// When it is rendered.
    pub now: Timestamp,
}
