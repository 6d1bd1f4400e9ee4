//! `callout deploy` and `callout destroy`: the template and the functions into an account, and out of it again.
//!
//! `callout local` deploys with the same code. Must not lose the table, the buckets or the link key, whatever happens.

mod advice;
mod after;
mod architecture;
mod attendant;
mod bucket;
mod build;
mod call;
mod carry_out;
mod change;
mod change_set;
mod command;
mod declared;
mod destroy;
mod event;
mod follow;
mod mend;
mod packages;
mod parameters;
mod policy;
mod preflight;
mod progress;
mod protection;
mod regions;
mod rest;
mod show;
mod site;
mod stack;
mod state;
mod table;
mod template;
mod terminal;
#[cfg(test)]
mod tests;
mod upload;

pub(crate) use attendant::Nobody;
pub(crate) use carry_out::{Outcome, Wanted, carry_out};
pub use command::command;
pub use destroy::destroy;
pub(crate) use packages::Package;
pub(crate) use parameters::Asked;
pub use policy::policy;
pub(crate) use site::Site;
pub(crate) use template::functions;
