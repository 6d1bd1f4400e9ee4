//! What can be chosen in a form.

use super::form::word;

/// One of the values of a field.
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) label: &'static str,
    pub(super) chosen: bool,
}

impl Choice {
    pub(super) fn of(value: &impl serde::Serialize, label: &'static str, chosen: bool) -> Self {
        Self { value: word(value), label, chosen }
    }
}
