//! Answers to text messages: who wrote, what they mean, what came of it, and always an answer.
//!
//! Whoever was paged may act from the telephone that was texted, and nobody else: a sender can be forged, so a text message
//! never reaches further than the link in a page.

pub mod config;
pub mod handler;
pub mod text;

mod carry_out;
mod memory;
mod sender;
mod words;

#[cfg(test)]
mod tests;
