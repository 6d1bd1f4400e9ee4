//! The active settings: what they say, which they are, and whether others may replace them.
//! Must not change anything.

use super::git::History;
use crate::deployment::Deployment;
use crate::to_type::callout;
use crate::{clock, print};
use anyhow::{Context, Result, bail};
use callout_aws::{Applied, load_applied};
use callout_domain::settings::{AppliedVersion, Settings};

/// As much of a version as people read and type.
const SHORT: usize = 12;

/// Less than this of a version could be a slip of the pen.
const SHORTEST: usize = 8;

/// The active settings.
#[derive(Debug, Default)]
pub(crate) struct Active {
    /// What they say; nothing if nobody applied any yet, or if they cannot be read.
    pub(crate) settings: Settings,
    /// Which they are; none if nobody applied any yet.
    pub(crate) version: Option<AppliedVersion>,
}

impl Active {
    /// Reads them.
    ///
    /// # Errors
    /// The table does not answer.
    pub(crate) async fn load(deployment: &Deployment) -> Result<Self> {
        let applied = load_applied(&deployment.table).await.with_context(|| deployment.unreachable())?;
        let Some(Applied { version, settings }) = applied else { return Ok(Self::default()) };
        let settings = settings.unwrap_or_else(|error| {
            // Written by another version, perhaps: activating readable ones is the cure.
            print::aside(format!("The active settings cannot be read ({error})."));
            Settings::default()
        });
        Ok(Self { settings, version: Some(version) })
    }

    /// The version, as a condition of what replaces it.
    pub(crate) fn id(&self) -> Option<&str> {
        self.version.as_ref().map(|version| version.version.as_str())
    }

    /// The commit that they come from, if anybody knows.
    pub(crate) fn commit(&self) -> Option<&str> {
        self.version.as_ref()?.origin.commit.as_deref()
    }
}

/// A version in words: which, since when, by whom, from where.
pub(crate) fn described(version: &AppliedVersion) -> String {
    let by = version.origin.by.as_ref().map(|by| format!(" by {by}")).unwrap_or_default();
    let changed = if version.origin.uncommitted { " with uncommitted changes" } else { "" };
    let commit = version.origin.commit.as_ref();
    let commit = commit.map(|commit| format!(" from commit {}{changed}", short(commit))).unwrap_or_default();
    let at = clock::minute(version.applied_at);
    format!("version {}, applied {at}{by}{commit}", short(&version.version))
}

/// As much of a version or commit as tells it from others.
pub(crate) fn short(id: &str) -> &str {
    id.get(..SHORT).unwrap_or(id)
}

/// Refuses to replace settings that the folder's checkout does not know, unless they are named.
///
/// # Errors
/// Why they may not be replaced, and what to do.
pub(crate) fn check_replaces(
    active: Option<&AppliedVersion>,
    history: History,
    named: Option<&str>,
) -> Result<()> {
    match (active, named) {
        (None, None) => Ok(()),
        (None, Some(_)) => bail!("no settings are active that could be replaced: leave the version out"),
        (Some(version), Some(named)) => {
            let is_named = named.len() >= SHORTEST && version.version.starts_with(&named.to_lowercase());
            match is_named {
                true => Ok(()),
                false => bail!(
                    "{} is active, not {named}: see what differs with `{}`",
                    described(version),
                    callout("settings diff")
                ),
            }
        }
        (Some(version), None) => match history {
            History::Contains | History::NoGit => Ok(()),
            History::Lacks => bail!(
                "{} is active, and your checkout does not contain that commit: its changes would be undone. Get it with \
                 git first, or replace it all the same with `{}`",
                described(version),
                callout(&format!("apply --replace {}", short(&version.version)))
            ),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use callout_domain::settings::Origin;

    fn version() -> AppliedVersion {
        let origin = Origin {
            by: Some("ben".to_owned()),
            commit: Some("c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00".to_owned()),
            uncommitted: false,
        };
        AppliedVersion {
            version: "0123456789abcdef0123456789abcdef".to_owned(),
            number: 7,
            applied_at: "2026-11-28T22:10:30Z".parse().unwrap(),
            origin,
            unchanged: Default::default(),
            console: None,
        }
    }

    /// What is said if these settings are to be replaced; nothing if they may be.
    fn told(history: History, named: Option<&str>) -> String {
        let checked = check_replaces(Some(&version()), history, named);
        checked.err().map(|error| error.to_string()).unwrap_or_default()
    }

    #[test]
    fn what_a_colleague_applied_is_not_undone_by_an_old_checkout() {
        let refused = told(History::Lacks, None);
        for words in
            ["applied 2026-11-28 22:10 UTC by ben from commit c0ffee00c0ff", "--replace 0123456789ab"]
        {
            assert!(refused.contains(words), "{refused}");
        }
        assert_eq!(told(History::Contains, None), "");
        assert_eq!(told(History::NoGit, None), "", "outside git, the question is all there is");
        check_replaces(None, History::Lacks, None).unwrap();
    }

    #[test]
    fn only_the_version_that_was_named_is_replaced() {
        assert_eq!(told(History::Lacks, Some("0123456789AB")), "");
        assert!(
            told(History::Lacks, Some("01234")).contains("is active, not 01234"),
            "too short to mean one"
        );
        let another = told(History::Contains, Some("fedcba987654"));
        assert!(another.contains("is active, not fedcba987654"), "{another}");
        assert!(check_replaces(None, History::NoGit, Some("0123456789ab")).is_err());
    }

    #[test]
    fn changes_that_no_commit_holds_are_mentioned() {
        let mut version = version();
        version.origin.uncommitted = true;
        assert!(described(&version).ends_with("from commit c0ffee00c0ff with uncommitted changes"));
    }
}
