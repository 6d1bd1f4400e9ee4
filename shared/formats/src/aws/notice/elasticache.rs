//! `ElastiCache`, whose messages are a name and a cluster: `{"ElastiCache:SnapshotFailed": "sessions"}`, or the same as a text.
//!
//! Source: <https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ElastiCacheSNS.html>. The names are read as sentences.

use super::event::event;
use crate::aws::envelope::Envelope;
use crate::aws::sentence::{Said, meaning};
use crate::parsed::Parsed;
use callout_domain::alarm::AlarmKind;
use serde_json::Value;

/// The beginning of each name.
const PREFIX: &str = "ElastiCache:";

/// Source `aws.elasticache`; labels `name` and `event`. An alert is one side of a cluster.
pub(super) fn read(value: &Value, envelope: &Envelope) -> Option<Vec<Parsed>> {
    let mut named = value
        .as_object()?
        .iter()
        .filter_map(|(name, value)| Some((name.strip_prefix(PREFIX)?, value.as_str()?)));
    let (name, cluster) = named.next()?;
    Some(news(name, cluster, &value.to_string(), envelope))
}

/// `ElastiCache:AddCacheNodeComplete : sessions`
pub(super) fn read_text(text: &str, envelope: &Envelope) -> Option<Vec<Parsed>> {
    let (name, cluster) = text.trim().strip_prefix(PREFIX)?.split_once([':', ' '])?;
    Some(news(name.trim(), cluster.trim_start_matches([':', ' ']), text, envelope))
}

fn news(name: &str, cluster: &str, raw: &str, envelope: &Envelope) -> Vec<Parsed> {
    let sentence = spelled_out(name);
    let meant = meaning(&sentence);
    let one = |kind: &AlarmKind| {
        let key = envelope.placed(&format!("{cluster}#{}", meant.side));
        let mut event = event("aws.elasticache", raw, envelope, key, *kind);
        event.summary = format!("ElastiCache {cluster}: {sentence} ({name})");
        event.severity = (*kind == AlarmKind::Trigger).then_some(meant.severity);
        event.labels.insert("name".to_owned(), cluster.to_owned());
        event.labels.insert("event".to_owned(), name.to_owned());
        event.into()
    };
    meant.kinds(Said::Nothing).iter().map(one).collect()
}

/// `AddCacheNodeFailed` as `Add cache node failed`
fn spelled_out(name: &str) -> String {
    let mut sentence = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !sentence.is_empty() {
            sentence.push(' ');
            sentence.extend(c.to_lowercase());
        } else {
            sentence.push(c);
        }
    }
    sentence
}
