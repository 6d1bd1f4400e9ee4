//! Foreign shapes in, `AlarmEvent` out: what AWS and other tools send when something is wrong, read into one shape.
//!
//! Pure and total: no clock, no network, no AWS. It never fails, never panics and never answers with nothing; what
//! nobody understands becomes an event of its own, with the raw text attached.

mod aws;
mod json;
mod limits;
mod links;
mod origin;
mod parsed;
pub mod payload;
mod sender;
mod time;
pub mod tools;
mod unparsed;
pub mod webhook;
mod words;

pub use parsed::{Ignored, Parsed};
pub use sender::Sender;
