//! What all pages share, links and console: layout, headers, tokens, errors.
//!
//! Must not depend on any page.

pub(crate) mod act;
pub(crate) mod deps;
pub(crate) mod error;
mod headers;
pub(crate) mod layout;
pub(crate) mod parts;
pub(crate) mod serve;
pub(crate) mod token;
pub(crate) mod words;
