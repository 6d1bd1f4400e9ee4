//! What people see and do, through the router, on in-memory fakes.

mod incident;
mod incidents;
mod session;
mod world;
