//! Carriers, the record of what was sent, and the queues of contacts.

use super::super::breakages::Breakage;
use super::super::faults::Part;
use super::super::invariants;
use super::super::queues::Queue;
use super::{Ports, failed};
use callout_domain::ids::{ContactName, ResponderName};
use callout_domain::link::LinkKeys;
use callout_domain::notification::Attempt;
use callout_domain::notification::throttle::ContactQueue;
use callout_domain::responder::Channel;
use callout_ports::{
    Attempts, Claimed, CommitError, ContactQueueTimer, ContactQueueTimers, ContactQueues, ContactSource as _,
    Delivery, LinkKeySource, Messenger, PortError, SendError, StoredContactQueue,
};
use jiff::Timestamp;

impl Messenger for Ports {
    async fn send(&self, delivery: &Delivery) -> Result<String, SendError> {
        let handed_over: Result<Result<String, SendError>, PortError> = self
            .call(Part::Carrier, async {
                let answer = Messenger::send(&self.twins.fakes, delivery).await;
                let now = self.twins.now();
                let rules = self.twins.fakes.rules_with_contacts().await?;
                let mut inner = self.twins.inner();
                invariants::at_address(&mut inner.facts, delivery, &rules, now);
                invariants::at_send(&mut inner.facts, self.id, delivery, answer.is_ok(), now);
                Ok(answer)
            })
            .await;
        let answer = handed_over.unwrap_or_else(|_| Err(SendError::NotNow(failed())));
        if self.twins.breaks(Breakage::BelieveRefusals) && answer.is_err() {
            return Ok("believed".to_owned());
        }
        answer
    }

    fn receives_replies(&self, channel: Channel) -> bool {
        self.twins.fakes.receives_replies(channel)
    }
}

impl Attempts for Ports {
    async fn claim(&self, attempt: &Attempt) -> Result<Claimed, PortError> {
        self.twins.inner().facts.claims(self.id, attempt);
        let claimed = self.call(Part::Table, self.twins.fakes.claim(attempt)).await?;
        if self.twins.breaks(Breakage::SkipTheClaim) {
            return Ok(Claimed::Mine { failures: 0, again: false });
        }
        if claimed != Claimed::Sent {
            invariants::at_claim(&mut self.twins.inner().facts, self.id, attempt);
        }
        Ok(claimed)
    }

    async fn record(&self, attempts: &[Attempt]) -> Result<(), PortError> {
        if self.twins.breaks(Breakage::ForgetWhatWasSent) {
            return Ok(());
        }
        self.call(Part::Table, async {
            let done = Attempts::record(&self.twins.fakes, attempts).await;
            self.twins.inner().facts.recorded(self.id, attempts);
            done
        })
        .await
    }
}

impl ContactQueues for Ports {
    async fn contact_queue(
        &self,
        responder: &ResponderName,
        contact: &ContactName,
    ) -> Result<StoredContactQueue, PortError> {
        let mut found = self.call(Part::Table, self.twins.fakes.contact_queue(responder, contact)).await?;
        let breakage = self.twins.inner().breakage;
        found.queue = breakage.map_or(found.queue.clone(), |breakage| of_queue(breakage, &found.queue));
        Ok(found)
    }

    async fn save_contact_queue(
        &self,
        responder: &ResponderName,
        contact: &ContactName,
        queue: &StoredContactQueue,
    ) -> Result<(), CommitError> {
        self.call(Part::Table, self.twins.fakes.save_contact_queue(responder, contact, queue)).await
    }
}

/// A contact's queue, as a breakage has it.
fn of_queue(breakage: Breakage, queue: &ContactQueue) -> ContactQueue {
    let mut stored = serde_json::to_value(queue).unwrap();
    match breakage {
        Breakage::ForgetTheBundle => stored["in_flight"] = serde_json::Value::Null,
        Breakage::NothingIsUrgent => {
            let queued = stored["queued"].as_array_mut().into_iter().flatten();
            queued.for_each(|one| one["urgent"] = serde_json::Value::Bool(false));
        }
        _ => return queue.clone(),
    }
    serde_json::from_value(stored).unwrap()
}

impl ContactQueueTimers for Ports {
    async fn arm_contact_queue(&self, wake: &ContactQueueTimer, _: Timestamp) -> Result<(), PortError> {
        if self.twins.breaks(Breakage::LoseContactQueueTimers) {
            return Ok(());
        }
        let body = serde_json::to_string(wake).unwrap();
        let due = wake.contact_queue_due_at.as_millisecond();
        self.call(Part::Queues, async {
            let at = due.max(self.twins.now());
            let mut inner = self.twins.inner();
            let at = inner.delay(at);
            inner.put(Queue::Notify, body, at);
            Ok(())
        })
        .await
    }
}

impl LinkKeySource for Ports {
    async fn link_keys(&self) -> Result<LinkKeys, PortError> {
        self.twins.fakes.link_keys().await
    }

    async fn renewed_link_keys(&self) -> Result<LinkKeys, PortError> {
        self.twins.fakes.renewed_link_keys().await
    }
}
