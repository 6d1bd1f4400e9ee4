//! Who reads a page of the console.

use callout_domain::incident::Actor;
use callout_domain::settings::Rules;
use jiff::Timestamp;

/// Who reads, when, and with which settings.
pub(crate) struct Reader<'a> {
    pub(crate) actor: &'a Actor,
    pub(crate) rules: &'a Rules,
    /// The list's address, seen from the page.
    pub(crate) home: &'a str,
    pub(crate) now: Timestamp,
}
