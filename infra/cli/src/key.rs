//! Keys of tools and heartbeats: makes one, lists them with their last use, and replaces one while both work.
//! Must not show a key but when it is made: only its digest is kept.

mod edit;

use crate::args::{DeploymentOptions, KeyCommand};
use crate::deployment::Deployment;
use crate::to_type::callout;
use crate::{clock, print, settings};
use anyhow::{Context, Result, bail};
use callout_aws::load_settings;
use callout_domain::ids::hex;
use callout_domain::settings::{Settings, hash_key};
use callout_lambda::SystemClock;
use callout_ports::{Clock as _, KeyUses as _};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;

/// What each tool needs besides its key.
const WHERE_TO_SEND: &str = "\
Where to send, below the stack's output EventsUrl without its path:

  PagerDuty Events API v2  POST /v2/enqueue, /v2/change/enqueue   key as routing_key
  Alertmanager             webhook_configs: url …/v1/alertmanager   key as http_config.authorization.credentials
  Grafana                  webhook contact point …/v1/grafana       key as Authorization Header - Credentials
  Datadog                  webhook …/v1/datadog                     custom header Authorization: Bearer KEY
  Anything else            POST …/v1/events                         Authorization: Bearer KEY
  A heartbeat              GET or POST …/heartbeat/KEY              at the end of each run of its job
  An SNS topic             HTTPS subscription …/v1/sns/KEY          its ARN into the integration's `topics`

A tool that can send no header puts the key at the end of the path, as SNS does. Replacing a key:";

/// Somebody who still used an old key within this time would notice its end.
const IN_USE: SignedDuration = SignedDuration::from_hours(24);

/// Makes a key, or does what the words say.
///
/// # Errors
/// There is no such name, the settings cannot be read or written, or the table does not answer.
pub async fn command(common: &DeploymentOptions, command: Option<&KeyCommand>) -> Result<()> {
    match command {
        None => make(common),
        Some(KeyCommand::List) => list(common).await,
        Some(KeyCommand::Rotate { name, config }) => rotate(common, name, config),
        Some(KeyCommand::Retire { name, config, force }) => retire(common, name, config, *force).await,
    }
}

/// A new key and its digest.
fn new_key() -> Result<(String, String)> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).context("ask the system for random bytes")?;
    let key = hex(&bytes);
    let digest = hash_key(&key);
    Ok((key, digest))
}

fn make(common: &DeploymentOptions) -> Result<()> {
    let (key, digest) = new_key()?;
    if common.json {
        return print::json(&serde_json::json!({ "key": key, "key_sha256": digest }));
    }
    print::line(format!("Key, for the tool that sends events or signs of life (shown only now): {key}"));
    print::line(format!("Settings to paste, with its digest:\n\n{}\n", settings_of_key(&digest)));
    print::line(format!("{WHERE_TO_SEND} `{}`.", callout("key rotate NAME")));
    Ok(())
}

/// The integration of a new key, with everything that it may do only if a person says so.
fn settings_of_key(digest: &str) -> String {
    format!(
        "  [integrations.NAME]            # for a heartbeat: [heartbeats.NAME], and only the next line
  key_sha256 = [\"{digest}\"]
  # service = \"…\"                # what its alarms belong to; left out: routes decide
  # services = [\"…\"]             # which services its events may name; left out: none
  # worst = \"SEV1\"               # the highest severity its events may give; left out: SEV2
  # formats = [\"grafana\"]        # of events-api, alertmanager, grafana, datadog, events; left out: all of them
  # topics = [\"arn:…\"]           # for a topic's subscription: the only topics that may send with it
  # publish = true               # its alarms may appear on the status page by themselves
  # explains = true              # its alarms may explain others away
  # may_acknowledge = true       # an acknowledgement there acknowledges here"
    )
}

/// A key of the list.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Listed {
    /// The table of the settings.
    of: &'static str,
    name: String,
    key_sha256: String,
    last_used: Option<Timestamp>,
}

/// Every key of the settings, the newest of each name first.
fn all(settings: &Settings) -> Vec<Listed> {
    let integrations = settings.integrations.iter();
    let integrations = integrations.map(|(name, one)| ("integrations", name.clone(), &one.key_sha256));
    let heartbeats = settings.heartbeats.iter();
    let heartbeats = heartbeats.map(|(name, one)| ("heartbeats", name.to_string(), &one.key_sha256));
    let listed = |(of, name, keys): (&'static str, String, &Vec<String>)| {
        let one =
            |digest: &String| Listed { of, name: name.clone(), key_sha256: digest.clone(), last_used: None };
        keys.iter().map(one).collect::<Vec<_>>()
    };
    integrations.chain(heartbeats).flat_map(listed).collect()
}

async fn list(common: &DeploymentOptions) -> Result<()> {
    let deployment = Deployment::find(common).await?;
    let settings = load_settings(&deployment.table).await.with_context(|| deployment.unreachable())?;
    let mut keys = all(&settings.unwrap_or_default());
    let digests: Vec<String> = keys.iter().map(|key| key.key_sha256.clone()).collect();
    let uses = deployment.table.key_uses(&digests).await.with_context(|| deployment.unreachable())?;
    keys.iter_mut().for_each(|key| key.last_used = uses.get(&key.key_sha256).copied());
    if common.json {
        return print::json(&keys);
    }
    if keys.is_empty() {
        print::line("No keys; `callout key` makes one.");
        return Ok(());
    }
    let rows = keys.into_iter().map(|key| {
        let digest: String = key.key_sha256.chars().take(8).collect();
        [format!("[{}.{}]", key.of, key.name), format!("{digest}…"), used(key.last_used)]
    });
    let used = clock::heading("last used, to the hour");
    print::table(["settings", "digest", &used], rows);
    Ok(())
}

fn used(at: Option<Timestamp>) -> String {
    at.map_or_else(|| "never".to_owned(), clock::bare_minute)
}

fn rotate(common: &DeploymentOptions, name: &str, config: &Path) -> Result<()> {
    let known = settings::read_sound(config)?;
    let (key, digest) = new_key()?;
    let edit = edit::prepare(config, &known, name, |keys| edit::put_first(keys, &digest))?;
    edit.write()?;
    if common.json {
        return print::json(&serde_json::json!({ "key": key, "key_sha256": digest }));
    }
    print::line(format!("New key of {name} (shown only now): {key}"));
    print::line(format!(
        "Its digest stands before the old one in {}: both work after `{}`. Then give the tool the new key, see with `{}` \
         that the old one is no longer used, and end it with `{}`.",
        edit.file().display(),
        callout("apply"),
        callout("key list"),
        callout(&format!("key retire {name}"))
    ));
    Ok(())
}

async fn retire(common: &DeploymentOptions, name: &str, config: &Path, force: bool) -> Result<()> {
    let known = settings::read_sound(config)?;
    let keys: Vec<String> =
        all(&known).into_iter().filter(|key| key.name == name).map(|key| key.key_sha256).collect();
    let edit = edit::prepare(config, &known, name, edit::keep_first)?;
    if !force {
        let deployment = Deployment::find(common)
            .await
            .context("see whether the old key is used; --force does not look")?;
        let uses = deployment.table.key_uses(&keys).await.with_context(|| deployment.unreachable())?;
        if let Some(why) = still_needed(&keys, &uses, SystemClock.now()) {
            bail!("{why}: change the tool first, or add --force");
        }
    }
    edit.write()?;
    print::aside(format!(
        "{}: the old key of {name} ends with the next `{}`",
        edit.file().display(),
        callout("apply")
    ));
    Ok(())
}

/// Why the old keys of one that was rotated must stay; the newest is first.
fn still_needed(keys: &[String], uses: &BTreeMap<String, Timestamp>, now: Timestamp) -> Option<String> {
    let (new, old) = keys.split_first()?;
    let last = in_use(old.iter().filter_map(|key| uses.get(key)).copied(), now);
    match (last, uses.contains_key(new)) {
        (Some(at), _) => Some(format!("the old key was used at {}", used(Some(at)))),
        // A tool that seldom sends would be told that it has no key, on the day on which it matters.
        (None, false) => Some("the new key was never used, so nothing shows that the tool has it".to_owned()),
        (None, true) => None,
    }
}

/// The latest use that is not long enough ago.
fn in_use(uses: impl Iterator<Item = Timestamp>, now: Timestamp) -> Option<Timestamp> {
    uses.max().filter(|at| now.duration_since(*at) < IN_USE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_settings_of_a_new_key_are_sound_as_they_are_and_with_every_line_switched_on() {
        let text = settings_of_key(&"1".repeat(64)).replace("NAME", "probe");
        let settings: Settings = toml::from_str(&text).unwrap();
        assert_eq!(settings.integrations["probe"].key_sha256.len(), 1);
        let all = text.replace("\n  # ", "\n  ");
        let settings: Settings = toml::from_str(&all).unwrap();
        assert!(settings.integrations["probe"].may_acknowledge);
    }

    #[test]
    fn whoever_makes_a_key_reads_where_a_heartbeat_reports_in() {
        assert!(WHERE_TO_SEND.contains("GET or POST …/heartbeat/KEY"));
    }

    #[test]
    fn keys_of_tools_and_heartbeats_are_listed_the_newest_first() {
        let text = "[integrations.lab]\nkey_sha256 = ['new', 'old']\n[heartbeats.backup]\nevery = '1h'\nkey_sha256 = ['beat']";
        let keys = all(&toml::from_str(text).unwrap());
        let listed: Vec<_> =
            keys.iter().map(|key| (key.of, key.name.as_str(), key.key_sha256.as_str())).collect();
        assert_eq!(
            listed,
            [
                ("integrations", "lab", "new"),
                ("integrations", "lab", "old"),
                ("heartbeats", "backup", "beat")
            ]
        );
    }

    #[test]
    fn an_old_key_goes_once_it_is_unused_and_the_new_one_is_in_use() {
        let now: Timestamp = "2026-11-22T03:00:00Z".parse().unwrap();
        let keys = ["new".to_owned(), "old".to_owned()];
        let why = |uses: &[(&str, i64)]| {
            let at = |(key, ago): &(&str, i64)| ((*key).to_owned(), now - SignedDuration::from_hours(*ago));
            still_needed(&keys, &uses.iter().map(at).collect(), now)
        };
        assert!(why(&[("new", 1), ("old", 2)]).unwrap().starts_with("the old key was used at"));
        assert!(why(&[("old", 700)]).unwrap().contains("the new key was never used"), "a monthly report");
        assert_eq!(why(&[("new", 1), ("old", 48)]), None);
    }

    #[test]
    fn a_key_that_was_used_yesterday_is_in_use() {
        let now: Timestamp = "2026-11-22T03:00:00Z".parse().unwrap();
        let hours = |ago: i64| now - SignedDuration::from_hours(ago);
        assert_eq!(in_use([hours(23), hours(40)].into_iter(), now), Some(hours(23)));
        assert_eq!(in_use([hours(24)].into_iter(), now), None);
        assert_eq!(in_use([].into_iter(), now), None);
    }
}
