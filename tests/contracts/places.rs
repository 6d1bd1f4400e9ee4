//! Where settings stand in their files: as they were stored last.

use super::contract;
use callout_domain::settings::SettingsPlaces;
use callout_ports::PlacesStore;

contract!(files_and_lines_are_those_stored_last);
async fn files_and_lines_are_those_stored_last(store: &impl PlacesStore) {
    assert_eq!(store.places().await.unwrap(), SettingsPlaces::default());
    for version in ["v1", "v2"] {
        let lines = [("services.payments".to_owned(), format!("{version}.toml:12"))].into();
        let places = SettingsPlaces::new(version, lines);
        store.save_places(&places).await.unwrap();
        assert_eq!(store.places().await.unwrap(), places);
    }
}
