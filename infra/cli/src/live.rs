//! Decisions beside the settings files, at the prompt: active at once, and over by themselves.
//! Must not touch the files.

use crate::apply::active::Active;
use crate::args::DeploymentOptions;
use crate::deployment::Deployment;
use crate::operator::signature;
use anyhow::{Context, Result};
use callout_domain::live::{LONGEST_OF_OPERATOR, LiveChange, LiveEntry, LiveRecord, LiveVersion, Made};
use callout_domain::settings::Settings;
use callout_lambda::{LiveCommand, SystemClock, change_live};
use callout_ports::LiveStore as _;
use jiff::Timestamp;

/// Whoever decides something in a deployment.
pub(crate) struct Decider {
    /// The deployment.
    pub(crate) deployment: Deployment,
    by: String,
}

impl Decider {
    /// Finds the deployment.
    ///
    /// # Errors
    /// None is meant; with what to do where only a file is to be written.
    pub(crate) async fn find(common: &DeploymentOptions) -> Result<Self> {
        let deployment = Deployment::find_to_change(common).await;
        let deployment =
            deployment.context("this becomes active at once (--config FOLDER writes a file instead)")?;
        let by = signature(&deployment);
        Ok(Self { deployment, by })
    }

    /// Decides something that lasts from a time to another.
    ///
    /// # Errors
    /// It may not be decided, or the table does not answer.
    pub(crate) async fn make(
        &self,
        what: LiveChange,
        (from, until): (Timestamp, Timestamp),
        reason: &str,
        (incident, at): (Option<u64>, Timestamp),
    ) -> Result<LiveRecord> {
        let entry = self.entry(what, (from, until), reason, (incident, at));
        self.carry_out(&LiveCommand::Make(Box::new(entry))).await
    }

    /// Refuses what would not be made, before anybody is shown what it would do.
    ///
    /// # Errors
    /// It may not be decided.
    pub(crate) fn check(
        &self,
        what: &LiveChange,
        times: (Timestamp, Timestamp),
        reason: &str,
        now: Timestamp,
    ) -> Result<()> {
        let entry = self.entry(what.clone(), times, reason, (None, now));
        Ok(entry.may_be_made(LONGEST_OF_OPERATOR, now)?)
    }

    fn entry(
        &self,
        what: LiveChange,
        (from, until): (Timestamp, Timestamp),
        reason: &str,
        (incident, at): (Option<u64>, Timestamp),
    ) -> LiveEntry {
        let made = Made { by: self.by.clone(), at, incident };
        LiveEntry { what, from, until, reason: reason.to_owned(), made }
    }

    /// Ends a decision.
    ///
    /// # Errors
    /// There is none of that name, or the table does not answer.
    pub(crate) async fn end(&self, name: &str) -> Result<LiveRecord> {
        self.carry_out(&LiveCommand::End { name: name.to_owned() }).await
    }

    async fn carry_out(&self, command: &LiveCommand) -> Result<LiveRecord> {
        let table = &self.deployment.table;
        let settings = Active::load(&self.deployment).await?.settings;
        let limits = (LONGEST_OF_OPERATOR, &settings);
        let done = change_live(table, command, &self.by, limits, &SystemClock).await;
        Ok(done.with_context(|| self.deployment.unreachable())??)
    }
}

/// What people decided beside the settings of a deployment.
///
/// # Errors
/// The table does not answer.
pub(crate) async fn live(deployment: &Deployment) -> Result<LiveVersion> {
    deployment.table.live().await.with_context(|| deployment.unreachable())
}

/// The settings as they hold in a deployment, with what people decided beside them.
///
/// # Errors
/// The table does not answer.
pub(crate) async fn with_decisions(deployment: &Deployment, settings: Settings) -> Result<Settings> {
    Ok(live(deployment).await?.live.merged(settings))
}
