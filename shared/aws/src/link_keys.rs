//! The keys that sign links, kept in Secrets Manager.
//!
//! Neither logs nor shows a key.

use crate::error;
use aws_config::SdkConfig;
use aws_sdk_secretsmanager::Client;
use callout_domain::link::LinkKeys;
use callout_ports::{LinkKeySource, PortError};
use serde::Deserialize;
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

/// How long the keys are taken for current: a rotated key signs links within this time, and the one before it stays
/// valid far longer.
const FRESH: Duration = Duration::from_secs(300);
/// How often forged links can make us read the keys anew: each reading costs a call of Secrets Manager.
const RENEW: Duration = Duration::from_secs(10);
/// Secrets Manager's names for the current version of a secret and the one before.
const CURRENT: &str = "AWSCURRENT";
const PREVIOUS: &str = "AWSPREVIOUS";
const DOING: &str = "read the key of links";

/// A secret that holds `{"key": "…"}`.
#[derive(Debug)]
pub struct SecretLinkKeys {
    client: Client,
    secret: String,
    cached: Mutex<Option<(Instant, LinkKeys)>>,
}

#[derive(Deserialize)]
struct Secret {
    key: String,
}

impl SecretLinkKeys {
    /// The secret of this name or ARN.
    pub fn new(config: &SdkConfig, secret: impl Into<String>) -> Self {
        Self { client: Client::new(config), secret: secret.into(), cached: Mutex::new(None) }
    }

    /// The keys, read at most so long ago.
    async fn keys(&self, most: Duration) -> Result<LinkKeys, PortError> {
        let mut cached = self.cached.lock().await;
        match cached.as_ref() {
            Some((since, keys)) if since.elapsed() < most => return Ok(keys.clone()),
            _ => {}
        }
        let keys = self.load().await?;
        *cached = Some((Instant::now(), keys.clone()));
        Ok(keys)
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

    /// The key of one version; before its first rotation a secret has no previous one.
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

/// The error of the parser would quote the secret, so it is not kept.
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
}
