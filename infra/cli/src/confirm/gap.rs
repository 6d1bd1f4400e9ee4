//! Leave to unsubscribe an address that hears its messages, so that it can be confirmed anew.
//! Must not take the absence of a terminal for a yes.

use crate::question::Answer;
use anyhow::{Result, bail};

/// What was agreed to on the command line, and how to ask.
#[derive(Debug, Clone, Copy)]
pub(super) struct Gap {
    /// To nothing arriving until the new link is confirmed.
    pub(super) yes: bool,
    /// Even where nobody else would hear Callout's own alarms or be the fallback contact meanwhile.
    pub(super) force: bool,
    pub(super) ask: fn(&str) -> Answer,
}

impl Gap {
    /// Gets leave to unsubscribe an address. `is_last` says that it is the only one that hears a topic of the template.
    ///
    /// # Errors
    /// There is none.
    pub(super) fn check(&self, topic: &str, address: &str, is_last: bool) -> Result<()> {
        let name = topic.rsplit(':').next().unwrap_or(topic);
        let why = format!(
            "{address} was confirmed by a click, so that the link at the end of each mail unsubscribes it. To mend that it \
             must be subscribed anew: nothing of {name} arrives there until you have run `callout confirm LINK` with the \
             link of the new mail"
        );
        if is_last && !self.force {
            bail!(
                "nothing was changed: {why}. Nobody else hears {name} meanwhile. Have somebody at hand who reads the mail, \
                 and run this again with --force"
            );
        }
        if self.yes {
            return Ok(());
        }
        match (self.ask)(&format!("{why}. Subscribe it anew?")) {
            Answer::Yes => Ok(()),
            Answer::No => bail!("nothing was changed: {address} hears {name} as before"),
            Answer::NobodyThere => bail!("nothing was changed: {why}. Add --yes to do so"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOPIC: &str = "arn:aws:sns:eu-west-1:111122223333:callout-ops";

    /// What is refused and why; nothing if it may go on.
    fn check(yes: bool, force: bool, answer: fn(&str) -> Answer, is_last: bool, says: &str) {
        let told = Gap { yes, force, ask: answer }.check(TOPIC, "ops@example.com", is_last);
        let told = told.map_or_else(|error| error.to_string(), |()| String::new());
        assert!(told.contains(says) && told.is_empty() == says.is_empty(), "{told}");
    }

    #[test]
    fn nobody_stops_hearing_without_somebodys_yes() {
        check(true, false, |_| Answer::No, false, "");
        check(false, false, |_| Answer::Yes, false, "");
        check(false, false, |_| Answer::No, false, "hears callout-ops as before");
        check(false, false, |_| Answer::NobodyThere, false, "Add --yes");
    }

    #[test]
    fn the_last_resort_needs_more_than_a_yes() {
        check(true, false, |_| Answer::Yes, true, "--force");
        check(true, true, |_| Answer::No, true, "");
        check(false, true, |_| Answer::No, true, "nothing was changed");
    }
}
