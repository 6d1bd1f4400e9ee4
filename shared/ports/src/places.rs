//! Where entries of the active settings stand in their files.

use crate::PortError;
use callout_domain::settings::SettingsPlaces;
use std::future::Future;

/// The files and lines of the settings that were applied last.
pub trait PlacesStore: Send + Sync {
    /// Them; empty if nobody stored any.
    fn places(&self) -> impl Future<Output = Result<SettingsPlaces, PortError>> + Send;

    /// Stores them in place of those before.
    fn save_places(&self, places: &SettingsPlaces) -> impl Future<Output = Result<(), PortError>> + Send;
}
