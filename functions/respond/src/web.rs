//! What every page stands on, a link's as well as the console's: layout, headers, tokens, errors.
//!
//! Must not know a page.

pub(crate) mod act;
pub(crate) mod deps;
pub(crate) mod error;
mod headers;
pub(crate) mod layout;
pub(crate) mod parts;
pub(crate) mod serve;
pub(crate) mod token;
pub(crate) mod words;
