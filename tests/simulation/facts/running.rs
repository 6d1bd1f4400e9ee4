//! What each invocation works on.

use super::{Facts, Told};
use callout_domain::ids::IncidentId;
use callout_domain::notification::Attempt;

impl Facts {
    /// Notify begins with a message.
    pub(in super::super) fn begins(&mut self, invocation: u64, body: &str) {
        self.running.insert(invocation);
        self.bodies.insert(invocation, body.to_owned());
        // The message before it in the batch may have sent one.
        self.bundles.remove(&invocation);
        match serde_json::from_str::<Told>(body) {
            Ok(told) => drop(self.about.insert(invocation, (told.incident_id, told.seq))),
            Err(_) => drop(self.about.remove(&invocation)),
        }
    }

    /// A text message begins to be answered.
    pub(in super::super) fn begins_to_answer(&mut self, invocation: u64, text: &str) {
        self.begins(invocation, text);
        self.answering.insert(invocation);
    }

    pub(in super::super) fn about(&self, invocation: u64) -> Option<&(IncidentId, u64)> {
        self.about.get(&invocation)
    }

    /// Notify claims a message.
    pub(in super::super) fn claims(&mut self, invocation: u64, attempt: &Attempt) {
        if attempt.id.starts_with("bundle.") {
            self.bundles.insert(invocation, attempt.id.clone());
        }
    }

    /// What an invocation sends: a bundle, or what its message is about.
    pub(in super::super) fn sends(&self, invocation: u64) -> &str {
        self.bundles.get(&invocation).or_else(|| self.bodies.get(&invocation)).map_or("", String::as_str)
    }

    pub(in super::super) fn ended(&mut self, invocation: u64) {
        self.running.remove(&invocation);
        self.answering.remove(&invocation);
        self.loads.retain(|(of, _), _| *of != invocation);
        self.about.remove(&invocation);
        self.bodies.remove(&invocation);
        self.bundles.remove(&invocation);
        self.page_seen.remove(&invocation);
    }

    pub(in super::super) fn crashed(&mut self, invocation: u64) {
        self.faulted.insert(invocation);
        self.ended(invocation);
    }
}
