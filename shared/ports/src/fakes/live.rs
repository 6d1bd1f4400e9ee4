//! The fake of what people decide beside the settings files.

use super::world::Fakes;
use crate::{CommitError, LiveStore, PortError};
use callout_domain::audit::Audited;
use callout_domain::live::{LiveRecord, LiveVersion};
use callout_domain::person::People;
use callout_domain::settings::{Rules, Settings};
use std::sync::Arc;

impl LiveStore for Fakes {
    async fn live(&self) -> Result<LiveVersion, PortError> {
        self.call(|state| Ok(state.live.clone()))
    }

    async fn save_live(&self, next: &LiveVersion, record: &LiveRecord) -> Result<(), CommitError> {
        self.call(|state| {
            if next.number != state.live.number + 1 {
                return Err(CommitError::Conflict);
            }
            state.live = next.clone();
            state.live_records.push(record.clone());
            state.note_audited(Audited::Decision(record.clone()));
            state.build_rules();
            Ok(())
        })
    }
}

impl super::state::State {
    /// Compiles the settings with what was decided beside them, as each reader would.
    pub(super) fn build_rules(&mut self) {
        let settings = self.settings.clone().unwrap_or_default();
        let (without_addresses, _) = settings.clone().split_addresses();
        let build = |settings: Settings, people: People| {
            Some(Arc::new(Rules::build_with_people(settings, self.live.clone(), people)))
        };
        self.rules = build(without_addresses, self.people.clone());
        self.rules_with_contacts = build(settings, self.people_with_addresses());
    }
}
