//! What leaves for people outside: mail and webhooks to subscribers of the status page.
//!
//! Must not send anything that the public page does not show, nor let one subscriber delay another.

pub mod config;
pub mod handler;

mod aside;
mod bounces;
mod content;
mod deps;
mod due;
mod edition;
mod fan_out;
mod mail;
mod maintenance;
mod shown;
mod tell;
mod webhook;

#[cfg(test)]
mod tests;

pub use deps::{Deps, Places};
