//! Somebody's yes to changes that were shown.
//! Must not take the absence of a terminal for a yes.

use super::plan::Changes;
use crate::deployment::Deployment;
use crate::question::{Answer, ask};
use anyhow::{Result, bail};

/// What was agreed to on the command line.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Consent<'a> {
    /// To whatever changes.
    pub(crate) yes: bool,
    /// To replace this version, wherever it comes from.
    pub(crate) replace: Option<&'a str>,
}

impl Consent<'_> {
    /// Gets a yes to changes, at the terminal if it was not given before.
    ///
    /// # Errors
    /// Nobody agrees.
    pub(crate) fn to(&self, changes: &Changes, deployment: &Deployment) -> Result<()> {
        if self.yes {
            return Ok(());
        }
        let what = counted(changes.count());
        match ask(&format!("Apply {what} to {}?", place(deployment))) {
            Answer::Yes => Ok(()),
            Answer::No => bail!("nothing was changed"),
            Answer::NobodyThere => {
                bail!("nothing was changed: without a terminal, add --yes to apply {what}")
            }
        }
    }
}

fn counted(changes: usize) -> String {
    match changes {
        1 => "this change".to_owned(),
        many => format!("these {many} changes"),
    }
}

fn place(deployment: &Deployment) -> String {
    match (&deployment.local, &deployment.caller) {
        (Some(endpoints), _) => format!("the local stack ({})", endpoints.aws.endpoint_url),
        (None, caller) => {
            let account = caller.as_ref().map_or("an unknown account", |caller| caller.account.as_str());
            format!("{} in {account}/{}", deployment.stack, deployment.region())
        }
    }
}
