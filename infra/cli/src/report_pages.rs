//! `callout report-page`: where colleagues report problems without a login.
//! Must not print addresses of settings that are not in force: nobody would read what is reported there.

use crate::args::DeploymentOptions;
use crate::deployment::Deployment;
use crate::print;
use anyhow::{Context, Result};
use callout_aws::load_settings;
use callout_domain::settings::Settings;
use serde::Serialize;

/// A page of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Listed {
    pub(crate) name: String,
    pub(crate) service: String,
    pub(crate) address: String,
    /// Whether nobody guesses the address: it ends in a key.
    pub(crate) has_key: bool,
}

/// Lists the report pages of the active settings.
///
/// # Errors
/// The table or CloudFormation does not answer.
pub(crate) async fn list(common: &DeploymentOptions) -> Result<()> {
    let deployment = Deployment::find(common).await?;
    let settings = load_settings(&deployment.table).await.with_context(|| deployment.unreachable())?;
    let listed = pages(&deployment, &settings.unwrap_or_default()).await?;
    if common.json {
        return print::json(&listed);
    }
    if listed.is_empty() {
        print::line("No report pages; add [report_pages.NAME] with a service.");
        return Ok(());
    }
    let rows = listed.into_iter().map(|one| {
        let guessed = if one.has_key { "by key" } else { "by name, can be guessed" };
        [one.name, one.service, one.address, guessed.to_owned()]
    });
    print::table(["page", "service", "address", "found"], rows);
    Ok(())
}

/// The pages, each with its whole address.
///
/// # Errors
/// The stack's outputs cannot be read, or it was deployed by an older version.
pub(crate) async fn pages(deployment: &Deployment, settings: &Settings) -> Result<Vec<Listed>> {
    if settings.report_pages.is_empty() {
        return Ok(Vec::new());
    }
    if let Some(local) = &deployment.local {
        // Beside the console: a browser may send no form to the emulator itself.
        let base = local.console_url.split("/c/").next().unwrap_or_default();
        return Ok(listed(settings, base));
    }
    let outputs = deployment.outputs().await?;
    let output = outputs.get("EventsUrl").with_context(|| {
        format!("the stack `{}` has no output EventsUrl; deploy it again", deployment.stack)
    })?;
    Ok(listed(settings, output))
}

/// `base` is where the function answers, or where tools send to below it.
fn listed(settings: &Settings, base: &str) -> Vec<Listed> {
    let base = base.trim_end_matches("v2/enqueue").trim_end_matches('/');
    let all = settings.report_pages.iter();
    let one = |(name, page): (&String, &callout_domain::report_page::ReportPage)| Listed {
        name: name.clone(),
        service: page.service.to_string(),
        address: format!("{base}{}", page.path(name)),
        has_key: page.key.is_some(),
    };
    all.map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_ends_in_the_key_or_in_the_name() {
        let settings = "[report_pages.checkout]\nservice = 'shop'\n\
                        [report_pages.hidden]\nservice = 'shop'\nkey = '7f3k2q9x1m4b'";
        let found = listed(&toml::from_str(settings).unwrap(), "https://x.example/v2/enqueue");
        let found: Vec<_> = found.iter().map(|one| (one.address.as_str(), one.has_key)).collect();
        let expected =
            [("https://x.example/problem/checkout", false), ("https://x.example/problem/7f3k2q9x1m4b", true)];
        assert_eq!(found, expected);
    }
}
