//! Whole incidents, with a clock moved by hand; every function's real handler runs on the fakes.

mod acknowledging;
mod answering;
mod changes;
mod clocks;
mod contacts;
mod context;
mod declaring;
mod escalating;
mod faults;
mod handing_over;
mod heartbeats;
mod holding;
mod keys;
mod leaving;
mod live;
mod notices;
mod opening;
mod order;
mod own_topics;
mod pacing;
mod postmortems;
mod shifts;
mod signing_in;
mod storms;
mod stubs;
mod throttling;
pub(crate) mod world;
