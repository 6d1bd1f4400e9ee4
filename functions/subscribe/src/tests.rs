//! Strangers, holders of links, and whoever means harm.

mod holder;
mod sign_up;
mod world;
