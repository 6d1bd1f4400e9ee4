//! A person, or a program, that runs `callout deploy`.
//! Must not take the absence of a terminal for a yes.

use super::attendant::{Attendant, Review};
use super::change::Change;
use super::event::Event;
use super::progress::Progress;
use super::show;
use crate::print;
use crate::question::{Answer, ask};
use anyhow::{Result, bail};

/// Whoever runs the command.
#[derive(Debug)]
pub(super) struct AtTerminal {
    /// Where it deploys to, as a question has it.
    pub(super) place: String,
    pub(super) json: bool,
    pub(super) yes: bool,
    pub(super) dry_run: bool,
    /// What was to change, for the report.
    pub(super) changes: Vec<Change>,
    progress: Progress,
}

impl AtTerminal {
    pub(super) fn new(place: String, json: bool, yes: bool, dry_run: bool) -> Self {
        Self { place, json, yes, dry_run, changes: Vec::new(), progress: Progress::default() }
    }

    /// Nothing is shown any more.
    pub(super) fn end(&mut self) {
        self.progress.end();
    }

    fn agree(&self, what: &str) -> Result<()> {
        if self.yes {
            return Ok(());
        }
        match ask(what) {
            Answer::Yes => Ok(()),
            Answer::No => bail!("nothing was changed"),
            Answer::NobodyThere => bail!("nothing was changed: without a terminal, add --yes"),
        }
    }
}

impl Attendant for AtTerminal {
    fn doing(&mut self, what: &str) {
        self.progress.step(what);
    }

    fn may_mend(&mut self, what: &str) -> Result<()> {
        self.end();
        if self.dry_run {
            bail!(
                "nothing was changed, and what would change cannot be seen yet: {what}. Leave --dry-run out to do so"
            );
        }
        print::aside(format!("To go on: {what}."));
        self.agree("Do that?")
    }

    fn review(&mut self, changes: &[Change], is_new: bool) -> Result<Review> {
        self.end();
        self.changes = changes.to_vec();
        match self.json {
            false => show::changes(changes),
            // The result is for a program; whoever is asked must see them all the same.
            true if !self.yes && !self.dry_run => show::lines(changes).iter().for_each(print::aside),
            true => {}
        }
        if self.dry_run {
            return Ok(Review::Discard);
        }
        let verb = if is_new { "Create" } else { "Update" };
        let count = show::count(changes);
        self.agree(&format!("{verb} {} ({count})?", self.place))?;
        Ok(Review::Execute)
    }

    fn begins(&mut self, resources: usize) {
        self.progress.begin(resources);
    }

    fn event(&mut self, event: &Event) {
        self.progress.event(event);
    }
}
