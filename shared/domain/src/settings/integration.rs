//! Integrations: tools that send events with a key, and what each key may do.
//!
//! A key is a secret that many people get to see, so it may do little until its settings say more.

use super::mapping::Mapping;
use crate::ids::ServiceName;
use crate::routing::DEFAULT_SEVERITY;
use crate::severity::Severity;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The beginning of the source of every event that was sent with the key of an integration: `integration/<name>`.
const INTEGRATION: &str = "integration/";

/// A tool that sends events over HTTPS, and what its key may do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Integration {
    /// SHA-256 digests of its keys in hexadecimal. Two are valid while one is being replaced.
    pub key_sha256: Vec<String>,
    /// The service its alarms belong to. Default: routes decide.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<ServiceName>,
    /// The services that its events may name. Default: none. An event that names another one goes where routes send it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<ServiceName>,
    /// The highest severity that its events may give. A route may give a higher one. Default: SEV2, what an alarm
    /// without a severity has.
    #[serde(default = "default_severity", skip_serializing_if = "is_default_severity")]
    pub worst: Severity,
    /// Whether incidents in which only its alerts fire are published automatically on the status page.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub publish: bool,
    /// Whether its alerts may explain others, as sources of inhibitions.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub explains: bool,
    /// The formats that its key is accepted for. Default: `sns` if it has `topics`, otherwise all others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub formats: Vec<KeyFormat>,
    /// ARNs of the SNS topics that may send to `/v1/sns` with its key. Messages of other topics are refused.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<String>,
    /// Whether an acknowledgement in the tool acknowledges the incident, if nothing but the tool's own alerts fires in
    /// it. Otherwise it marks the tool's own alert, and paging goes on.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub may_acknowledge: bool,
    /// Where its JSON says what, if Callout does not know its format.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mapping: Option<Mapping>,
}

impl Default for Integration {
    fn default() -> Self {
        Self {
            key_sha256: Vec::new(),
            service: None,
            services: Vec::new(),
            worst: DEFAULT_SEVERITY,
            publish: false,
            explains: false,
            formats: Vec::new(),
            topics: Vec::new(),
            may_acknowledge: false,
            mapping: None,
        }
    }
}

fn default_severity() -> Severity {
    DEFAULT_SEVERITY
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_default_severity(severity: &Severity) -> bool {
    *severity == DEFAULT_SEVERITY
}

impl Integration {
    /// Whether its key is accepted for a format. The key of a topic's subscription is seen by many, so it opens nothing
    /// that checks no signature.
    pub fn accepts(&self, format: KeyFormat) -> bool {
        match (self.formats.as_slice(), self.topics.is_empty()) {
            ([], is_tool) => is_tool != (format == KeyFormat::Sns),
            (formats, _) => formats.contains(&format),
        }
    }

    /// The service of an event that names one: that, if its key may; else the key's own.
    pub fn service_of(&self, named: Option<ServiceName>) -> Option<ServiceName> {
        let allowed = named.as_ref().is_some_and(|named| self.services.contains(named));
        if allowed { named } else { self.service.clone().or(named) }
    }

    /// The formats that its key is accepted for, in words.
    pub fn formats_in_words(&self) -> String {
        match (self.formats.as_slice(), self.topics.is_empty()) {
            ([], true) => "any tool".to_owned(),
            ([], false) => "signed messages of SNS".to_owned(),
            (formats, _) => formats.iter().map(|format| format.as_str()).collect::<Vec<_>>().join(", "),
        }
    }

    /// What its key may do, in words.
    pub fn scope(&self) -> Vec<String> {
        let services: Vec<&str> = self.services.iter().map(|service| service.as_str()).collect();
        let named = (!services.is_empty()).then(|| format!("name the services {}", services.join(", ")));
        let worst = format!("open alerts up to {}", self.worst);
        let others = [
            (self.publish, "publish on the status page"),
            (self.explains, "explain other alerts"),
            (self.may_acknowledge, "acknowledge"),
        ];
        let others = others.into_iter().filter(|(may, _)| *may).map(|(_, words)| words.to_owned());
        [worst].into_iter().chain(named).chain(others).collect()
    }

    /// Whether its events may name a service.
    pub(super) fn may_name(&self, service: &ServiceName) -> bool {
        self.service.as_ref() == Some(service) || self.services.contains(service)
    }
}

/// The format of what is sent with a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum KeyFormat {
    /// PagerDuty's Events API v2: `/v2/enqueue`, `/v2/change/enqueue`.
    EventsApi,
    /// `/v1/alertmanager`
    Alertmanager,
    /// `/v1/grafana`
    Grafana,
    /// `/v1/datadog`
    Datadog,
    /// `/v1/events`, and the address of every other tool, whose bodies are recognized there, too.
    Events,
    /// `/v1/sns`
    Sns,
}

impl KeyFormat {
    /// Its name in the settings.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::EventsApi => "events-api",
            Self::Alertmanager => "alertmanager",
            Self::Grafana => "grafana",
            Self::Datadog => "datadog",
            Self::Events => "events",
            Self::Sns => "sns",
        }
    }
}

/// The name of the integration whose key an event of this source was sent with.
pub fn integration_of(source: &str) -> Option<&str> {
    source.strip_prefix(INTEGRATION)?.split('/').next()
}
