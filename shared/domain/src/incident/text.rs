//! What people write into an incident, as it is kept.

use crate::alarm::clip;

/// The most characters of a note or public update: an incident is one item of at most 400 KB.
const MAX_TEXT: usize = 4000;

/// A note or public update as it is kept: without space around it, and not longer than an incident can hold.
pub(super) fn as_kept(text: &str) -> String {
    clip(text.trim(), MAX_TEXT)
}
