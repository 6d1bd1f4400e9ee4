//! Parsers: what AWS and other tools send in their own shapes becomes `AlarmEvent`s.
//!
//! Pure: no clock, no network, no AWS SDK. Total: it never fails, never panics and never answers with nothing; what no
//! parser understands becomes an event with the raw text attached. [`payload`] reads what AWS hands over, [`webhook`] what
//! tools send over HTTPS, and [`tools::pagerduty`] the one format whose senders need to hear what is wrong.

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
