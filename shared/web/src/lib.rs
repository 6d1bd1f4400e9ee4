//! What all pages share, links and console: layout, headers, tokens, errors.
//!
//! Must not depend on any page.

// Templates name the style by this crate's name, in whichever crate they are compiled.
extern crate self as callout_web;

pub mod act;
pub mod deps;
pub mod error;
mod headers;
pub mod layout;
pub mod parts;
pub mod serve;
pub mod token;
pub mod words;
