//! The routes: each reads the key where its tools put it and responds in its tools' format.

pub(crate) mod events_api;
pub(crate) mod pagers;
pub(crate) mod sns;
pub(crate) mod tools;
