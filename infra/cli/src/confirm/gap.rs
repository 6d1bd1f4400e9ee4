//! Asks before it unsubscribes a confirmed address, so that it can be confirmed again.
//! Must not take the absence of a terminal for a yes.

use crate::question::Answer;
use crate::to_type::callout;
use anyhow::{Result, bail};

/// What was agreed to on the command line, and how to ask.
#[derive(Debug, Clone, Copy)]
pub(super) struct Gap {
    /// To nothing arriving until the new link is confirmed.
    pub(super) yes: bool,
    /// Even where nobody else would receive Callout's own alarms or be the fallback contact meanwhile.
    pub(super) force: bool,
    pub(super) ask: fn(&str) -> Answer,
}

impl Gap {
    /// Asks whether an address may be unsubscribed. `is_last` means that it is the only subscriber of a topic of the template.
    ///
    /// # Errors
    /// It may not.
    pub(super) fn check(&self, topic: &str, address: &str, is_last: bool) -> Result<()> {
        let name = topic.rsplit(':').next().unwrap_or(topic);
        let why = format!(
            "{address} was confirmed by a click, so that the link at the end of each mail unsubscribes it. To fix that, it \
             must be subscribed again: nothing of {name} arrives there until you have run `{}` with the link of the new \
             mail",
            callout("confirm LINK")
        );
        if is_last && !self.force {
            bail!(
                "nothing was changed: {why}. Until then nobody receives {name}. Make sure that somebody reads the \
                 mail, and run this again with --force"
            );
        }
        if self.yes {
            return Ok(());
        }
        match (self.ask)(&format!("{why}. Subscribe it again?")) {
            Answer::Yes => Ok(()),
            Answer::No => bail!("nothing was changed: {address} stays subscribed to {name}"),
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
    fn nobody_is_unsubscribed_without_a_yes() {
        check(true, false, |_| Answer::No, false, "");
        check(false, false, |_| Answer::Yes, false, "");
        check(false, false, |_| Answer::No, false, "stays subscribed to callout-ops");
        check(false, false, |_| Answer::NobodyThere, false, "Add --yes");
    }

    #[test]
    fn the_last_subscriber_needs_more_than_a_yes() {
        check(true, false, |_| Answer::Yes, true, "--force");
        check(true, true, |_| Answer::No, true, "");
        check(false, true, |_| Answer::No, true, "nothing was changed");
    }
}
