//! A folder of settings files: read, merged, checked, edited.

mod bytes_kept;
mod doubts;
mod edit;
mod files;
mod finding;
mod folder;
mod gaps;
mod levels;
mod lines;
mod merging;
mod replacing;
mod tested;
#[cfg(test)]
mod tests;

pub(crate) use edit::Edit;
pub use finding::Finding;
pub(crate) use folder::places;
pub use folder::{Folder, Warnings, read, read_sound, read_untested};
pub use gaps::gaps;
pub(crate) use levels::{EmptyLevel, empty_levels};
