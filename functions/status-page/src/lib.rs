//! The status page: what is published to customers, as static files that stay up when everything else is down.
//!
//! Decides nothing about incidents and shows only what was published.

pub mod config;
pub mod copied;
pub mod handler;
mod pages;
mod publish;
pub mod render;
mod save;
mod stale;
mod up_to_date;

#[cfg(test)]
mod tests;
