//! Queues, topics, timers, and the smaller things in the table and in buckets.

use super::super::breakages::Breakage;
use super::super::faults::Part;
use super::super::queues::Queue;
use super::{Ports, failed};
use callout_domain::alarm::AlarmEvent;
use callout_domain::change::Change;
use callout_domain::context::{AlarmPlace, Graph, IncidentContext};
use callout_domain::heartbeat::HeartbeatState;
use callout_domain::ids::{HeartbeatName, IncidentId, ServiceName};
use callout_domain::oncall::Notice;
use callout_domain::status::{Month, MonthDocument, PageDocument};
use callout_ports::{
    AlarmBudgets, AlertQueue, Announcement, Changes, CommitError, ContextStore, Drafts, EventTopic,
    Heartbeats, KeyUses, Metrics, Notices, PageDocuments, PageObject, PortError, Posted, PublishedPage,
    SendError, StatusBucket, Timer, Timers, Web,
};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// The longest delay of a message of SQS.
const LONGEST_DELAY: i64 = 900_000;

impl AlertQueue for Ports {
    async fn send(&self, events: &[AlarmEvent]) -> Vec<Result<(), PortError>> {
        self.batch(Part::Queues, events, |inner, event, now| {
            inner.put_alert(event, now);
        })
        .await
    }
}

impl EventTopic for Ports {
    async fn publish(&self, all: &[Announcement]) -> Vec<Result<(), SendError>> {
        let longest = self.twins.inner().longest_event;
        let fits = |announcement: &Announcement| announcement.body.len() <= longest;
        let answers = self
            .batch(Part::Topic, all, |inner, announcement, now| {
                if !fits(announcement) {
                    return;
                }
                inner.facts.published(&announcement.body);
                for queue in Queue::listening_to(&announcement.kind) {
                    let mut copies = 1;
                    let super::Inner { chance, faults, .. } = &mut *inner;
                    if faults.strikes("messages delivered twice", faults.doubled, chance, now) {
                        copies = 2;
                    }
                    for _ in 0..copies {
                        let late = inner.delay(now);
                        inner.put(*queue, announcement.body.clone(), late);
                    }
                }
            })
            .await;
        let refused = |announcement: &Announcement| match fits(announcement) {
            true => Ok(()),
            false => Err(SendError::Refused(failed())),
        };
        let answers = answers.into_iter().zip(all);
        answers.map(|(answer, of)| answer.map_err(SendError::NotNow).and_then(|()| refused(of))).collect()
    }
}

impl super::Inner {
    /// When something arrives: soon, or late.
    pub(in super::super) fn delay(&mut self, now: i64) -> i64 {
        let Self { chance, faults, .. } = self;
        let soon = now + chance.between(1, 300);
        let late = faults.strikes("messages delivered late", faults.delayed, chance, now);
        if late { soon + chance.between(500, 20_000) } else { soon }
    }
}

impl Timers for Ports {
    async fn arm(&self, wakes: &[Timer], _: Timestamp) -> Vec<Result<(), PortError>> {
        self.batch(Part::Timers, wakes, |inner, wake, now| {
            let super::Inner { chance, faults, .. } = &mut *inner;
            if faults.strikes("lost timers", faults.lost_timer, chance, now) {
                return;
            }
            let at = wake.due_at.as_millisecond().min(now + LONGEST_DELAY).max(now);
            let at = inner.delay(at);
            inner.put(Queue::Timers, serde_json::to_string(wake).unwrap(), at);
        })
        .await
    }
}

impl Changes for Ports {
    async fn keep_change(&self, change: &Change) -> Result<(), PortError> {
        self.call(Part::Table, self.twins.fakes.keep_change(change)).await
    }

    async fn changes(
        &self,
        of: &[ServiceName],
        between: (Timestamp, Timestamp),
        most: usize,
    ) -> Result<Vec<Change>, PortError> {
        self.call(Part::Table, self.twins.fakes.changes(of, between, most)).await
    }
}

impl AlarmBudgets for Ports {
    async fn count_new_alarms(&self, integration: &str, at: Timestamp, count: u64) -> Result<u64, PortError> {
        self.call(Part::Table, self.twins.fakes.count_new_alarms(integration, at, count)).await
    }
}

impl Notices for Ports {
    async fn post(&self, notice: &Notice) -> Result<Posted, PortError> {
        self.call(Part::Table, async {
            let posted = self.twins.fakes.post(notice).await;
            for notice in self.twins.fakes.take_notices() {
                let body = serde_json::to_string(&notice).unwrap();
                self.twins.inner().put_stream(notice.id().as_str(), "notice", body);
            }
            posted
        })
        .await
    }
}

impl Heartbeats for Ports {
    async fn heartbeat_state(&self, of: &HeartbeatName) -> Result<Option<HeartbeatState>, PortError> {
        self.call(Part::Table, self.twins.fakes.heartbeat_state(of)).await
    }

    async fn heartbeat_states(&self, of: &[HeartbeatName]) -> Result<Vec<HeartbeatState>, PortError> {
        self.call(Part::Table, self.twins.fakes.heartbeat_states(of)).await
    }

    async fn save_heartbeat_state(&self, beat: &HeartbeatState) -> Result<(), CommitError> {
        self.call(Part::Table, self.twins.fakes.save_heartbeat_state(beat)).await
    }

    async fn due_heartbeats(&self, at: Timestamp, most: usize) -> Result<Vec<HeartbeatName>, PortError> {
        self.call(Part::Table, self.twins.fakes.due_heartbeats(at, most)).await
    }
}

impl KeyUses for Ports {
    async fn note_key_use(&self, key_sha256: &str, at: Timestamp) -> Result<(), PortError> {
        self.call(Part::Table, self.twins.fakes.note_key_use(key_sha256, at)).await
    }

    async fn key_uses(&self, keys_sha256: &[String]) -> Result<BTreeMap<String, Timestamp>, PortError> {
        self.call(Part::Table, self.twins.fakes.key_uses(keys_sha256)).await
    }
}

impl Web for Ports {
    async fn get(&self, _: &str) -> Result<Vec<u8>, PortError> {
        Err(failed())
    }
}

impl PageDocuments for Ports {
    async fn page(&self) -> Result<PageDocument, PortError> {
        let page = self.call(Part::Table, self.twins.fakes.page()).await?;
        self.twins.inner().facts.page_seen.insert(self.id, page.version);
        Ok(page)
    }

    async fn save_page(&self, page: &PageDocument) -> Result<(), CommitError> {
        if self.twins.breaks(Breakage::FreezeThePage) && page.version > 1 {
            return Ok(());
        }
        let saved = self.call(Part::Table, self.twins.fakes.save_page(page)).await;
        if saved.is_ok() {
            // Whoever saved it need not read it again.
            self.twins.inner().facts.page_seen.insert(self.id, page.version);
        }
        saved
    }

    async fn published_page(&self, page: &str) -> Result<Option<PublishedPage>, PortError> {
        self.call(Part::Table, self.twins.fakes.published_page(page)).await
    }

    async fn month(&self, month: Month) -> Result<MonthDocument, PortError> {
        self.call(Part::Table, self.twins.fakes.month(month)).await
    }

    async fn save_month(&self, month: &MonthDocument) -> Result<(), CommitError> {
        self.call(Part::Table, self.twins.fakes.save_month(month)).await
    }

    async fn note_published(&self, page: &PublishedPage) -> Result<(), CommitError> {
        self.call(Part::Table, self.twins.fakes.note_published(page)).await
    }
}

impl StatusBucket for Ports {
    async fn remove(&self, keys: &[String]) -> Result<(), PortError> {
        self.call(Part::Bucket, StatusBucket::remove(&self.twins.fakes, keys)).await
    }

    async fn publish(&self, objects: &[PageObject]) -> Result<(), PortError> {
        if self.twins.breaks(Breakage::PublishThePageOnce) && self.twins.inner().facts.page_shown.is_some() {
            return Ok(());
        }
        self.call(Part::Bucket, async {
            let done = StatusBucket::publish(&self.twins.fakes, objects).await;
            let facts = &mut self.twins.inner().facts;
            facts.page_shown = facts.page_seen.get(&self.id).copied();
            done
        })
        .await
    }
}

impl Drafts for Ports {
    async fn save_draft(&self, key: &str, markdown: &str) -> Result<String, PortError> {
        self.call(Part::Bucket, self.twins.fakes.save_draft(key, markdown)).await
    }
}

impl ContextStore for Ports {
    async fn keep_context(
        &self,
        of: &IncidentId,
        found: &IncidentContext,
        at: Timestamp,
    ) -> Result<IncidentContext, PortError> {
        self.call(Part::Table, self.twins.fakes.keep_context(of, found, at)).await
    }

    async fn context(&self, of: &IncidentId) -> Result<Option<IncidentContext>, PortError> {
        self.call(Part::Table, self.twins.fakes.context(of)).await
    }
}

impl Metrics for Ports {
    async fn graph(
        &self,
        of: &AlarmPlace,
        between: (Timestamp, Timestamp),
    ) -> Result<Option<Graph>, PortError> {
        self.twins.fakes.graph(of, between).await
    }

    async fn firing(&self, region: Option<&str>) -> Result<Vec<String>, PortError> {
        self.twins.fakes.firing(region).await
    }
}
