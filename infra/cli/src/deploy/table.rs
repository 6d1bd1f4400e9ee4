//! The table that a failed first try, `callout destroy` or a restore left, which the new stack adopts as it is.
//! Must not change the table: it says with which commands somebody does.

mod lacks;

use super::call::failed;
use super::site::Site;
use anyhow::{Result, bail};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{PointInTimeRecoveryStatus, TableDescription, TableStatus, TimeToLiveStatus};
use lacks::{TTL_ATTRIBUTE, lacks, no_backups, no_ttl};

/// What was found of an earlier deployment.
#[derive(Debug, Default)]
pub(super) struct LeftBehind {
    /// Whether the new stack adopts a table.
    pub(super) adopts: bool,
    /// What to say about it.
    pub(super) said: Vec<String>,
}

/// Looks for the table.
///
/// # Errors
/// A table of this name is there that cannot become Callout's, or that would page nobody.
pub(super) async fn left_behind(site: &Site) -> Result<LeftBehind> {
    let client = Client::new(&site.sdk);
    let asked = client.describe_table().table_name(&site.stack).send().await;
    let table = match asked {
        Ok(answer) => answer.table,
        Err(error) if error.as_service_error().is_some_and(|it| it.is_resource_not_found_exception()) => None,
        // CloudFormation looks for itself. If it finds a table, that must outlive a try that fails.
        Err(error) => {
            let said = failed("look for a table of an earlier deployment")(error).to_string();
            return Ok(LeftBehind { adopts: true, said: vec![said] });
        }
    };
    let Some(table) = table.filter(|table| table.table_status() != Some(&TableStatus::Deleting)) else {
        return Ok(LeftBehind::default());
    };
    refuse(site, &table)?;
    let items = table.item_count().unwrap_or_default();
    let mut said = vec![format!(
        "The table {} of an earlier deployment is there (about {items} items): this deployment adopts it as it is.",
        site.stack
    )];
    said.extend(ttl(&client, &site.stack).await);
    said.extend(backups(&client, &site.stack).await);
    Ok(LeftBehind { adopts: true, said })
}

fn refuse(site: &Site, table: &TableDescription) -> Result<()> {
    let (what, commands): (Vec<String>, Vec<String>) =
        lacks(table, &site.stack).into_iter().map(|one| (one.what, one.commands.join("\n"))).unzip();
    if what.is_empty() {
        return Ok(());
    }
    bail!(
        "nothing was changed: a table named {} is there already and cannot become Callout's: it has no {}. Deploy under \
         another name with --stack; or, if the table is Callout's, of another version or restored, give it what it lacks, \
         one command after the other (`aws dynamodb wait table-exists --table-name {}` in between), and run this command \
         again:\n{}",
        site.stack,
        what.join(", no "),
        site.stack,
        commands.join("\n")
    )
}

/// What to say if nothing is deleted when its time is over.
async fn ttl(client: &Client, table: &str) -> Option<String> {
    let asked = client.describe_time_to_live().table_name(table).send().await;
    match asked {
        Ok(answer) => {
            let found = answer.time_to_live_description;
            let is_on = found.is_some_and(|found| {
                let on = [TimeToLiveStatus::Enabled, TimeToLiveStatus::Enabling];
                found.time_to_live_status.is_some_and(|status| on.contains(&status))
                    && found.attribute_name.as_deref() == Some(TTL_ATTRIBUTE)
            });
            (!is_on).then(|| no_ttl(table))
        }
        Err(error) => Some(failed("see whether what is over is deleted from the table")(error).to_string()),
    }
}

/// What to say if nobody could restore it.
async fn backups(client: &Client, table: &str) -> Option<String> {
    let asked = client.describe_continuous_backups().table_name(table).send().await;
    match asked {
        Ok(answer) => {
            let found = answer.continuous_backups_description;
            let found = found.and_then(|found| found.point_in_time_recovery_description);
            let status = found.and_then(|found| found.point_in_time_recovery_status);
            (status != Some(PointInTimeRecoveryStatus::Enabled)).then(|| no_backups(table))
        }
        Err(error) => Some(failed("see whether the table can be restored")(error).to_string()),
    }
}
