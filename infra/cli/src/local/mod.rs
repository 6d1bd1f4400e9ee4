//! `callout local`: the same template and the real functions on one machine, in an emulated AWS.
//! Must not differ from a deployment in AWS more than the emulator forces it to.

mod alarms;
mod build;
mod emulator;
mod endpoints;
mod function_proxy;
mod http;
mod inbox;
mod install;
mod local_ports;
mod options;
mod pages;
mod places;
mod run;
mod running_stacks;
mod server;
mod site;
mod stack;
mod status;
mod subscriptions;
mod summary;
mod template;
mod visitor;

pub use alarms::{AlarmState, set_alarm};
pub use endpoints::{AwsAccess, Endpoints};
pub use inbox::deliver_url;
pub use options::{DEFAULT_PORT, Options};
pub use run::{Applied, Deployed, run};
pub use running_stacks::{on_port, running};
pub use stack::Outputs;
