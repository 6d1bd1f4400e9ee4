//! What people changed for themselves, beside the settings.

use crate::{Address, CommitError, PortError};
use callout_domain::ids::ResponderName;
use callout_domain::person::{Change, Person};
use std::future::Future;

/// What people changed for themselves, without the addresses of their contacts.
pub trait PersonStore: Send + Sync {
    /// What one person changed; nothing at version 0 if never.
    fn person(&self, who: &ResponderName) -> impl Future<Output = Result<Person, PortError>> + Send;

    /// Stores a change with its event, and the address that it adds. `Conflict` if somebody changed something since.
    fn save_person(&self, change: &Change) -> impl Future<Output = Result<(), CommitError>> + Send;
}

/// The addresses that people added for themselves.
pub trait OwnAddresses: Send + Sync {
    /// The address that a mark names; none if there is none.
    fn own_address(
        &self,
        who: &ResponderName,
        mark: &str,
    ) -> impl Future<Output = Result<Option<Address>, PortError>> + Send;
}
