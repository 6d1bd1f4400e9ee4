//! `callout sign-out`: ends every session of a responder, for whoever lost a telephone or leaves.
//! Must not touch links in pages: whoever was paged may answer.

use crate::addressees::known_responder;
use crate::args::DeploymentOptions;
use crate::clock;
use crate::deployment::Deployment;
use crate::operator::signature;
use crate::print;
use crate::to_type::callout;
use anyhow::{Context, Result};
use callout_aws::load_settings;
use callout_domain::audit::SignedOut;
use callout_domain::ids::ResponderName;
use callout_lambda::SystemClock;
use callout_ports::{Clock as _, Sessions as _};
use serde_json::json;

/// Ends every session of a responder, and every link that signs them in.
///
/// # Errors
/// There is no such responder, or the deployment does not answer.
pub(crate) async fn sign_out(common: &DeploymentOptions, responder: &str) -> Result<()> {
    let deployment = Deployment::find_to_change(common).await?;
    let settings = load_settings(&deployment.table).await.with_context(|| deployment.unreachable())?;
    let name = ResponderName::from(responder);
    known_responder(&settings.unwrap_or_default(), &name)?;
    let now = SystemClock.now();
    let done = SignedOut { responder: name.clone(), by: signature(&deployment), at: now };
    let done = deployment.table.end_sessions_before(&done).await;
    done.with_context(|| deployment.unreachable())?;
    if common.json {
        return print::json(&json!({ "responder": name, "ended_before": now }));
    }
    print::line(format!(
        "{name} is signed out everywhere: sessions and sign-in links from before {} open nothing.",
        clock::minute(now)
    ));
    print::aside(format!(
        "Links in pages still answer their incidents. `{}` prints a new link.",
        callout(&format!("console {name}"))
    ));
    Ok(())
}
