//! The tests of the whole house, in one binary: promises of the ports, stories, house rules, end to end.

#[cfg(test)]
mod contracts;
mod end_to_end;
mod house;
mod stories;
