//! The whole way for real: the template deployed to an emulated AWS with IAM enforced, our own binaries behind the
//! Lambda runtime API, an alarm set off in CloudWatch, messages read where people read them.

mod applying;
mod attack;
mod chaos;
mod console;
mod deploying;
mod drills;
mod local;
mod looking;
mod operator;
mod permissions;
mod readiness;
mod replaying;
mod silencing;
mod stacks;
mod subscribing;
mod tools;
mod transports;
mod way;
