//! The fake of where settings stand in their files.

use super::world::Fakes;
use crate::{PlacesStore, PortError};
use callout_domain::settings::SettingsPlaces;

impl PlacesStore for Fakes {
    async fn places(&self) -> Result<SettingsPlaces, PortError> {
        self.call(|state| Ok(state.places.clone()))
    }

    async fn save_places(&self, places: &SettingsPlaces) -> Result<(), PortError> {
        self.call(|state| {
            state.places = places.clone();
            Ok(())
        })
    }
}
