//! Teams as people call them.

use callout_domain::ids::TeamName;
use callout_domain::settings::Team;

/// The names of teams, in one line.
pub(crate) fn teams<'a>(all: impl Iterator<Item = (&'a TeamName, &'a Team)>) -> String {
    all.map(|(name, team)| team.called(name)).collect::<Vec<_>>().join(", ")
}
