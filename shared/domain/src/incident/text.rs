//! The text that people write into an incident, in the form in which it is stored.

use crate::alarm::{clip, legible};

/// The maximum length of a note or status update: an incident is one item of at most 400 KB.
const MAX_TEXT: usize = 4000;

/// A note or status update as stored: legible, trimmed, and cut to the maximum length.
pub(super) fn as_kept(text: &str) -> String {
    clip(legible(text).trim(), MAX_TEXT)
}
