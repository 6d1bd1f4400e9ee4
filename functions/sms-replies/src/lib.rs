//! Replies by text message: finds the sender and the incident, carries out the command, and always answers.
//!
//! Only people who were paged may act, from the phone number that was texted, and with the code of its text: a sender can
//! be forged.

pub mod config;
pub mod deps;
pub mod handler;
pub mod text;

mod carry_out;
mod reply_record;
mod sender;
mod words;

#[cfg(test)]
mod tests;
