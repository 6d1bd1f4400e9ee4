//! Whole incidents, told with a hand-moved clock; every function's real handler runs on the twins.

mod acknowledging;
mod escalating;
mod faults;
mod opening;
mod reviewing;
mod world;
