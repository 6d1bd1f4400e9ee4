//! Typed names and identities.
//!
//! Identities of effects are derived, never random: doing the same thing twice gives the same identity.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;

/// Declares a string newtype for one kind of name, serialized as the bare string.
macro_rules! name {
    ($(#[$doc:meta])* $type:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(transparent)]
        pub struct $type(pub String);

        impl $type {
            /// The name as written in the settings.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $type {
            fn from(name: &str) -> Self {
                Self(name.to_owned())
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

/// What the ID of a maintenance window begins with.
const MAINTENANCE: &str = "mnt_";

name!(
    /// Names an escalation policy.
    PolicyName
);
name!(
    /// Names a person who can be paged.
    ResponderName
);
name!(
    /// Names one contact of a responder: `sms`, `work phone`.
    ContactName
);
name!(
    /// Names an on-call schedule.
    ScheduleName
);
name!(
    /// Names a heartbeat.
    HeartbeatName
);
name!(
    /// Names a service: what an alarm belongs to.
    ServiceName
);
name!(
    /// Names a team.
    TeamName
);
name!(
    /// Names a component shown on the status page.
    ComponentName
);
name!(
    /// Identifies an incident: `inc_` and 16 hexadecimal digits.
    IncidentId
);
name!(
    /// Identifies a maintenance window on the status page: `mnt_` and 16 hexadecimal digits.
    MaintenanceId
);
name!(
    /// Identifies a notice about a schedule: `notice_` and 16 hexadecimal digits.
    NoticeId
);
name!(
    /// Identifies a subscriber of the status page: `sub_` and 32 hexadecimal digits, a digest of the address.
    SubscriberId
);
name!(
    /// Identifies an alert's place in the store: a digest of source and dedup key, safe at any key length.
    AlertKey
);

impl IncidentId {
    /// The incident that this occurrence of an alert opens. The same occurrence always gives the same incident.
    pub fn derive(alert: &AlertKey, occurrence: &str) -> Self {
        let digest = digest(&["incident", alert.as_str(), occurrence]);
        Self(format!("inc_{}", hex(&digest[..8])))
    }

    /// The eight bytes that a link carries. `None` if the text is not an incident id.
    pub fn to_bytes(&self) -> Option<[u8; 8]> {
        let digits = self.0.strip_prefix("inc_").filter(|d| d.len() == 16)?;
        u64::from_str_radix(digits, 16).ok().map(u64::to_be_bytes)
    }

    /// The incident id for eight bytes.
    pub fn from_bytes(bytes: [u8; 8]) -> Self {
        Self(format!("inc_{}", hex(&bytes)))
    }
}

impl NoticeId {
    /// The notice of this kind for a schedule at a time.
    pub fn derive(schedule: &ScheduleName, kind: &str, at: Timestamp) -> Self {
        let digest = digest(&["notice", schedule.as_str(), kind, &at.to_string()]);
        Self(format!("notice_{}", hex(&digest[..8])))
    }
}

impl MaintenanceId {
    /// The window of this name that begins at a time.
    pub fn derive(name: &str, from: Timestamp) -> Self {
        let digest = digest(&["maintenance", name, &from.to_string()]);
        Self(format!("{MAINTENANCE}{}", hex(&digest[..8])))
    }

    /// Whether a text is one of these, and none of an incident.
    pub fn is_one(text: &str) -> bool {
        text.starts_with(MAINTENANCE)
    }
}

impl AlertKey {
    /// The key of the alert that `source` identifies by `dedup_key`.
    pub fn derive(source: &str, dedup_key: &str) -> Self {
        Self(hex(&digest(&["alert", source, dedup_key])[..16]))
    }
}

/// A SHA-256 digest of parts, each prefixed by its length so that different lists never collide.
pub fn digest(parts: &[&str]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().into()
}

/// Lowercase hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    use fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_incident_id_survives_its_bytes() {
        let id = IncidentId::derive(&AlertKey::derive("cloudwatch", "arn:aws:…"), "2026-11-22T03:00:00Z");
        assert_eq!(id.to_bytes().map(IncidentId::from_bytes), Some(id));
        assert_eq!(IncidentId::from("inc_xyz").to_bytes(), None);
    }

    #[test]
    fn parts_of_a_digest_do_not_run_together() {
        assert_ne!(digest(&["ab", "c"]), digest(&["a", "bc"]));
    }
}
