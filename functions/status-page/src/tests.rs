//! The page as customers see it, on in-memory fakes.

mod backfill;
mod gallery;
mod maintenance;
mod publish;
mod shapes;
mod truth;
mod world;
