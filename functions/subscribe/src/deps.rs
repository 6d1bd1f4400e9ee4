//! The dependencies of the pages.

use crate::config::Config;
use callout_ports::{Clock, IncidentStore, SettingsSource, Subscribers};
use std::sync::Arc;

/// The dependencies of the pages.
#[derive(Debug)]
pub struct Deps<T, C> {
    /// The subscriptions, and the settings of the page.
    pub table: Arc<T>,
    /// The clock.
    pub clock: Arc<C>,
    /// The function's settings.
    pub config: Config,
}

/// The dependencies, whatever their types.
pub(crate) trait Ports: Send + Sync + 'static {
    fn table(&self) -> &(impl Subscribers + SettingsSource + IncidentStore);
    fn clock(&self) -> &impl Clock;
    fn config(&self) -> &Config;
}

impl<T, C> Ports for Deps<T, C>
where
    T: Subscribers + SettingsSource + IncidentStore + 'static,
    C: Clock + 'static,
{
    fn table(&self) -> &(impl Subscribers + SettingsSource + IncidentStore) {
        &*self.table
    }

    fn clock(&self) -> &impl Clock {
        &*self.clock
    }

    fn config(&self) -> &Config {
        &self.config
    }
}
