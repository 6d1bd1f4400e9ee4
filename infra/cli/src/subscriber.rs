//! `callout subscriber`: who is told what is new on the status page.
//!
//! Sends nothing: whoever is added by a list is asked by deliver, as anybody else.

mod import;

use crate::args::{DeploymentOptions, SubscriberCommand};
use crate::clock;
use crate::deployment::Deployment;
use crate::print;
use crate::to_type::{callout, word};
use anyhow::{Context, Result, bail};
use callout_domain::ids::SubscriberId;
use callout_domain::subscriber::{Reach, Standing, Subscriber, SubscriberAddress};
use callout_lambda::SystemClock;
use callout_ports::{Clock as _, CommitError, Listed, Mailboxes as _, Subscribers as _};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;

/// How many are read at once.
const PART: usize = 100;
/// How often a change is tried while others change the same.
const TRIES: usize = 8;

/// One subscriber. Outside programs rely on these names.
#[derive(Debug, Serialize)]
struct Shown {
    id: SubscriberId,
    standing: Standing,
    /// None is kept of whoever left.
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    everything: bool,
    components: Vec<String>,
    incidents: Vec<String>,
    language: String,
    changed_at: Timestamp,
}

impl From<Subscriber> for Shown {
    fn from(one: Subscriber) -> Self {
        Self {
            id: one.id,
            standing: one.standing,
            address: one.address.map(|address| address.as_str().to_owned()),
            everything: one.wanted.all,
            components: one.wanted.components.iter().map(ToString::to_string).collect(),
            incidents: one.wanted.incidents.iter().map(ToString::to_string).collect(),
            language: one.language,
            changed_at: one.changed_at,
        }
    }
}

/// Carries out `callout subscriber`.
///
/// # Errors
/// There is no such subscriber, the file cannot be read, or the deployment does not answer.
pub(crate) async fn command(common: &DeploymentOptions, what: SubscriberCommand) -> Result<()> {
    match what {
        SubscriberCommand::List => list(common).await,
        SubscriberCommand::Remove { address } => remove(common, &address).await,
        SubscriberCommand::Import(args) => import::import(common, &args).await,
    }
}

async fn list(common: &DeploymentOptions) -> Result<()> {
    let deployment = Deployment::find(common).await?;
    let mut shown: Vec<Shown> = Vec::new();
    for which in [Listed::Active, Listed::Former] {
        shown.extend(all(&deployment, which).await?.into_iter().map(Shown::from));
    }
    if common.json {
        return print::json(&shown);
    }
    if shown.is_empty() {
        print::line("Nobody subscribed to the status page.");
        return Ok(());
    }
    let active = shown.iter().filter(|one| one.standing == Standing::Active).count();
    let rows = shown.iter().map(|one| {
        let address = one.address.clone().unwrap_or_else(|| one.id.to_string());
        [address, standing(one.standing).to_owned(), wants(one), clock::minute(one.changed_at)]
    });
    print::table(["subscriber", "standing", "wants", "since"], rows);
    print::aside(format!(
        "{active} of {} are told what is new. `{}` ends one.",
        shown.len(),
        callout("subscriber remove ADDRESS")
    ));
    Ok(())
}

async fn all(deployment: &Deployment, which: Listed) -> Result<Vec<Subscriber>> {
    let table = &deployment.table;
    let mut found: Vec<Subscriber> = Vec::new();
    loop {
        let after = found.last().map(|one| one.id.clone());
        let part = table.listed_subscribers(which, after.as_ref(), PART).await;
        let part = part.with_context(|| deployment.unreachable())?;
        if part.is_empty() {
            return Ok(found);
        }
        found.extend(part);
    }
}

fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Pending => "not confirmed",
        Standing::Active => "active",
        Standing::Unsubscribed => "left",
        Standing::Bounced => "bounced",
        Standing::Disabled => "switched off",
    }
}

fn wants(one: &Shown) -> String {
    let incidents = match one.incidents.len() {
        0 => None,
        1 => Some("1 incident".to_owned()),
        count => Some(format!("{count} incidents")),
    };
    let all = one.everything.then(|| "everything".to_owned());
    all.into_iter().chain(one.components.iter().cloned()).chain(incidents).collect::<Vec<_>>().join(", ")
}

/// Whom somebody means: by address, or by the identity that the list shows.
fn meant(text: &str) -> Result<SubscriberId> {
    if text.starts_with("sub_") {
        return Ok(text.into());
    }
    let address = SubscriberAddress::email(text).or_else(|| SubscriberAddress::webhook(text, Reach::Local));
    match address {
        Some(address) => Ok(address.id()),
        None => bail!("{text} is no mail address and no address of a receiver"),
    }
}

async fn remove(common: &DeploymentOptions, address: &str) -> Result<()> {
    let deployment = Deployment::find_to_change(common).await?;
    let (id, table) = (meant(address)?, &deployment.table);
    for _ in 0..TRIES {
        let known = table.subscriber(&id).await.with_context(|| deployment.unreachable())?;
        let Some(mut one) = known.filter(|one| one.address.is_some()) else {
            bail!("{address} gets nothing: see `{}`", callout("subscriber list"));
        };
        one.end(Standing::Unsubscribed, SystemClock.now());
        match table.save_subscriber(&one, None).await {
            Ok(()) => return removed(common, &id, address),
            Err(CommitError::Conflict) => {}
            Err(CommitError::Port(error)) => return Err(error).with_context(|| deployment.unreachable()),
        }
    }
    bail!(
        "somebody else kept changing this subscription; try `{}` again",
        callout(&format!("subscriber remove {}", word(address)))
    )
}

fn removed(common: &DeploymentOptions, id: &SubscriberId, address: &str) -> Result<()> {
    if common.json {
        return print::json(&json!({ "subscriber": id, "standing": Standing::Unsubscribed }));
    }
    print::line(format!("{address} gets nothing any more, and is forgotten. They may subscribe again."));
    Ok(())
}
