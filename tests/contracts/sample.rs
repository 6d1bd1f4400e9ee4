//! Incidents and alerts made by hand, so that a change of the domain's decisions changes nothing here.

use callout_domain::escalation::{Policy, PolicySnapshot};
use callout_domain::ids::{AlertKey, IncidentId};
use callout_domain::incident::{
    Actor, Alert, AlertStatus, EscalationStep, Event, EventRecord, Incident, Opened, PageReason, Via,
};
use callout_domain::responder::Urgency;
use callout_domain::severity::Severity;
use callout_ports::{Change, Commit, CommitError, IncidentStore};
use jiff::{SignedDuration, Timestamp};

pub(crate) fn now() -> Timestamp {
    at("2026-11-22T03:00:00Z")
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn minutes(count: i64) -> Timestamp {
    now() + SignedDuration::from_mins(count)
}

pub(crate) fn key(name: &str) -> AlertKey {
    AlertKey::derive("cloudwatch", name)
}

/// An alert as its first event leaves it.
pub(crate) fn alert(name: &str, incident: Option<&Incident>) -> Alert {
    Alert {
        acknowledged_at: None,
        explained_by: None,
        inhibited: false,
        key: key(name),
        source: "cloudwatch".to_owned(),
        dedup_key: name.to_owned(),
        version: 1,
        status: AlertStatus::Open,
        incident: incident.map(|incident| incident.id.clone()),
        opened_at: now(),
        changed_at: now(),
        order: Default::default(),
        last_event: "first".to_owned(),
        last_before: String::new(),
        count: 1,
        summary: format!("{name} is broken"),
        firings: vec![now()],
    }
}

/// The opening of an incident about a service.
pub(crate) fn opening(service: &str, number: u64, opened_at: Timestamp) -> Change {
    let opened = Opened {
        title: format!("{service} is broken"),
        service: service.into(),
        service_title: service.to_owned(),
        severity: Severity::Sev2,
        alert: key(service),
        because: "it is a test".to_owned(),
        detail: String::new(),
        links: Vec::new(),
        runbook: None,
        policy: PolicySnapshot {
            name: "primary".into(),
            policy: Policy::fallback_only(),
            fallback: "fallback".into(),
        },
        turn: 0,
        components: Vec::new(),
        group: service.into(),
        previous: None,
        hold: None,
        warning: false,
        bundle: false,
        declared: false,
        public_only: false,
        reported: false,
        drill: None,
    };
    let record = EventRecord {
        incident_id: IncidentId::derive(&key(service), &number.to_string()),
        number,
        seq: 1,
        at: opened_at,
        recorded_at: opened_at,
        actor: Actor::system(),
        wake_at: None,
        event: Event::Opened(Box::new(opened.clone())),
    };
    Change { incident: Incident::start(&record, &opened), events: vec![record] }
}

/// An incident one event further.
pub(crate) fn then(incident: &Incident, event: Event) -> Change {
    let record = EventRecord {
        incident_id: incident.id.clone(),
        number: incident.number,
        seq: incident.version + 1,
        at: minutes(1),
        recorded_at: minutes(1),
        actor: Actor::responder(&"ana".into()),
        wake_at: None,
        event,
    };
    let mut incident = incident.clone();
    incident.apply(&record);
    Change { incident, events: vec![record] }
}

pub(crate) fn note(text: &str) -> Event {
    Event::NoteAdded { text: text.to_owned(), lapses_at: None }
}

pub(crate) fn resolved() -> Event {
    Event::Resolved { via: Via::Console }
}

/// A page whose next step is due at an instant.
pub(crate) fn paged(next_at: Option<Timestamp>) -> Event {
    let (reason, responders) = (PageReason::Opened, vec!["ana".into()]);
    Event::Paged {
        cycle: 1,
        step: EscalationStep::Level(0),
        responders,
        reason,
        next_at,
        urgency: Urgency::High,
        all_must_acknowledge: false,
        next_contact_at: None,
    }
}

/// Records a change, which must succeed; gives the incident after it.
pub(crate) async fn record(store: &impl IncidentStore, change: Change) -> Incident {
    let incident = change.incident.clone();
    commit(store, change, None).await.unwrap();
    incident
}

/// Tries to record a change, and perhaps an alert.
pub(crate) async fn commit(
    store: &impl IncidentStore,
    change: Change,
    alert: Option<Alert>,
) -> Result<(), CommitError> {
    store.commit(&Commit { alerts: alert.into_iter().collect(), ..Commit::of(change) }).await
}

pub(crate) fn is_conflict(answer: &Result<(), CommitError>) -> bool {
    matches!(answer, Err(CommitError::Conflict))
}
