//! The reader of a console page.

use callout_domain::incident::Actor;
use callout_domain::settings::Rules;
use jiff::Timestamp;

/// Who reads, when, and with which settings.
pub(crate) struct Reader<'a> {
    pub(crate) actor: &'a Actor,
    pub(crate) rules: &'a Rules,
    /// The relative address of the list.
    pub(crate) home: &'a str,
    pub(crate) now: Timestamp,
}
