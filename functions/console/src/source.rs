//! In which file and line an entry of the active settings stands, so that whoever wants to change it finds it.
//!
//! Must not fail a page: where that is not known, nothing is said.

use crate::deps::Ports;
use crate::session::Session;
use callout_domain::settings::SettingsPlaces;
use callout_ports::PlacesStore as _;

/// The places of the active settings.
#[derive(Default)]
pub(crate) struct Sources {
    places: SettingsPlaces,
    version: String,
}

impl Sources {
    /// Reads them: one read.
    pub(crate) async fn read<P: Ports>(deps: &P, session: &Session) -> Self {
        let Some(applied) = session.rules.applied() else { return Self::default() };
        let places = deps.own_table().places().await.unwrap_or_else(|error| {
            tracing::warn!(%error, "it is not known where the settings stand in their files");
            SettingsPlaces::default()
        });
        Self { places, version: applied.version.clone() }
    }

    /// `services.toml:12`; empty if it is not known.
    pub(crate) fn of(&self, table: &str, name: &str) -> String {
        self.places.of(&self.version, table, name).unwrap_or_default().to_owned()
    }

    /// The files that hold entries of a table, each once.
    pub(crate) fn files(&self, table: &str) -> String {
        let entries = self.places.lines.keys().filter_map(|path| path.strip_prefix(table)?.strip_prefix('.'));
        let mut files: Vec<String> = entries
            .map(|name| self.of(table, name))
            .filter_map(|at| Some(at.rsplit_once(':')?.0.to_owned()))
            .collect();
        files.sort();
        files.dedup();
        files.join(", ")
    }
}
