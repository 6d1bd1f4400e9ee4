//! `callout integrations`: which tools may send, what each may do, and when it last did.
//! Must not show a key: nobody has it but the tool.

use crate::args::DeploymentOptions;
use crate::deployment::Deployment;
use crate::to_type::callout;
use crate::{clock, print};
use anyhow::{Context as _, Result};
use callout_aws::load_settings;
use callout_domain::ids::ServiceName;
use callout_domain::settings::Integration;
use callout_ports::KeyUses as _;
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;

/// One integration. Outside programs rely on these names.
#[derive(Debug, Serialize)]
struct Listed {
    integration: String,
    service: Option<ServiceName>,
    formats: String,
    may: Vec<String>,
    /// How many keys it has: two while one is replaced.
    keys: usize,
    last_used: Option<Timestamp>,
}

/// Lists the integrations of the active settings.
///
/// # Errors
/// The table does not answer.
pub(crate) async fn list(common: &DeploymentOptions) -> Result<()> {
    let deployment = Deployment::find(common).await?;
    let settings = load_settings(&deployment.table).await.with_context(|| deployment.unreachable())?;
    let all = settings.unwrap_or_default().integrations;
    let digests: Vec<String> = all.values().flat_map(|one| one.key_sha256.iter().cloned()).collect();
    let uses = deployment.table.key_uses(&digests).await.with_context(|| deployment.unreachable())?;
    let listed: Vec<Listed> = all.iter().map(|(name, one)| Listed::of(name, one, &uses)).collect();
    if common.json {
        return print::json(&listed);
    }
    if listed.is_empty() {
        print::line(format!("No integrations; `{}` makes a key, and says what to write.", callout("key")));
        return Ok(());
    }
    let used = clock::heading("last used");
    print::table(["integration", &used, "service", "takes", "may"], listed.iter().map(row));
    Ok(())
}

impl Listed {
    fn of(name: &str, one: &Integration, uses: &BTreeMap<String, Timestamp>) -> Self {
        Self {
            integration: name.to_owned(),
            service: one.service.clone(),
            formats: one.formats_in_words(),
            may: one.scope(),
            keys: one.key_sha256.len(),
            last_used: one.key_sha256.iter().filter_map(|key| uses.get(key)).max().copied(),
        }
    }
}

fn row(it: &Listed) -> [String; 5] {
    [
        it.integration.clone(),
        it.last_used.map_or_else(|| "never".to_owned(), clock::bare_minute),
        it.service.as_ref().map_or_else(|| "as routes say".to_owned(), ToString::to_string),
        it.formats.clone(),
        it.may.join("; "),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use callout_domain::settings::Settings;

    #[test]
    fn an_integration_is_listed_with_its_last_use_and_without_its_key() {
        let settings: Settings = toml::from_str(
            "[integrations.grafana]\nkey_sha256 = ['aa11', 'bb22']\nservice = 'shop'\nformats = ['grafana']\n\
             may_acknowledge = true\n[integrations.lab]\nkey_sha256 = ['cc33']\n",
        )
        .unwrap();
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let uses = BTreeMap::from([
            ("aa11".to_owned(), at("2026-11-30T10:00:00Z")),
            ("bb22".to_owned(), at("2026-11-29T10:00:00Z")),
        ]);
        let all: Vec<_> =
            settings.integrations.iter().map(|(name, it)| Listed::of(name, it, &uses)).collect();
        let may = "open alerts up to SEV2; acknowledge";
        assert_eq!(row(&all[0]), ["grafana", "2026-11-30 10:00", "shop", "grafana", may]);
        assert_eq!(row(&all[1]), ["lab", "never", "as routes say", "any tool", "open alerts up to SEV2"]);
        assert!(!serde_json::to_string(&all).unwrap().contains("aa11"));
    }
}
