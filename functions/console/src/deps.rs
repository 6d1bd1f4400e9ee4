//! The dependencies of the console.

use callout_ports::{
    AuditLog, Clock, ContextStore, Heartbeats, IncidentStore, KeyUses, LinkKeySource, LiveStore, PersonStore,
    PlacesStore, Sessions, SettingsSource, SignIns, Verifications,
};
use callout_web::deps::{Deps as WebDeps, Ports as WebPorts};

/// What only the console reads of the table.
pub trait OwnTable:
    AuditLog
    + Heartbeats
    + KeyUses
    + LiveStore
    + PersonStore
    + PlacesStore
    + Sessions
    + SettingsSource
    + SignIns
    + Verifications
{
}

impl<T> OwnTable for T where
    T: AuditLog
        + Heartbeats
        + KeyUses
        + LiveStore
        + PersonStore
        + PlacesStore
        + Sessions
        + SettingsSource
        + SignIns
        + Verifications
{
}

/// What the console reads of the table.
pub trait ConsoleTable: IncidentStore + ContextStore + OwnTable + 'static {}

impl<T> ConsoleTable for T where T: IncidentStore + ContextStore + OwnTable + 'static {}

/// The dependencies of the console.
#[derive(Debug)]
pub struct Deps<T, K, C> {
    /// Those of all pages.
    pub web: WebDeps<T, K, C>,
    /// Whether browsers may send the cookie over HTTPS only.
    pub secure: bool,
    /// The base URL of links, below which calendars are.
    pub link_base: String,
}

/// The dependencies, whatever their types.
pub(crate) trait Ports: WebPorts {
    /// What only the console reads of the table.
    fn own_table(&self) -> &impl OwnTable;
    /// Whether browsers may send the cookie over HTTPS only.
    fn secure(&self) -> bool;
    /// The base URL of links.
    fn link_base(&self) -> &str;
}

impl<T, K, C> WebPorts for Deps<T, K, C>
where
    T: ConsoleTable,
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
    T: ConsoleTable,
    K: LinkKeySource + 'static,
    C: Clock + 'static,
{
    fn own_table(&self) -> &impl OwnTable {
        &*self.web.table
    }

    fn secure(&self) -> bool {
        self.secure
    }

    fn link_base(&self) -> &str {
        &self.link_base
    }
}
