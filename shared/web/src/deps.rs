//! The dependencies of the pages.

use callout_ports::{Clock, ContextStore, IncidentStore, LinkKeySource, SettingsSource};
use jiff::Timestamp;
use std::sync::Arc;

/// The dependencies of the pages.
#[derive(Debug)]
pub struct Deps<T, K, C> {
    /// Incidents and settings.
    pub table: Arc<T>,
    /// The keys that sign links.
    pub keys: Arc<K>,
    /// The clock.
    pub clock: Arc<C>,
}

/// The dependencies, whatever their types.
pub trait Ports: Send + Sync + 'static {
    /// Incidents and settings.
    fn table(&self) -> &(impl IncidentStore + SettingsSource + ContextStore);
    /// The keys that sign links.
    fn keys(&self) -> &impl LinkKeySource;
    /// The clock.
    fn clock(&self) -> &impl Clock;
    /// The time.
    fn now(&self) -> Timestamp {
        self.clock().now()
    }
}

impl<T, K, C> Ports for Deps<T, K, C>
where
    T: IncidentStore + SettingsSource + ContextStore + 'static,
    K: LinkKeySource + 'static,
    C: Clock + 'static,
{
    fn table(&self) -> &(impl IncidentStore + SettingsSource + ContextStore) {
        &*self.table
    }

    fn keys(&self) -> &impl LinkKeySource {
        &*self.keys
    }

    fn clock(&self) -> &impl Clock {
        &*self.clock
    }
}
