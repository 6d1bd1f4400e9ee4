//! The keys that sign links, in Secrets Manager.
//!
//! Never logs or prints a key.

use crate::error;
use crate::late::Late;
use aws_config::SdkConfig;
use aws_sdk_secretsmanager::Client;
use aws_sdk_secretsmanager::config::Builder;
use aws_sdk_secretsmanager::config::timeout::TimeoutConfig;
use callout_domain::link::LinkKeys;
use callout_ports::{LinkKeySource, PortError};
use serde::Deserialize;
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

/// How long cached keys are used: a rotated key signs links within this time, and the previous one stays
/// valid far longer.
const FRESH: Duration = Duration::from_secs(300);
/// The shortest interval at which links with the name of an unknown key make us read the keys again: each read costs two calls,
/// and anybody can write such a link.
const RENEW: Duration = Duration::from_secs(30);
/// Secrets Manager's names for the current version of a secret and the one before.
const CURRENT: &str = "AWSCURRENT";
const PREVIOUS: &str = "AWSPREVIOUS";
const DOING: &str = "read the key of links";

/// How long a failed read is not retried while there are cached keys: a click must not wait for Secrets Manager
/// each time.
const SPARED: Duration = Duration::from_secs(30);
/// The timeout of one read: a person waits for it.
const PATIENCE: Duration = Duration::from_secs(2);

/// A secret that holds `{"key": "…"}`.
#[derive(Debug)]
pub struct SecretLinkKeys {
    /// The first page or click needs it, the start does not.
    client: Late<Client>,
    secret: String,
    cache: Mutex<Cache>,
}

/// The cached keys, and the time of the last failed read.
#[derive(Debug, Default)]
struct Cache {
    read: Option<(Instant, LinkKeys)>,
    failed: Option<Instant>,
}

#[derive(Deserialize)]
struct Secret {
    key: String,
}

impl Cache {
    /// The cached keys, if they need no read: they are younger than `most`, or a read failed recently.
    fn keys(&self, most: Duration, now: Instant) -> Option<LinkKeys> {
        let (since, keys) = self.read.as_ref()?;
        let is_fresh = now.duration_since(*since) < most;
        let is_spared = self.failed.is_some_and(|failed| now.duration_since(failed) < SPARED);
        (is_fresh || is_spared).then(|| keys.clone())
    }

    /// Stores the result of a read; after a failure, the cached keys stay valid.
    fn take(&mut self, read: Result<LinkKeys, PortError>, now: Instant) -> Result<LinkKeys, PortError> {
        match (read, &self.read) {
            (Ok(keys), _) => {
                *self = Self { read: Some((now, keys.clone())), failed: None };
                Ok(keys)
            }
            (Err(error), Some((_, stale))) => {
                let error: &dyn std::error::Error = &error;
                tracing::error!(error, "the key of links cannot be read; the one read before stays in use");
                self.failed = Some(now);
                Ok(stale.clone())
            }
            (Err(error), None) => Err(error),
        }
    }
}

impl SecretLinkKeys {
    /// Creates the source for a secret's name or ARN.
    pub fn new(config: &SdkConfig, secret: impl Into<String>) -> Self {
        Self { client: Late::new(config, client), secret: secret.into(), cache: Mutex::default() }
    }

    /// The keys, read at most this long ago; older ones if they cannot be read.
    async fn keys(&self, most: Duration) -> Result<LinkKeys, PortError> {
        let mut cache = self.cache.lock().await;
        if let Some(keys) = cache.keys(most, Instant::now()) {
            return Ok(keys);
        }
        let read = self.load().await;
        cache.take(read, Instant::now())
    }

    async fn load(&self) -> Result<LinkKeys, PortError> {
        let (current, previous) = futures::join!(self.version(CURRENT), self.version(PREVIOUS));
        let keys = [current?, previous?].into_iter().flatten().collect();
        LinkKeys::new(keys).ok_or_else(|| {
            PortError::corrupt(
                "the key of links",
                "the secret must hold {\"key\": \"…\"} with 32 bytes or more",
            )
        })
    }

    /// The key of one version; a secret that was never rotated has no previous one.
    async fn version(&self, stage: &str) -> Result<Option<Vec<u8>>, PortError> {
        let request = self.client.get_secret_value().secret_id(&self.secret).version_stage(stage);
        let answer = match request.send().await {
            Ok(answer) => answer,
            Err(error)
                if stage == PREVIOUS
                    && error
                        .as_service_error()
                        .is_some_and(|error| error.is_resource_not_found_exception()) =>
            {
                return Ok(None);
            }
            Err(error) => return Err(error::unavailable(DOING)(error)),
        };
        parse(answer.secret_string.as_deref().unwrap_or_default()).map(Some)
    }
}

impl LinkKeySource for SecretLinkKeys {
    async fn link_keys(&self) -> Result<LinkKeys, PortError> {
        self.keys(FRESH).await
    }

    async fn renewed_link_keys(&self) -> Result<LinkKeys, PortError> {
        self.keys(RENEW).await
    }
}

/// A client that a waiting person has the patience for.
fn client(config: &SdkConfig) -> Client {
    let timeouts = config.timeout_config().map_or_else(TimeoutConfig::builder, TimeoutConfig::to_builder);
    let timeouts = timeouts.operation_timeout(PATIENCE).build();
    Client::from_conf(Builder::from(config).timeout_config(timeouts).build())
}

/// Drops the parser's error, which would quote the secret.
fn parse(secret: &str) -> Result<Vec<u8>, PortError> {
    let secret: Result<Secret, _> = serde_json::from_str(secret);
    let secret =
        secret.map_err(|_| PortError::corrupt("the key of links", "the secret is not {\"key\": \"…\"}"));
    Ok(secret?.key.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_read_and_never_quoted() {
        assert_eq!(parse(r#"{"key":"abc"}"#).unwrap(), b"abc");
        let error = anyhow::Error::from(parse(r#"{"key":42424242}"#).unwrap_err());
        assert!(!format!("{error:#} {error:?}").contains("4242"), "{error:#}");
    }

    fn keys(byte: u8) -> LinkKeys {
        LinkKeys::new(vec![vec![byte; 64]]).unwrap()
    }

    fn fails() -> Result<LinkKeys, PortError> {
        Err(PortError::unavailable(DOING, "no answer"))
    }

    #[test]
    fn without_any_key_a_failure_is_said_and_reading_is_tried_at_once() {
        let (mut cache, now) = (Cache::default(), Instant::now());
        assert!(cache.take(fails(), now).is_err());
        assert!(cache.keys(FRESH, now).is_none());
    }

    #[test]
    fn keys_stay_in_use_while_they_cannot_be_read() {
        let (mut cache, start) = (Cache::default(), Instant::now());
        cache.take(Ok(keys(1)), start).unwrap();
        assert!(cache.keys(FRESH, start + FRESH / 2).is_some());
        assert!(cache.keys(FRESH, start + FRESH).is_none());
        assert!(cache.take(fails(), start + FRESH).is_ok());
        assert!(cache.keys(RENEW, start + FRESH + SPARED / 2).is_some(), "not tried again at once");
        assert!(cache.keys(FRESH, start + FRESH + SPARED).is_none(), "but soon");
    }
}
