//! The HTML pages.

mod component;
mod history;
mod incident;
mod index;

pub(super) use component::component;
pub(super) use history::{history, month};
pub(super) use incident::incident;
pub(super) use index::index;
