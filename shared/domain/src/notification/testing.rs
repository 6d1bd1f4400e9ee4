//! An incident and a message for testing texts.

use super::{Message, MessageKind};
use crate::alarm::{AlarmEvent, AlarmKind};
use crate::incident::{Incident, Opening, open};
use crate::responder::Channel;
use crate::routing::Routed;
use crate::settings::{Rules, Settings};
use crate::severity::Severity;

pub(super) fn incident(title: &str) -> Incident {
    let now = "2026-11-22T03:00:00Z".parse().unwrap();
    let event = AlarmEvent {
        source: "cloudwatch".into(),
        dedup_key: "a".into(),
        kind: AlarmKind::Trigger,
        summary: title.into(),
        severity: None,
        service: None,
        changed_at: now,
        order: Default::default(),
        labels: Default::default(),
        links: Vec::new(),
        detail: String::new(),
        muted: None,
        children: Vec::new(),
    };
    let routed = Routed::to("payments".into(), Severity::Sev2, "a test");
    let opening = Opening::new("inc_0011223344556677".into(), 12, &event, routed);
    let rules = Rules::build(Settings::default());
    let mut incident = open(&opening, &rules, now).incident;
    incident.service_title = "Payments".into();
    incident
}

pub(super) fn message(channel: Channel, kind: MessageKind) -> Message {
    let contact = channel.as_str().into();
    Message { id: "page.1.0.ana".into(), responder: "ana".into(), contact, channel, kind, level: 0 }
}
