//! The page as customers get it, on in-memory twins.

mod gallery;
mod publish;
mod shapes;
mod world;
