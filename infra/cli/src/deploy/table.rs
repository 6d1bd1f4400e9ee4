//! The table that a failed first try, `callout destroy` or a restore left, which the new stack adopts as it is.
//! Must not change the table: it says with which commands somebody does.

mod lacks;

use super::call::failed;
use super::site::Site;
use anyhow::{Result, bail};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{PointInTimeRecoveryStatus, TableDescription, TableStatus, TimeToLiveStatus};
use lacks::{TTL_ATTRIBUTE, foreign_keys, lacks, no_backups, no_ttl};

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
/// Nobody may look, or a table of this name is there that cannot become Callout's, or that would page nobody.
pub(super) async fn left_behind(site: &Site) -> Result<LeftBehind> {
    let client = Client::new(&site.sdk);
    let table = find(&client, &site.stack).await?;
    let Some(table) = table.filter(|table| table.table_status() != Some(&TableStatus::Deleting)) else {
        return Ok(LeftBehind::default());
    };
    refuse(site, &table)?;
    let items = table.item_count().unwrap_or_default();
    let mut said = vec![format!(
        "The table {} of an earlier deployment is there (about {items} items): this deployment adopts it as it is.",
        site.stack
    )];
    said.extend(ttl(&client, site).await);
    said.extend(backups(&client, site).await);
    Ok(LeftBehind { adopts: true, said })
}

/// The table of a name, if there is one.
async fn find(client: &Client, name: &str) -> Result<Option<TableDescription>> {
    match client.describe_table().table_name(name).send().await {
        Ok(answer) => Ok(answer.table),
        Err(error) if error.as_service_error().is_some_and(|it| it.is_resource_not_found_exception()) => {
            Ok(None)
        }
        // Whether a first try may delete the table depends on the answer: nothing is guessed.
        Err(error) => Err(failed("nothing was changed: look for a table of an earlier deployment")(error)),
    }
}

fn refuse(site: &Site, table: &TableDescription) -> Result<()> {
    let Site { stack, region, .. } = site;
    if let Some(keys) = foreign_keys(table) {
        bail!(
            "nothing was changed: a table named {stack} is there already, and it is not Callout's: its keys are {keys}, \
             Callout's are pk and sk, and keys never change. Deploy under another name: --stack NAME. What it holds: aws \
             dynamodb describe-table --region {region} --table-name {stack}"
        );
    }
    let (what, commands): (Vec<String>, Vec<String>) =
        lacks(table, stack, region).into_iter().map(|one| (one.what, one.commands.join("\n"))).unzip();
    if what.is_empty() {
        return Ok(());
    }
    bail!(
        "nothing was changed: a table named {stack} is there already and cannot become Callout's: it has no {}. Deploy under \
         another name with --stack; or, if the table is Callout's, of another version or restored, give it what it lacks, \
         one command after the other (`aws dynamodb wait table-exists --region {region} --table-name {stack}` in between), \
         and run this command again:\n{}",
        what.join(", no "),
        commands.join("\n")
    )
}

/// What to say if nothing is deleted when its time is over.
async fn ttl(client: &Client, site: &Site) -> Option<String> {
    let asked = client.describe_time_to_live().table_name(&site.stack).send().await;
    match asked {
        Ok(answer) => {
            let found = answer.time_to_live_description;
            let is_on = found.is_some_and(|found| {
                let on = [TimeToLiveStatus::Enabled, TimeToLiveStatus::Enabling];
                found.time_to_live_status.is_some_and(|status| on.contains(&status))
                    && found.attribute_name.as_deref() == Some(TTL_ATTRIBUTE)
            });
            (!is_on).then(|| no_ttl(&site.stack, &site.region))
        }
        Err(error) => Some(failed("see whether what is over is deleted from the table")(error).to_string()),
    }
}

/// What to say if nobody could restore it.
async fn backups(client: &Client, site: &Site) -> Option<String> {
    let asked = client.describe_continuous_backups().table_name(&site.stack).send().await;
    match asked {
        Ok(answer) => {
            let found = answer.continuous_backups_description;
            let found = found.and_then(|found| found.point_in_time_recovery_description);
            let status = found.and_then(|found| found.point_in_time_recovery_status);
            let is_on = status == Some(PointInTimeRecoveryStatus::Enabled);
            (!is_on).then(|| no_backups(&site.stack, &site.region))
        }
        Err(error) => Some(failed("see whether the table can be restored")(error).to_string()),
    }
}
