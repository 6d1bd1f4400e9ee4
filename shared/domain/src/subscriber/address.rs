//! Where a subscriber is reached. Must not show an address in a log: its `Debug` hides it.

use crate::ids::{SubscriberId, digest, hex};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The longest address of a mailbox (RFC 5321, section 4.5.3.1.3: a path has 256 octets with its brackets).
const LONGEST_EMAIL: usize = 254;
/// The longest part before the `@` (the same section).
const LONGEST_LOCAL_PART: usize = 64;
/// The longest address of a webhook that is taken.
const LONGEST_URL: usize = 500;
/// The ports that a public receiver has: others are mostly what somebody hopes that nobody reaches.
const PORTS: [&str; 2] = ["443", "8443"];
/// Names that are never public (RFC 6762, RFC 6761, RFC 8375, and ICANN's `internal`).
const PRIVATE_NAMES: [&str; 6] = ["arpa", "internal", "lan", "local", "localhost", "test"];

/// Which receivers of webhooks are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Those that everybody reaches over HTTPS.
    Public,
    /// Those of this machine too: on a local stack only.
    Local,
}

/// Where a subscriber is reached.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "channel", content = "address", rename_all = "snake_case")]
pub enum SubscriberAddress {
    /// By mail.
    Email(String),
    /// By a POST to an HTTPS address.
    Webhook(String),
}

impl fmt::Debug for SubscriberAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Email(_) => "Email(…)",
            Self::Webhook(_) => "Webhook(…)",
        })
    }
}

impl SubscriberAddress {
    /// A mailbox as somebody typed it. `None` if a mail could not be sent there, or would go to several places.
    pub fn email(text: &str) -> Option<Self> {
        let text = text.trim();
        let (local, domain) = text.rsplit_once('@')?;
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
        let is_fine = (1..=LONGEST_LOCAL_PART).contains(&local.len())
            && local.chars().all(is_plain)
            && text.len() <= LONGEST_EMAIL
            && is_name(domain);
        is_fine.then(|| Self::Email(format!("{local}@{}", domain.to_ascii_lowercase())))
    }

    /// The address of a receiver of webhooks. `None` if it is not https, names no public host, or hides something in it.
    pub fn webhook(text: &str, reach: Reach) -> Option<Self> {
        let text = text.trim();
        if text.len() > LONGEST_URL || !text.chars().all(|c| c.is_ascii_graphic()) {
            return None;
        }
        if reach == Reach::Local && text.starts_with("http://127.0.0.1:") {
            return Some(Self::Webhook(text.to_owned()));
        }
        let (scheme, rest) = text.split_at_checked("https://".len())?;
        let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
        let (place, path) = rest.split_at(end);
        let (host, port) = place.split_once(':').map_or((place, None), |(host, port)| (host, Some(port)));
        let host = host.to_ascii_lowercase();
        let is_fine = scheme.eq_ignore_ascii_case("https://")
            && is_name(&host)
            && port.is_none_or(|port| PORTS.contains(&port))
            && !path.contains(['#', '\\']);
        let port = port.filter(|port| *port != "443").map(|port| format!(":{port}")).unwrap_or_default();
        let path = if path.is_empty() { "/" } else { path };
        is_fine.then(|| Self::Webhook(format!("https://{host}{port}{path}")))
    }

    /// The identity of whoever is reached there. Mail programs differ in case, receivers of webhooks may not.
    pub fn id(&self) -> SubscriberId {
        let digest = match self {
            Self::Email(address) => digest(&["subscriber", "email", &address.to_lowercase()]),
            Self::Webhook(address) => digest(&["subscriber", "webhook", address]),
        };
        SubscriberId(format!("sub_{}", hex(&digest[..16])))
    }

    /// The address itself.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Email(address) | Self::Webhook(address) => address,
        }
    }

    /// Whether it is a mailbox.
    pub fn is_email(&self) -> bool {
        matches!(self, Self::Email(_))
    }
}

/// Whether this may be the name of a public host: no number, which browsers and resolvers read as an address in many ways.
fn is_name(host: &str) -> bool {
    let labels: Vec<&str> = host.split('.').collect();
    let is_label = |label: &&str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let last = labels.last().map(|label| label.to_ascii_lowercase()).unwrap_or_default();
    labels.len() > 1
        && host.len() <= 253
        && labels.iter().all(is_label)
        && last.len() > 1
        && last.bytes().any(|byte| byte.is_ascii_alphabetic())
        && !last.starts_with("0x")
        && !PRIVATE_NAMES.contains(&last.as_str())
}
