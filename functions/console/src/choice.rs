//! What a form offers to choose from.

/// The most that is offered; of more, a name is typed, so that the page stays small.
pub(crate) const MOST_CHOICES: usize = 150;

/// One of them.
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) label: String,
    pub(crate) chosen: bool,
}
