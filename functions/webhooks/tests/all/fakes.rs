//! Stand-ins for the outside world, and the words the tests use.
//!
//! Holds no expectation.

use callout_domain::alarm::AlarmEvent;
use callout_domain::heartbeat::HeartbeatState;
use callout_domain::ids::{AlertKey, HeartbeatName};
use callout_domain::settings::{Rules, Settings, hash_key};
use callout_formats::Parsed;
use callout_formats::payload::parse;
use callout_ports::{
    Clock, CommitError, Heartbeats, KeyUses, PortError, Receipts, ReportState, SettingsSource, Web,
};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

/// A key of the integration `sentinel`.
pub(crate) const ROUTING_KEY: &str = "R0123456789ABCDEF0123456789ABCDE";

pub(crate) fn received_at() -> Timestamp {
    "2026-11-22T03:00:00Z".parse().unwrap()
}

/// The key of the topic that sends to the integration `topic`.
pub(crate) const TOPIC_KEY: &str = "key-of-a-topic";
/// The key that `sentinel` is being moved to.
pub(crate) const NEXT_KEY: &str = "next-key-of-sentinel";
/// The topic that `sentinel` names.
pub(crate) const TOPIC: &str = "arn:aws:sns:eu-central-1:111122223333:harbor-alarms";

/// Settings with the integrations `sentinel`, of service `payments`, `open`, of none, `topic`, and `grafana`, of one format; or none that can be read.
#[derive(Debug)]
pub(crate) struct FakeTable {
    pub(crate) readable: bool,
}

impl SettingsSource for FakeTable {
    async fn rules(&self) -> Result<Arc<Rules>, PortError> {
        if !self.readable {
            return Err(PortError::unavailable("read the settings", "the store is away"));
        }
        let keys = [hash_key(ROUTING_KEY), hash_key(NEXT_KEY)];
        let sentinel = json!({ "key_sha256": keys, "service": "payments" });
        let topic = json!({ "key_sha256": [hash_key(TOPIC_KEY)], "service": "payments", "topics": [TOPIC] });
        let grafana = json!({ "key_sha256": [hash_key("grafana-key")], "formats": ["grafana"] });
        let open = json!({ "key_sha256": [hash_key("open-key")] });
        let settings = json!({ "integrations": { "sentinel": sentinel, "open": open, "topic": topic, "grafana": grafana } });
        let settings: Settings = serde_json::from_value(settings).unwrap();
        Ok(Arc::new(Rules::build(settings)))
    }
}

/// Nothing is remembered here; see the tests of heartbeats.
impl KeyUses for FakeTable {
    async fn note_key_use(&self, _: &str, _: Timestamp) -> Result<(), PortError> {
        Ok(())
    }

    async fn key_uses(&self, _: &[String]) -> Result<BTreeMap<String, Timestamp>, PortError> {
        Ok(BTreeMap::new())
    }
}

/// No report is known here; see the tests of problems.
impl Receipts for FakeTable {
    async fn report_state(&self, _: &AlertKey) -> Result<Option<ReportState>, PortError> {
        Ok(None)
    }
}

/// No heartbeat is set up here; see the tests of heartbeats.
impl Heartbeats for FakeTable {
    async fn heartbeat_state(&self, _: &HeartbeatName) -> Result<Option<HeartbeatState>, PortError> {
        Ok(None)
    }

    async fn heartbeat_states(&self, _: &[HeartbeatName]) -> Result<Vec<HeartbeatState>, PortError> {
        Ok(Vec::new())
    }

    async fn save_heartbeat_state(&self, _: &HeartbeatState) -> Result<(), CommitError> {
        Ok(())
    }

    async fn due_heartbeats(&self, _: Timestamp, _: usize) -> Result<Vec<HeartbeatName>, PortError> {
        Ok(Vec::new())
    }
}

/// The web: the certificate of the fixtures at every address, or nothing; remembers what was asked.
#[derive(Debug, Default)]
pub(crate) struct FakeWeb {
    pub(crate) asked: Mutex<Vec<String>>,
    pub(crate) away: bool,
}

impl Web for FakeWeb {
    async fn get(&self, address: &str) -> Result<Vec<u8>, PortError> {
        self.asked.lock().unwrap().push(address.to_owned());
        if self.away {
            return Err(PortError::unavailable("read it", "it is away"));
        }
        Ok(std::fs::read(sns_fixture("certificate.pem")).unwrap())
    }
}

/// A file of those that stand for SNS.
pub(crate) fn sns_fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/sns").join(name)
}

/// A clock that stands still.
#[derive(Debug)]
pub(crate) struct FixedClock;

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        received_at()
    }
}

/// A payload of ours.
pub(crate) fn fixture(name: &str) -> Value {
    read(&fixtures().join(format!("{name}.json")))
}

fn fixtures() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/alarms")
}

pub(crate) fn read(path: &std::path::Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// The one event in a payload.
pub(crate) fn event(payload: &Value) -> AlarmEvent {
    let parsed = parse(payload, received_at());
    let [Parsed::Event(event)] = &parsed[..] else { unreachable!("one event: {parsed:#?}") };
    AlarmEvent::clone(event)
}

/// A folder of payloads or vectors that a developer may point at.
pub(crate) fn folder(variable: &str) -> Option<PathBuf> {
    #[expect(clippy::disallowed_methods, reason = "a test's own switch, not a setting of the function")]
    let folder = std::env::var(variable).ok().filter(|folder| !folder.is_empty()).map(PathBuf::from);
    if folder.is_none() {
        println!("skipped: {variable} names no folder");
    }
    folder
}
