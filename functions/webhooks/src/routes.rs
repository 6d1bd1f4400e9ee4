//! The routes, each with the key where its tools put it and answers in its tools' words.

pub(crate) mod events_api;
pub(crate) mod sns;
pub(crate) mod tools;
