//! Whoever watches a deployment and decides about it: a person at a terminal, or nobody.

use super::change::Change;
use super::event::Event;
use anyhow::Result;

/// What becomes of changes that were shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Review {
    /// They are carried out.
    Execute,
    /// They were only to be seen.
    Discard,
}

/// Whoever watches a deployment and decides about it.
pub(crate) trait Attendant {
    /// Something is done now.
    fn doing(&mut self, what: &str);
    /// Something must be mended before anything else; an error says why it may not.
    fn may_mend(&mut self, what: &str) -> Result<()>;
    /// These changes are about to be made; an error says why they may not.
    fn review(&mut self, changes: &[Change], is_new: bool) -> Result<Review>;
    /// An operation on so many resources begins.
    fn begins(&mut self, resources: usize);
    /// Something happened to the stack.
    fn event(&mut self, event: &Event);
}

/// Nobody: a stack on one machine that is made anew at each start.
#[derive(Debug)]
pub(crate) struct Nobody;

impl Attendant for Nobody {
    fn doing(&mut self, _: &str) {}

    fn may_mend(&mut self, _: &str) -> Result<()> {
        Ok(())
    }

    fn review(&mut self, _: &[Change], _: bool) -> Result<Review> {
        Ok(Review::Execute)
    }

    fn begins(&mut self, _: usize) {}

    fn event(&mut self, _: &Event) {}
}
