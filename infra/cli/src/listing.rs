//! What is listed: entries of the active settings, or of files, with a mark at those that are not active.
//! Must not change anything.

use crate::apply::active::Active;
use crate::args::DeploymentOptions;
use crate::deployment::Deployment;
use crate::live::live;
use crate::{print, settings};
use anyhow::{Context as _, Result};
use callout_domain::ids::ScheduleName;
use callout_domain::live::{Live, LiveChange, LiveEntry, Made, Over, decision_behind};
use callout_domain::oncall::settings::OverrideSettings;
use callout_domain::settings::Settings;
use serde::Serialize;
use std::path::Path;

/// The settings whose entries are listed.
#[derive(Debug)]
pub(crate) struct Listing {
    /// The settings.
    pub(crate) settings: Settings,
    /// What people decided beside them; it is merged into the active settings.
    live: Live,
    /// Whether they are those of files.
    of_files: bool,
    /// What they are compared with; nothing if they are the active ones, or if these are not known.
    active: Option<Settings>,
}

/// How an entry of a file stands to the active settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Mark {
    /// It is active as it is written.
    Active,
    /// The active one is another.
    Differs,
    /// There is no such active entry.
    NotActive,
}

impl Mark {
    /// As people read it, before what the entry itself says.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Active => "",
            Self::Differs => "differs from the active one; ",
            Self::NotActive => "not active; ",
        }
    }
}

impl Listing {
    /// The active settings, or those of a folder.
    ///
    /// # Errors
    /// The deployment does not answer, or the folder is not sound.
    pub(crate) async fn load(common: &DeploymentOptions, folder: Option<&Path>) -> Result<Self> {
        match folder {
            Some(folder) => {
                let (settings, live) = (settings::read_sound(folder)?, Live::default());
                let active = active(common).await.ok().map(|(settings, _)| settings);
                Ok(Self { settings, live, of_files: true, active })
            }
            None => {
                let active = active(common).await;
                let (settings, live) = active.context("list what is active (--config FOLDER lists files)")?;
                Ok(Self { settings: live.merged(settings), live, of_files: false, active: None })
            }
        }
    }

    /// Who decided an entry beside the files, if it is such a one.
    pub(crate) fn decided_by(&self, of: Over, name: &str) -> Option<&Made> {
        decision_behind(&self.settings, &self.live, of, name).map(|(_, entry)| &entry.made)
    }

    /// Under which name an override was decided beside the files, and by whom, if it is such a one.
    pub(crate) fn override_decided_by(
        &self,
        schedule: &ScheduleName,
        written: &OverrideSettings,
    ) -> Option<(&str, &Made)> {
        let is_it = |entry: &LiveEntry| match &entry.what {
            LiveChange::Override { schedule: of, change } => {
                of == schedule && change.during(entry.from, entry.until, &entry.reason) == *written
            }
            _ => false,
        };
        self.live.entries().find(|(_, entry)| is_it(entry)).map(|(name, entry)| (name, &entry.made))
    }

    /// Whether what is listed stands in files, where it can be edited.
    pub(crate) fn is_of_files(&self) -> bool {
        self.of_files
    }

    /// How an entry stands to the active one that is found.
    pub(crate) fn mark<T: PartialEq>(
        &self,
        entry: &T,
        find: impl FnOnce(&Settings) -> Option<&T>,
    ) -> Option<Mark> {
        let active = self.active.as_ref()?;
        Some(match find(active) {
            Some(there) if there == entry => Mark::Active,
            Some(_) => Mark::Differs,
            None => Mark::NotActive,
        })
    }

    /// Names those that are active and not in the files.
    pub(crate) fn mention_others(&self, names: impl Fn(&Settings) -> Vec<String>) {
        let known = names(&self.settings);
        let others: Vec<String> = self.active.as_ref().map(names).unwrap_or_default();
        let others: Vec<String> = others.into_iter().filter(|name| !known.contains(name)).collect();
        if !others.is_empty() {
            print::aside(format!("Active, and not in these files: {}.", others.join(", ")));
        }
    }
}

async fn active(common: &DeploymentOptions) -> Result<(Settings, Live)> {
    let deployment = Deployment::find(common).await?;
    Ok((Active::load(&deployment).await?.settings, live(&deployment).await?.live))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(silences: &[(&str, &str)]) -> Settings {
        let silence = |(name, reason): &(&str, &str)| {
            format!(
                "[silences.{name}]\nmatch = 'alarm=a'\nend = '2027-01-01T00:00'\nauthor = 'ana'\nreason = '{reason}'\n"
            )
        };
        toml::from_str(&silences.iter().map(silence).collect::<String>()).unwrap()
    }

    #[test]
    fn what_is_written_and_not_active_is_marked() {
        let files = settings(&[("same", "Noise."), ("edited", "More noise."), ("new", "Noise.")]);
        let active = settings(&[("same", "Noise."), ("edited", "Noise."), ("gone", "Noise.")]);
        let listing =
            Listing { settings: files, live: Live::default(), of_files: true, active: Some(active) };
        let mark =
            |name: &str| listing.mark(&listing.settings.silences[name], |active| active.silences.get(name));
        assert_eq!(mark("same"), Some(Mark::Active));
        assert_eq!(mark("edited"), Some(Mark::Differs));
        assert_eq!(mark("new"), Some(Mark::NotActive));
        let unknown = Listing {
            settings: settings(&[("new", "Noise.")]),
            live: Live::default(),
            of_files: true,
            active: None,
        };
        assert_eq!(
            unknown.mark(&unknown.settings.silences["new"], |active| active.silences.get("new")),
            None
        );
    }
}
