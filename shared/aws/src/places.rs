//! Where entries of the active settings stand in their files, on DynamoDB: one item, which the next ones replace.

use crate::items::{Item, json};
use crate::keys::Key;
use crate::readable::readable;
use crate::table::Table;
use callout_domain::settings::SettingsPlaces;
use callout_ports::{PlacesStore, PortError};

impl PlacesStore for Table {
    async fn places(&self) -> Result<SettingsPlaces, PortError> {
        let item: Option<Item> =
            self.get(&Key::places(), "read where the settings stand in their files").await?;
        Ok(item.as_ref().and_then(readable).unwrap_or_default())
    }

    async fn save_places(&self, places: &SettingsPlaces) -> Result<(), PortError> {
        let item = Item { data: Some(json(places)?), ..Item::at(Key::places()) };
        self.put_all(vec![item], "store where the settings stand in their files").await
    }
}
