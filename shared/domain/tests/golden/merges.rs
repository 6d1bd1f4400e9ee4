//! Merges and splits as they are stored, on both sides.

use super::samples::{context_added, incident};
use callout_domain::ids::IncidentId;
use callout_domain::incident::{Actor, Event, EventRecord, Incident, MergedChild, PageReason};
use callout_domain::severity::Severity;
use jiff::SignedDuration;

fn child() -> IncidentId {
    "inc_aabbccdd00112233".into()
}

fn target() -> IncidentId {
    "inc_ddccbbaa33221100".into()
}

/// One of each event.
pub(crate) fn records() -> Vec<EventRecord> {
    let at = context_added().at;
    let lapses_at = at.checked_add(SignedDuration::from_mins(30)).ok();
    let (child_number, target_number) = (14, 9);
    let by_person = [
        Event::MergedInto { target: target(), target_number },
        Event::Merged {
            child: child(),
            child_number,
            title: "search is slow".into(),
            severity: Severity::Sev2,
            declared: true,
        },
        Event::SplitFrom { target: target(), target_number, lapses_at, pages: true },
        Event::SplitOff { child: child(), child_number },
    ];
    let by_system = [
        Event::PageForwarded { target_number, reason: PageReason::SeverityRaised },
        Event::PassedOn { target_number },
        Event::MergedAlert { child: child(), child_number, lapses_at },
        Event::MergedEnded(MergedChild { child: child(), child_number }),
        Event::MergedReopened(MergedChild { child: child(), child_number }),
    ];
    let cho = Actor::responder(&"cho".into());
    let by_person = by_person.map(|event| EventRecord { actor: cho.clone(), event, ..context_added() });
    let by_system = by_system.map(|event| EventRecord { event, ..context_added() });
    by_person.into_iter().chain(by_system).collect()
}

/// An incident that was merged after another was merged into it, and has news for its target.
pub(crate) fn merged_incident() -> Incident {
    let mut merged = incident();
    let stays = |record: &EventRecord| {
        matches!(record.event.name(), "merged_into" | "merged" | "page_forwarded" | "merged_ended")
    };
    let mut events: Vec<EventRecord> = records().into_iter().filter(stays).collect();
    for record in &mut events {
        record.seq = merged.version + 1;
        merged.apply(record);
    }
    merged
}
