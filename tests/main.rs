//! The tests of the whole house, in one binary: promises of the ports, stories, house rules, worlds by chance, end to end.
//!
//! `#[cfg(test)]` holds here anyway; it tells clippy that helpers may unwrap too.

#[cfg(test)]
mod contracts;
#[cfg(test)]
mod end_to_end;
#[cfg(test)]
mod house;
#[cfg(test)]
mod simulation;
#[cfg(test)]
mod stories;
#[cfg(test)]
mod storm;
