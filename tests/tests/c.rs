//! x
#[path = "../contracts/mod.rs"]
#[cfg(test)]
mod contracts;
