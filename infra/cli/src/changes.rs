//! What was changed lately.

use crate::args::DeploymentOptions;
use crate::deployment::Deployment;
use crate::{clock, print};
use anyhow::{Context, Result};
use callout_aws::load_settings;
use callout_domain::ids::ServiceName;
use callout_domain::routing::UNROUTED;
use callout_lambda::SystemClock;
use callout_ports::{Changes as _, Clock as _};
use jiff::SignedDuration;

/// The most that are listed.
const MOST: usize = 200;

/// Lists the changes of one service, or of all, newest first.
///
/// # Errors
/// The table does not answer.
pub async fn list(common: &DeploymentOptions, service: Option<&str>, hours: u16) -> Result<()> {
    let deployment = Deployment::find(common).await?;
    let services = match service {
        Some(service) => vec![service.into()],
        None => all_services(&deployment).await?,
    };
    let now = SystemClock.now();
    let since = now.saturating_sub(SignedDuration::from_hours(i64::from(hours)))?;
    let found = deployment.table.changes(&services, (since, now), MOST).await;
    let found = found.with_context(|| deployment.unreachable())?;
    if common.json {
        return print::json(&found);
    }
    if found.is_empty() {
        print::line(format!("No changes in the last {hours} hours."));
        return Ok(());
    }
    let rows = found.into_iter().map(|change| {
        let place = change.links.first().map(|link| link.href.clone()).unwrap_or_default();
        let at = clock::bare_minute(change.at);
        [at, change.service.to_string(), change.summary, change.source, place]
    });
    let when = clock::heading("when");
    print::table([when.as_str(), "service", "what", "source", "where"], rows);
    Ok(())
}

async fn all_services(deployment: &Deployment) -> Result<Vec<ServiceName>> {
    let settings = load_settings(&deployment.table).await.with_context(|| deployment.unreachable())?;
    let known = settings.unwrap_or_default().services.into_keys();
    Ok(known.chain([ServiceName::from(UNROUTED)]).collect())
}
