//! What people see and do, through the router, on in-memory fakes.

mod audit;
mod declare;
mod incident;
mod incidents;
mod merge;
mod my_contacts;
mod on_call;
mod overrides;
mod pages;
mod people;
mod record;
mod services;
mod session;
mod shifts;
mod sign_in;
mod silences;
mod status_page;
mod teams;
mod times;
mod updates;
mod world;
