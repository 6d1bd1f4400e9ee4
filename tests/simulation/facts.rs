//! What happened in a run, as far as the invariants need it.

use super::plan::Plan;
use callout_domain::ids::{ContactName, IncidentId, PolicyName, ResponderName};
use callout_domain::incident::{Actor, EventRecord, EventStub, Incident};
use callout_domain::notification::{Attempt, AttemptState};
use callout_domain::responder::Channel;
use callout_domain::settings::Rules;
use callout_ports::Delivery;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

mod asked;
mod running;
mod waiting;

/// A promise that was not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Broken {
    /// The number of the invariant.
    pub(super) invariant: u8,
    pub(super) at: i64,
    pub(super) what: String,
}

impl Broken {
    /// Whether both are the same finding about, maybe, other incidents: their sentences end alike.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        let end = |of: &Self| of.what.rsplit(", ").next().map(str::to_owned);
        self.invariant == other.invariant && end(self) == end(other)
    }
}

/// A message that a carrier took.
#[derive(Debug, Clone)]
pub(super) struct Taken {
    pub(super) invocation: u64,
    pub(super) at: i64,
    pub(super) recorded: bool,
    /// What it is about: one timer of a contact's queue sends a bundle of pages and one of other messages.
    pub(super) subject: String,
}

/// Somebody heard something.
#[derive(Debug, Clone)]
pub(super) struct Heard {
    pub(super) at: i64,
    pub(super) who: ResponderName,
    /// The incident, if the message is about a single one.
    pub(super) incident: Option<IncidentId>,
    /// The version of it by then.
    pub(super) version: u64,
    /// What a text message offers as an answer.
    pub(super) reply: Option<String>,
}

/// A page that somebody must hear of.
#[derive(Debug, Clone)]
pub(super) struct DuePage {
    pub(super) incident: IncidentId,
    pub(super) seq: u64,
    /// Whom the page names, and who is reached for them.
    pub(super) named: ResponderName,
    pub(super) reached: ResponderName,
    pub(super) at: i64,
    /// Whether the page itself is due; else a later contact.
    pub(super) first: bool,
}

/// A page that waits in a contact's queue.
#[derive(Debug, Clone)]
pub(super) struct Waiting {
    pub(super) incident: IncidentId,
    pub(super) seq: u64,
    pub(super) responder: ResponderName,
    pub(super) contact: ContactName,
    pub(super) at: i64,
    /// When the queue said that it would leave.
    pub(super) until: i64,
    /// Whether it waits too long to be held for delivered: nobody has a SEV1 or SEV2.
    pub(super) is_delayed: bool,
    pub(super) id: String,
}

/// A page of a merged incident, which its target must send.
#[derive(Debug, Clone)]
pub(super) struct Forwarded {
    pub(super) child: IncidentId,
    pub(super) target: IncidentId,
    pub(super) at: i64,
}

/// What is known of one incident besides its state.
#[derive(Debug, Clone, Default)]
pub(super) struct Track {
    /// When it was last paged, or began to be triggered.
    pub(super) paged_at: i64,
    /// When whoever has it last said so, and the severity then.
    pub(super) renewed_at: i64,
    pub(super) renewed_severity: Option<callout_domain::severity::Severity>,
    /// Until when somebody asked for quiet.
    pub(super) snoozed_until: Option<i64>,
    /// When it got another policy, or another version of it.
    pub(super) policy_at: i64,
    /// Who resolved it.
    pub(super) resolved_by: Option<Actor>,
    /// Whether a person reopened it.
    pub(super) reopened: bool,
    /// All its events.
    pub(super) events: Vec<EventRecord>,
}

/// Everything that happened.
#[derive(Debug, Default)]
pub(super) struct Facts {
    pub(super) broken: Vec<Broken>,
    pub(super) story: Option<Vec<(i64, String)>>,
    pub(super) tracks: BTreeMap<IncidentId, Track>,
    pub(super) pages: Vec<DuePage>,
    /// Pages that merged incidents passed on.
    pub(super) forwarded: Vec<Forwarded>,
    pub(super) heard: Vec<Heard>,
    pub(super) page_seen: BTreeMap<u64, u64>,
    pub(super) page_shown: Option<u64>,
    /// Invocations in which a call failed, or that died.
    pub(super) faulted: BTreeSet<u64>,
    pub(super) running: BTreeSet<u64>,
    pub(super) taken: BTreeMap<(String, String), Vec<Taken>>,
    /// The last known state of each message, by incident and identity.
    pub(super) attempts: BTreeMap<(String, String), Attempt>,
    /// Who got at least one message about an incident, or about several.
    pub(super) reached: BTreeSet<IncidentId>,
    /// What people were told is declared.
    pub(super) declared: BTreeSet<IncidentId>,
    pub(super) doubled_after_faults: u64,
    pub(super) longest_hold: i64,
    /// The settings before the last edit, and when that was.
    pub(super) before_the_edit: Option<(i64, Arc<Rules>)>,
    /// The events of a version to come, by incident and position.
    pub(super) foreign: BTreeMap<(IncidentId, u64), String>,
    /// Until when incidents of a version to come cannot be read.
    pub(super) unreadable: BTreeMap<IncidentId, i64>,
    /// Pages of which the last word is that they wait.
    pub(super) waiting: Vec<Waiting>,
    /// What people asked to be quiet: the incident, who, and until when.
    asked_to_snooze: Vec<(IncidentId, String, i64)>,
    pub(super) handed_over: BTreeSet<(IncidentId, u64, ResponderName)>,
    /// What carriers took, by invocation.
    accepted: BTreeSet<(u64, String)>,
    bodies: BTreeMap<u64, String>,
    /// The bundle that an invocation sends. A timer of a contact's queue that comes again may send another one.
    bundles: BTreeMap<u64, String>,
    about: BTreeMap<u64, (IncidentId, u64)>,
    first_loads: BTreeMap<IncidentId, Incident>,
    loads: BTreeMap<(u64, IncidentId), Incident>,
    /// Invocations that answer text messages.
    answering: BTreeSet<u64>,
    published: BTreeSet<String>,
    /// Events that were too long, and are published as where to read them.
    pub(super) stubs: BTreeSet<(IncidentId, u64)>,
    /// When incidents opened that paged somebody, by policy.
    pub(super) openings: BTreeMap<PolicyName, Vec<i64>>,
    /// Who answered by text message, with the code of which incident.
    pub(super) answered: BTreeSet<(String, u64)>,
}

#[derive(serde::Deserialize)]
struct Told {
    incident_id: IncidentId,
    seq: u64,
}

impl Facts {
    pub(super) fn of(plan: &Plan) -> Self {
        Self { longest_hold: plan.longest_hold, ..Self::default() }
    }

    pub(super) fn tell(&mut self, at: i64, words: impl FnOnce() -> String) {
        if let Some(story) = &mut self.story {
            story.push((at, words()));
        }
    }

    pub(super) fn breaks(&mut self, invariant: u8, at: i64, what: String) {
        self.broken.push(Broken { invariant, at, what });
    }

    /// What an invocation read, as it really was.
    pub(super) fn loaded(&mut self, invocation: u64, incident: &Incident) {
        if self.running.contains(&invocation) {
            self.loads.insert((invocation, incident.id.clone()), incident.clone());
            self.first_loads.entry(incident.id.clone()).or_insert_with(|| incident.clone());
        }
    }

    pub(super) fn seen_by(&self, invocation: u64, id: &IncidentId) -> Option<&Incident> {
        self.loads.get(&(invocation, id.clone()))
    }

    /// For a breakage: what notify read first of an incident.
    pub(super) fn first_seen(&mut self, invocation: u64, id: &IncidentId) -> Option<Incident> {
        self.running.contains(&invocation).then(|| self.first_loads.get(id).cloned()).flatten()
    }

    /// The topic took an event.
    pub(super) fn published(&mut self, body: &str) {
        match serde_json::from_str::<EventStub>(body) {
            Ok(stub) => drop(self.stubs.insert((stub.incident_id, stub.seq))),
            Err(_) if serde_json::from_str::<Told>(body).is_ok() => {
                self.published.insert(body.to_owned());
            }
            Err(_) => {}
        }
    }

    /// The events that were published.
    pub(super) fn all_published(&self) -> &BTreeSet<String> {
        &self.published
    }

    /// A carrier took a message, or refused it for good.
    pub(super) fn took(&mut self, invocation: u64, delivery: &Delivery, ok: bool, now: i64) {
        let about = self.about.get(&invocation).cloned();
        if let Some((incident, seq)) = &about {
            self.handed_over.insert((incident.clone(), *seq, delivery.responder.clone()));
        }
        if !ok {
            return;
        }
        self.accepted.insert((invocation, format!("{}.{}", delivery.responder, delivery.contact)));
        if self.answering.contains(&invocation) {
            return;
        }
        let incident = about.map(|(incident, _)| incident);
        self.reached.extend(incident.clone());
        let offer = delivery.words.body.rsplit_once("Reply ").filter(|_| delivery.channel == Channel::Sms);
        let reply = offer.map(|(_, offer)| offer.split(' ').take(2).collect::<Vec<_>>().join(" "));
        let events = incident.as_ref().and_then(|id| self.tracks.get(id)).map(|track| &track.events);
        let version = events.and_then(|events| events.last()).map_or(0, |last| last.seq);
        self.heard.push(Heard { at: now, who: delivery.responder.clone(), incident, version, reply });
    }

    /// Notify recorded what it sent.
    pub(super) fn recorded(&mut self, invocation: u64, attempts: &[Attempt]) {
        for attempt in attempts {
            let to = format!("{}.{}", attempt.responder, attempt.contact);
            let says_sent = matches!(attempt.state, AttemptState::Sent(_));
            if self.answering.contains(&invocation) {
                continue;
            }
            if says_sent && !self.accepted.contains(&(invocation, to.clone())) {
                self.breaks(
                    2,
                    attempt.at.as_millisecond(),
                    format!("{} is recorded as sent, and no carrier took it", attempt.id),
                );
            }
            if let callout_domain::notification::Subject::Incident { incident, .. } = &attempt.about {
                let key = (incident.to_string(), attempt.id.clone());
                // What was sent stays sent, and what was taken over is not put off, whatever a slower process says.
                let stays = self.attempts.get(&key).is_some_and(|it| {
                    let waits = matches!(attempt.state, AttemptState::Queued(_));
                    matches!(it.state, AttemptState::Sent(_)) || waits && it.claimed_by != attempt.claimed_by
                });
                if !stays {
                    self.note_waiting(invocation, attempt);
                    self.attempts.insert(key, attempt.clone());
                }
                if says_sent {
                    self.reached.insert(incident.clone());
                }
            }
            if !says_sent {
                continue;
            }
            let key = (self.sends(invocation).to_owned(), to);
            for taken in self.taken.get_mut(&key).into_iter().flatten() {
                taken.recorded |= taken.invocation == invocation;
            }
        }
    }
}
