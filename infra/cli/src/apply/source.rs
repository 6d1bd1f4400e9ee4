//! Where settings that become active come from: who, which commit, and the file and line of each entry.
//! Must not decide anything by it.

use super::git;
use crate::settings::places;
use callout_domain::settings::Origin;
use std::collections::BTreeMap;
use std::path::Path;

/// Where they come from.
pub(crate) struct Source {
    /// Who makes them active, and from which commit.
    pub(crate) origin: Origin,
    /// Files and lines, by table and name.
    pub(crate) lines: BTreeMap<String, String>,
}

impl Source {
    /// A folder, as it is now.
    pub(crate) fn of(folder: &Path, by: String) -> Self {
        Self { origin: git::origin(folder, by), lines: places(folder) }
    }
}
