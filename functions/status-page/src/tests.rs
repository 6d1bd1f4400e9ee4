//! The page as customers see it, on in-memory fakes.

mod gallery;
mod publish;
mod shapes;
mod truth;
mod world;
