//! What only the console reads.

use super::super::faults::Part;
use super::Ports;
use callout_domain::audit::AuditPlace;
use callout_domain::ids::{ContactName, ResponderName};
use callout_domain::live::{LiveRecord, LiveVersion};
use callout_domain::responder::verification::Verification;
use callout_domain::settings::SettingsPlaces;
use callout_ports::{AuditLog, AuditPart, CommitError, LiveStore, PlacesStore, PortError, Verifications};
use jiff::Timestamp;
use std::collections::BTreeMap;

impl LiveStore for Ports {
    async fn live(&self) -> Result<LiveVersion, PortError> {
        self.call(Part::Table, self.twins.fakes.live()).await
    }

    async fn save_live(&self, next: &LiveVersion, record: &LiveRecord) -> Result<(), CommitError> {
        self.call(Part::Table, self.twins.fakes.save_live(next, record)).await
    }
}

impl Verifications for Ports {
    async fn verifications(
        &self,
        of: &[(ResponderName, ContactName)],
    ) -> Result<Vec<Verification>, PortError> {
        self.call(Part::Table, self.twins.fakes.verifications(of)).await
    }

    async fn verified_at(
        &self,
        of: &[(ResponderName, ContactName)],
    ) -> Result<BTreeMap<(ResponderName, ContactName), Timestamp>, PortError> {
        self.call(Part::Table, self.twins.fakes.verified_at(of)).await
    }

    async fn save_verification(&self, known: &Verification) -> Result<(), CommitError> {
        self.call(Part::Table, self.twins.fakes.save_verification(known)).await
    }
}

impl AuditLog for Ports {
    async fn audit(&self, before: Option<&AuditPlace>, most: usize) -> Result<AuditPart, PortError> {
        self.call(Part::Table, self.twins.fakes.audit(before, most)).await
    }
}

impl PlacesStore for Ports {
    async fn places(&self) -> Result<SettingsPlaces, PortError> {
        self.call(Part::Table, self.twins.fakes.places()).await
    }

    async fn save_places(&self, places: &SettingsPlaces) -> Result<(), PortError> {
        self.call(Part::Table, self.twins.fakes.save_places(places)).await
    }
}
