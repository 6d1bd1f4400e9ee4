//! Whose key it is, and what it may do.
//! Must not know where an event goes: routes decide that within a key's scope.

use super::integration::{Integration, integration_of};
use super::rules::Rules;
use crate::heartbeat::Heartbeat;
use crate::ids::{HeartbeatName, digest, hex};
use crate::report_page::is_report;

impl Rules {
    pub(super) fn may_explain(&self, source: &str) -> bool {
        match integration_of(source) {
            Some(_) => self.integration_behind(source).is_some_and(|integration| integration.explains),
            None => !is_report(source),
        }
    }

    /// Whether an alert of this source may be published automatically.
    pub fn may_publish(&self, source: &str) -> bool {
        match integration_of(source) {
            Some(_) => self.integration_behind(source).is_some_and(|integration| integration.publish),
            None => !is_report(source),
        }
    }

    /// The integration with this key.
    pub fn integration(&self, key: &str) -> Option<(&str, &Integration)> {
        let hashed = hash_key(key);
        let mut all = self.settings().integrations.iter();
        all.find(|(_, i)| i.key_sha256.contains(&hashed)).map(|(name, i)| (name.as_str(), i))
    }

    /// Whether an acknowledgement by this source may acknowledge an incident.
    pub fn may_acknowledge(&self, source: &str) -> bool {
        self.integration_behind(source).is_some_and(|integration| integration.may_acknowledge)
    }

    /// The integration whose key an event of this source was sent with.
    pub(super) fn integration_behind(&self, source: &str) -> Option<&Integration> {
        self.settings().integrations.get(integration_of(source)?)
    }

    /// The heartbeat with this key.
    pub fn heartbeat(&self, key: &str) -> Option<(&HeartbeatName, &Heartbeat)> {
        let hashed = hash_key(key);
        self.settings().heartbeats.iter().find(|(_, heartbeat)| heartbeat.key_sha256.contains(&hashed))
    }
}

/// The digest of a key, as stored in the settings.
pub fn hash_key(key: &str) -> String {
    hex(&digest(&["integration key", key]))
}
