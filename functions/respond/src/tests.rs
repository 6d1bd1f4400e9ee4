//! What people see and do, through the router, on in-memory twins.

mod acknowledge;
mod calendar;
mod console;
mod doors;
mod evidence;
mod gallery;
mod texts;
mod world;
