//! What people changed for themselves, counted as everything else.

use super::super::faults::Part;
use super::Ports;
use callout_domain::ids::ResponderName;
use callout_domain::person::{Change, Person};
use callout_ports::{Address, CommitError, OwnAddresses, PersonStore, PortError};

impl PersonStore for Ports {
    async fn person(&self, who: &ResponderName) -> Result<Person, PortError> {
        self.call(Part::Table, self.twins.fakes.person(who)).await
    }

    async fn save_person(&self, change: &Change) -> Result<(), CommitError> {
        self.call(Part::Table, self.twins.fakes.save_person(change)).await
    }
}

impl OwnAddresses for Ports {
    async fn own_address(&self, who: &ResponderName, mark: &str) -> Result<Option<Address>, PortError> {
        self.call(Part::Table, self.twins.fakes.own_address(who, mark)).await
    }
}
