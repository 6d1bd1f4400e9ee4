//! Parsers: convert what AWS and other tools send into `AlarmEvent`s.
//!
//! Pure: no clock, no network, no AWS SDK. Total: it never fails, never panics and never returns nothing; what no
//! parser understands becomes an event with the raw text attached. [`payload`] parses what AWS delivers, [`webhook`]
//! what tools send over HTTPS, and [`tools::pagerduty`] the one format whose senders need error messages.

mod aws;
mod body;
mod json;
mod limits;
mod links;
mod origin;
pub mod packed;
mod parsed;
mod pattern;
pub mod payload;
mod relaxed;
mod secrets;
mod sender;
mod sentence;
mod shape;
mod text;
mod time;
pub mod tools;
mod unparsed;
pub mod webhook;
mod words;

pub use aws::console::alert_page;
pub use parsed::{Ignored, Parsed};
pub use secrets::HIDDEN;
pub use sender::Sender;
