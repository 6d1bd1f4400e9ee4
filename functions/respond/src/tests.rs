//! What people see and do, through the router, on in-memory fakes.

mod acknowledge;
mod calendar;
mod context;
mod gallery;
mod links;
mod merged;
mod mine;
mod onward;
mod times;
mod world;
