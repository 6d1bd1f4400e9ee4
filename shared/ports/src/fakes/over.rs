//! What stands over the fakes in a function's tests: it changes a few calls, and the rest are those of the fakes.
//!
//! Changes nothing itself.

use super::world::Fakes;
use crate::{
    AuditLog, AuditPart, Clock, Commit, CommitError, ContextStore, EndedSessions, Found, Heartbeats,
    IncidentStore, KeyUses, LinkKeySource, LiveStore, Lookup, PersonStore, PlacesStore, PortError, Record,
    Sessions, SettingsSource, SignIns, Verifications,
};
use callout_domain::alarm::AlarmEvent;
use callout_domain::audit::{AuditPlace, ConsoleLink, SignedOut};
use callout_domain::context::IncidentContext;
use callout_domain::heartbeat::HeartbeatState;
use callout_domain::ids::{AlertKey, ContactName, HeartbeatName, IncidentId, ResponderName};
use callout_domain::incident::{Alert, EventRecord, Incident};
use callout_domain::link::LinkKeys;
use callout_domain::live::{LiveRecord, LiveVersion};
use callout_domain::notification::Attempt;
use callout_domain::person::{Change, Person};
use callout_domain::responder::verification::Verification;
use callout_domain::settings::{Rules, SettingsPlaces};
use callout_domain::sign_in::SignInRequest;
use callout_domain::triage::{Cause, Shard};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A world of a function's tests, over the fakes.
pub trait OverFakes: Send + Sync {
    /// The fakes below.
    fn fakes(&self) -> &Fakes;

    /// What happens right after an incident was read. Default: nothing.
    fn after_read(&self) -> impl Future<Output = ()> + Send {
        async {}
    }
}

impl<T: OverFakes> IncidentStore for T {
    async fn incident(&self, id: &IncidentId) -> Result<Option<Incident>, PortError> {
        let read = self.fakes().incident(id).await;
        self.after_read().await;
        read
    }

    async fn find(&self, wanted: &Lookup) -> Result<Found, PortError> {
        self.fakes().find(wanted).await
    }

    async fn commit(&self, commit: &Commit) -> Result<(), CommitError> {
        self.fakes().commit(commit).await
    }

    async fn point_to(&self, causes: &[Cause]) -> Result<(), PortError> {
        self.fakes().point_to(causes).await
    }

    async fn shards(&self, id: &IncidentId) -> Result<Vec<Shard>, PortError> {
        self.fakes().shards(id).await
    }

    async fn explained(&self, id: &IncidentId) -> Result<Vec<AlarmEvent>, PortError> {
        self.fakes().explained(id).await
    }

    async fn overdue(&self, before: Timestamp, most: usize) -> Result<Vec<IncidentId>, PortError> {
        self.fakes().overdue(before, most).await
    }

    async fn newest_events(&self, id: &IncidentId, most: usize) -> Result<Vec<EventRecord>, PortError> {
        self.fakes().newest_events(id, most).await
    }

    async fn events_before(
        &self,
        id: &IncidentId,
        before: u64,
        most: usize,
    ) -> Result<Vec<EventRecord>, PortError> {
        self.fakes().events_before(id, before, most).await
    }

    async fn messages(&self, id: &IncidentId, most: usize) -> Result<Vec<Attempt>, PortError> {
        self.fakes().messages(id, most).await
    }

    async fn alerts(&self, keys: &BTreeSet<AlertKey>) -> Result<BTreeMap<AlertKey, Alert>, PortError> {
        self.fakes().alerts(keys).await
    }

    async fn record(&self, id: &IncidentId) -> Result<Record, PortError> {
        IncidentStore::record(self.fakes(), id).await
    }

    async fn numbered(&self, number: u64) -> Result<Option<Incident>, PortError> {
        let read = self.fakes().numbered(number).await;
        self.after_read().await;
        read
    }

    async fn opened_since(&self, since: Timestamp) -> Result<Vec<Incident>, PortError> {
        self.fakes().opened_since(since).await
    }
}

impl<T: OverFakes> Heartbeats for T {
    async fn heartbeat_state(&self, of: &HeartbeatName) -> Result<Option<HeartbeatState>, PortError> {
        self.fakes().heartbeat_state(of).await
    }

    async fn heartbeat_states(&self, of: &[HeartbeatName]) -> Result<Vec<HeartbeatState>, PortError> {
        self.fakes().heartbeat_states(of).await
    }

    async fn save_heartbeat_state(&self, beat: &HeartbeatState) -> Result<(), CommitError> {
        self.fakes().save_heartbeat_state(beat).await
    }

    async fn due_heartbeats(&self, at: Timestamp, most: usize) -> Result<Vec<HeartbeatName>, PortError> {
        self.fakes().due_heartbeats(at, most).await
    }
}

impl<T: OverFakes> KeyUses for T {
    async fn note_key_use(&self, key_sha256: &str, at: Timestamp) -> Result<(), PortError> {
        self.fakes().note_key_use(key_sha256, at).await
    }

    async fn key_uses(&self, keys_sha256: &[String]) -> Result<BTreeMap<String, Timestamp>, PortError> {
        self.fakes().key_uses(keys_sha256).await
    }
}

impl<T: OverFakes> Verifications for T {
    async fn verifications(
        &self,
        of: &[(ResponderName, ContactName)],
    ) -> Result<Vec<Verification>, PortError> {
        self.fakes().verifications(of).await
    }

    async fn verified_at(
        &self,
        of: &[(ResponderName, ContactName)],
    ) -> Result<BTreeMap<(ResponderName, ContactName), Timestamp>, PortError> {
        self.fakes().verified_at(of).await
    }

    async fn save_verification(&self, known: &Verification) -> Result<(), CommitError> {
        self.fakes().save_verification(known).await
    }
}

impl<T: OverFakes> SettingsSource for T {
    async fn rules(&self) -> Result<Arc<Rules>, PortError> {
        self.fakes().rules().await
    }
}

impl<T: OverFakes> Clock for T {
    fn now(&self) -> Timestamp {
        self.fakes().now()
    }
}

impl<T: OverFakes> LinkKeySource for T {
    async fn link_keys(&self) -> Result<LinkKeys, PortError> {
        self.fakes().link_keys().await
    }

    async fn renewed_link_keys(&self) -> Result<LinkKeys, PortError> {
        self.fakes().renewed_link_keys().await
    }
}

impl<T: OverFakes> ContextStore for T {
    async fn keep_context(
        &self,
        of: &IncidentId,
        found: &IncidentContext,
        at: Timestamp,
    ) -> Result<IncidentContext, PortError> {
        self.fakes().keep_context(of, found, at).await
    }

    async fn context(&self, of: &IncidentId) -> Result<Option<IncidentContext>, PortError> {
        self.fakes().context(of).await
    }
}

impl<T: OverFakes> LiveStore for T {
    async fn live(&self) -> Result<LiveVersion, PortError> {
        LiveStore::live(self.fakes()).await
    }

    async fn save_live(&self, next: &LiveVersion, record: &LiveRecord) -> Result<(), CommitError> {
        self.fakes().save_live(next, record).await
    }
}

impl<T: OverFakes> PersonStore for T {
    async fn person(&self, who: &ResponderName) -> Result<Person, PortError> {
        self.fakes().person(who).await
    }

    async fn save_person(&self, change: &Change) -> Result<(), CommitError> {
        self.fakes().save_person(change).await
    }
}

impl<T: OverFakes> AuditLog for T {
    async fn audit(&self, before: Option<&AuditPlace>, most: usize) -> Result<AuditPart, PortError> {
        self.fakes().audit(before, most).await
    }
}

impl<T: OverFakes> PlacesStore for T {
    async fn places(&self) -> Result<SettingsPlaces, PortError> {
        self.fakes().places().await
    }

    async fn save_places(&self, places: &SettingsPlaces) -> Result<(), PortError> {
        self.fakes().save_places(places).await
    }
}

impl<T: OverFakes> Sessions for T {
    async fn end_session(&self, mark: &str, expires_at: Timestamp) -> Result<(), PortError> {
        self.fakes().end_session(mark, expires_at).await
    }

    async fn end_sessions_before(&self, done: &SignedOut) -> Result<(), PortError> {
        self.fakes().end_sessions_before(done).await
    }

    async fn note_console_link(&self, link: &ConsoleLink) -> Result<(), PortError> {
        self.fakes().note_console_link(link).await
    }

    async fn ended_sessions(&self, mark: &str, who: &ResponderName) -> Result<EndedSessions, PortError> {
        self.fakes().ended_sessions(mark, who).await
    }
}

impl<T: OverFakes> SignIns for T {
    async fn request_sign_in(&self, request: &SignInRequest) -> Result<bool, PortError> {
        self.fakes().request_sign_in(request).await
    }

    async fn take_sign_in(&self, who: &ResponderName, request: &SignInRequest) -> Result<bool, PortError> {
        self.fakes().take_sign_in(who, request).await
    }
}
