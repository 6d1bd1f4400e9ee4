//! The operator's command `callout`: settings, incidents and the stack on one machine, for people and scripts.
//! Must not decide anything about incidents: that is the domain's.

pub mod act;
pub mod active_settings;
mod addressees;
pub mod apply;
pub mod args;
pub mod caller;
mod carrier;
pub mod changes;
pub mod deployment;
pub mod heartbeats;
pub mod incidents;
pub mod links;
mod listing;
pub mod local;
pub mod oncall;
mod operator;
mod payload;
pub mod print;
mod question;
pub mod ready;
mod reason;
pub mod replay;
pub mod route;
pub mod run;
pub mod settings;
pub mod simulate;
mod subscription_status;
mod suppress;
pub mod test_page;
mod typed;
pub mod verify;
