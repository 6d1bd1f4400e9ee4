//! The dependencies of the console.

use callout_ports::{Clock, ContextStore, IncidentStore, LinkKeySource, SettingsSource};
use callout_web::deps::{Deps as WebDeps, Ports as WebPorts};

/// The dependencies of the console.
#[derive(Debug)]
pub struct Deps<T, K, C> {
    /// Those of all pages.
    pub web: WebDeps<T, K, C>,
    /// Whether browsers may send the cookie over HTTPS only.
    pub secure: bool,
}

/// The dependencies, whatever their types.
pub(crate) trait Ports: WebPorts {
    /// Whether browsers may send the cookie over HTTPS only.
    fn secure(&self) -> bool;
}

impl<T, K, C> WebPorts for Deps<T, K, C>
where
    T: IncidentStore + SettingsSource + ContextStore + 'static,
    K: LinkKeySource + 'static,
    C: Clock + 'static,
{
    fn table(&self) -> &(impl IncidentStore + SettingsSource + ContextStore) {
        self.web.table()
    }

    fn keys(&self) -> &impl LinkKeySource {
        self.web.keys()
    }

    fn clock(&self) -> &impl Clock {
        self.web.clock()
    }
}

impl<T, K, C> Ports for Deps<T, K, C>
where
    T: IncidentStore + SettingsSource + ContextStore + 'static,
    K: LinkKeySource + 'static,
    C: Clock + 'static,
{
    fn secure(&self) -> bool {
        self.secure
    }
}
