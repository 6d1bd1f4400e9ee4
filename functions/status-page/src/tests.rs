//! The page as customers see it, on in-memory fakes.

mod audience_files;
mod audiences;
mod backfill;
mod gallery;
mod maintenance;
mod publish;
mod shapes;
mod truth;
mod world;
