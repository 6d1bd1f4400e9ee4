//! The fakes of the carriers, the record of attempts and the link keys.

use super::state::Sent;
use super::world::{Fakes, refused};
use crate::{
    Attempts, CLAIM_LEASE, Claimed, Clock as _, Delivery, LinkKeySource, Messenger, PortError, SendError,
};
use callout_domain::drill;
use callout_domain::link::LinkKeys;
use callout_domain::notification::{Attempt, AttemptState, Subject};
use callout_domain::responder::{BUILT_IN_FALLBACK, Channel};

impl Messenger for Fakes {
    async fn send(&self, delivery: &Delivery) -> Result<String, SendError> {
        let at = self.clock.now();
        let handed_over = self.call(|state| {
            let dead = state.dead_topics.contains(&format!("{}.{}", delivery.responder, delivery.contact));
            if dead || !has_address(delivery) {
                return Ok(None);
            }
            state.sent.push(Sent { delivery: delivery.clone(), at });
            Ok(Some(format!("message-{}", state.sent.len())))
        });
        let dead = || PortError::unavailable("hand over the message", "the topic does not exist");
        handed_over.map_err(SendError::NotNow)?.ok_or_else(|| SendError::Refused(dead()))
    }

    fn receives_replies(&self, channel: Channel) -> bool {
        channel == Channel::Sms && self.state().hears_texts
    }
}

impl Attempts for Fakes {
    async fn claim(&self, attempt: &Attempt) -> Result<Claimed, PortError> {
        self.call(|state| {
            let key = place(attempt);
            let known = state.attempts.get(&key);
            let (again, failures) = (known.is_some(), known.map_or(0, |known| known.failures));
            match known {
                Some(known) if matches!(known.state, AttemptState::Sent(_)) => return Ok(Claimed::Sent),
                Some(known) if !is_free(known, attempt) => return Ok(Claimed::Busy),
                _ => {}
            }
            state.attempts.insert(key, attempt.clone());
            Ok(Claimed::Mine { failures, again })
        })
    }

    async fn record(&self, attempts: &[Attempt]) -> Result<(), PortError> {
        self.call(|state| {
            for attempt in attempts {
                let known = state.attempts.get(&place(attempt));
                let is_over = |known: &Attempt| {
                    matches!(known.state, AttemptState::Sent(_)) || known.claimed_by != attempt.claimed_by
                };
                if !(matches!(attempt.state, AttemptState::Queued(_)) && known.is_some_and(is_over)) {
                    state.attempts.insert(place(attempt), attempt.clone());
                }
            }
            Ok(())
        })
    }
}

/// Whether the carriers know where a message goes: the template knows where the fallback contact and drills are.
fn has_address(Delivery { responder, address, .. }: &Delivery) -> bool {
    let name = responder.as_str();
    address.is_some() || name == BUILT_IN_FALLBACK || drill::RESERVED.contains(&name)
}

/// What a message is about, and its identity.
fn place(attempt: &Attempt) -> (String, String) {
    let about = match &attempt.about {
        Subject::Incident { incident, .. } => incident.to_string(),
        Subject::Notice { notice } => notice.to_string(),
    };
    (about, attempt.id.clone())
}

fn is_free(known: &Attempt, attempt: &Attempt) -> bool {
    let stale = attempt.at.as_second() - CLAIM_LEASE.as_secs();
    known.claimed_by == attempt.claimed_by || known.at.as_second() < stale
}

impl LinkKeySource for Fakes {
    async fn link_keys(&self) -> Result<LinkKeys, PortError> {
        self.call(|_| LinkKeys::new(vec![vec![7; 64]]).ok_or_else(refused))
    }

    async fn renewed_link_keys(&self) -> Result<LinkKeys, PortError> {
        self.link_keys().await
    }
}
