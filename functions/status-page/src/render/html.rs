//! The HTML pages.

mod component;
mod history;
mod incident;
mod index;
mod maintenance;

pub(super) use component::component;
pub(super) use history::{history, month};
pub(super) use incident::incident;
pub(super) use index::index;
pub(super) use maintenance::maintenance;
