//! The status page: what customers are told, as static files that stay up when everything else is down.
//!
//! Decides nothing about incidents and shows nothing but what was said in public.

pub mod config;
pub mod handler;
pub mod render;

#[cfg(test)]
mod tests;
