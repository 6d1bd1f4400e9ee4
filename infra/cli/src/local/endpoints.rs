//! The local contract: what tests, people and other tools may rely on while `callout local` runs.
//! Must not change shape; its test pins it.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

/// `target/local/endpoints.json`: written once everything answers, and removed when it stops.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endpoints {
    /// How to call the emulated AWS.
    pub aws: AwsAccess,
    /// Name this topic as the action of an alarm.
    pub alarm_topic_arn: String,
    /// Name of the function that takes alarms in.
    pub alarm_intake_function: String,
    /// Where monitoring tools post events, ending in `/v2/enqueue`.
    pub events_url: String,
    /// The key such a tool sends along; a new one each start.
    pub events_routing_key: String,
    /// What people were sent: JSON for programs, a page for browsers.
    pub inbox_url: String,
    /// The public status page.
    pub status_page_url: String,
    /// The responders' console.
    pub console_url: String,
    /// Where customers subscribe to the status page.
    #[serde(default)]
    pub subscribe_url: String,
}

/// Full access to the emulated account, for this start only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwsAccess {
    /// Base address of every AWS service.
    pub endpoint_url: String,
    /// The one region.
    pub region: String,
    /// Key of the account's root.
    pub access_key_id: String,
    /// Its secret, accepted by this emulator alone.
    pub secret_access_key: String,
}

impl Endpoints {
    pub(super) fn read(file: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(file).with_context(|| format!("read {}", file.display()))?;
        serde_json::from_str(&text).with_context(|| format!("understand {}", file.display()))
    }

    /// Writes a file that only its owner reads: it holds the root key of the emulated account.
    pub(super) fn write(&self, file: &Path) -> Result<()> {
        let text = serde_json::to_string_pretty(self)? + "\n";
        // Readers wait for the file to appear: it must be whole when it does.
        let draft = file.with_extension("draft");
        let _ = std::fs::remove_file(&draft);
        let written = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft);
        let written = written.and_then(|mut draft| draft.write_all(text.as_bytes()));
        written.with_context(|| format!("write {}", draft.display()))?;
        std::fs::rename(&draft, file).with_context(|| format!("write {}", file.display()))
    }

    /// The port of the stack.
    pub(super) fn port(&self) -> Option<u16> {
        self.aws.endpoint_url.rsplit(':').next()?.trim_end_matches('/').parse().ok()
    }
}

impl AwsAccess {
    pub(super) fn random(port: u16) -> Result<Self> {
        Ok(Self {
            endpoint_url: format!("http://127.0.0.1:{port}"),
            region: "us-east-1".to_owned(),
            access_key_id: format!("LOCAL{}", random_hex::<8>()?.to_uppercase()),
            secret_access_key: random_hex::<20>()?,
        })
    }

    /// Settings for AWS clients that talk to the emulator.
    #[must_use]
    pub fn sdk_config(&self) -> aws_config::SdkConfig {
        let credentials = aws_sdk_sns::config::Credentials::new(
            &self.access_key_id,
            &self.secret_access_key,
            None,
            None,
            "callout local",
        );
        aws_config::SdkConfig::builder()
            .behavior_version(aws_config::BehaviorVersion::v2026_01_12())
            .region(aws_config::Region::new(self.region.clone()))
            .endpoint_url(&self.endpoint_url)
            .credentials_provider(aws_sdk_sns::config::SharedCredentialsProvider::new(credentials))
            .build()
    }
}

pub(super) fn random_hex<const BYTES: usize>() -> Result<String> {
    let mut bytes = [0_u8; BYTES];
    getrandom::fill(&mut bytes).context("ask the system for random bytes")?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_contract_has_this_shape() {
        let endpoints = Endpoints {
            aws: AwsAccess {
                endpoint_url: "http://127.0.0.1:4566".to_owned(),
                region: "us-east-1".to_owned(),
                access_key_id: "LOCAL1".to_owned(),
                secret_access_key: "s".to_owned(),
            },
            alarm_topic_arn: "arn:aws:sns:us-east-1:000000000000:callout-alarms".to_owned(),
            alarm_intake_function: "callout-alarm-intake".to_owned(),
            events_url: "http://127.0.0.1:4566/_aws/lambda-url/x/v2/enqueue".to_owned(),
            events_routing_key: "k".to_owned(),
            inbox_url: "http://127.0.0.1:4567/inbox".to_owned(),
            status_page_url: "http://127.0.0.1:4567/status/".to_owned(),
            console_url: "http://127.0.0.1:4568/".to_owned(),
            subscribe_url: "http://127.0.0.1:4569/".to_owned(),
        };
        let expected = serde_json::json!({
            "aws": { "endpoint_url": "http://127.0.0.1:4566", "region": "us-east-1",
                     "access_key_id": "LOCAL1", "secret_access_key": "s" },
            "alarm_topic_arn": "arn:aws:sns:us-east-1:000000000000:callout-alarms",
            "alarm_intake_function": "callout-alarm-intake",
            "events_url": "http://127.0.0.1:4566/_aws/lambda-url/x/v2/enqueue",
            "events_routing_key": "k",
            "inbox_url": "http://127.0.0.1:4567/inbox",
            "status_page_url": "http://127.0.0.1:4567/status/",
            "console_url": "http://127.0.0.1:4568/",
            "subscribe_url": "http://127.0.0.1:4569/",
        });
        assert_eq!(serde_json::to_value(endpoints).unwrap(), expected);
    }

    #[test]
    fn every_start_has_its_own_key() {
        assert_ne!(AwsAccess::random(1).unwrap(), AwsAccess::random(1).unwrap());
    }
}
