//! `callout services`: what people are paged for, by which policy, and what is open of it.
//! Must not decide who is paged; `oncall --service` shows that.

use crate::args::DeploymentOptions;
use crate::deployment::Deployment;
use crate::print;
use anstyle::AnsiColor;
use anyhow::{Context as _, Result};
use callout_aws::load_settings;
use callout_domain::ids::{ComponentName, PolicyName, ServiceName};
use callout_domain::incident::Incident;
use callout_domain::settings::{Service, Settings};
use callout_domain::severity::Severity;
use serde::Serialize;

/// One service. Outside programs rely on these names.
#[derive(Debug, Serialize)]
struct Listed {
    service: ServiceName,
    title: String,
    policy: PolicyName,
    teams: Vec<String>,
    /// What customers read of it, on the status page.
    components: Vec<ComponentName>,
    /// The numbers of its open incidents, the worst first.
    open: Vec<u64>,
    worst: Option<Severity>,
}

/// Lists the services of the active settings.
///
/// # Errors
/// The table does not answer.
pub(crate) async fn list(common: &DeploymentOptions) -> Result<()> {
    let deployment = Deployment::find(common).await?;
    let settings = load_settings(&deployment.table).await.with_context(|| deployment.unreachable())?;
    let (settings, open) = (settings.unwrap_or_default(), deployment.open_worst_first().await?);
    let listed: Vec<Listed> = settings.services.iter().map(|it| Listed::of(it, &settings, &open)).collect();
    if common.json {
        return print::json(&listed);
    }
    if listed.is_empty() {
        print::line("No services; add [services.NAME] with a title and a policy.");
        return Ok(());
    }
    let headings = ["service", "title", "policy", "teams", "components", "open"];
    print::table(headings, listed.iter().map(row));
    Ok(())
}

impl Listed {
    fn of((name, service): (&ServiceName, &Service), settings: &Settings, open: &[Incident]) -> Self {
        let of_service = || open.iter().filter(|incident| incident.service == *name);
        Self {
            service: name.clone(),
            title: service.title.clone(),
            policy: service.policy.clone(),
            teams: settings.teams_of_service(name).map(|(team, _)| team.to_string()).collect(),
            components: service.components.clone(),
            open: of_service().map(|incident| incident.number).collect(),
            worst: of_service().map(|incident| incident.severity).min(),
        }
    }
}

fn row(it: &Listed) -> [String; 6] {
    let components: Vec<&str> = it.components.iter().map(|name| name.as_str()).collect();
    let open = it.worst.map(|worst| match it.open.as_slice() {
        [one] => format!("#{one} {worst}"),
        [first, rest @ ..] => format!("#{first} {worst} and {} more", rest.len()),
        [] => String::new(),
    });
    let open = open.map(|open| print::coloured(open, AnsiColor::Red)).unwrap_or_default();
    let (service, policy) = (it.service.to_string(), it.policy.to_string());
    [service, it.title.clone(), policy, it.teams.join(", "), components.join(", "), open]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample_incident::incident;

    #[test]
    fn a_service_is_listed_with_what_is_open_of_it() {
        let settings: Settings = toml::from_str(
            "[services.shop]\ntitle = 'Shop'\npolicy = 'all'\ncomponents = ['checkout', 'search']\n\
             [services.search]\ntitle = 'Search'\npolicy = 'daytime'\n\
             [teams.web]\nservices = ['shop']\n",
        )
        .unwrap();
        let open = [incident(9, "shop", Severity::Sev1, "Down"), incident(7, "shop", Severity::Sev3, "Slow")];
        let all = settings.services.iter();
        let mut rows = all.map(|it| row(&Listed::of(it, &settings, &open)));
        assert_eq!(rows.next().unwrap(), ["search", "Search", "daytime", "", "", ""]);
        let shop = rows.next().unwrap().map(|cell| anstream::adapter::strip_str(&cell).to_string());
        assert_eq!(shop, ["shop", "Shop", "all", "web", "checkout, search", "#9 SEV1 and 1 more"]);
    }
}
