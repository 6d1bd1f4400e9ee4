//! Notes where the console answers beside the active settings, so that pages and mails link to it.
//! Must not fail `apply`: nobody is paged by it.

use crate::deployment::Deployment;
use callout_aws::save_console;
use callout_domain::settings::ConsoleAddress;

/// Notes it; or says that it cannot.
pub(crate) async fn keep_console(deployment: &Deployment, version: &str) -> Option<String> {
    let outputs = match deployment.outputs().await {
        Ok(outputs) => outputs,
        Err(why) => return Some(warning(&format!("{why:#}"))),
    };
    let address = ConsoleAddress::parse(outputs.get("ConsoleUrl")?)?;
    let kept = save_console(&deployment.table, version, &address).await;
    kept.err().map(|why| warning(&why.to_string()))
}

fn warning(why: &str) -> String {
    format!("pages and mails do not link to the console ({why}); run apply again")
}
