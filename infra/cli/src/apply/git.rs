//! What git knows of a folder of settings.
//! Must not change anything, nor fail where there is no git.

use callout_domain::settings::Origin;
use std::path::Path;
use std::process::{Command, Stdio};

/// Whether the checkout of a folder contains a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum History {
    /// The commit is where the checkout is, or before it.
    Contains,
    /// It is elsewhere, or unknown here.
    Lacks,
    /// The folder is in no checkout of git.
    NoGit,
}

/// Where the files of a folder come from.
pub(crate) fn origin(folder: &Path, by: String) -> Origin {
    let commit = git(folder, &["rev-parse", "--verify", "HEAD"]);
    let changed = || git(folder, &["status", "--porcelain", "--", "."]).is_some_and(|it| !it.is_empty());
    let uncommitted = commit.is_some() && changed();
    Origin { by: Some(by), commit, uncommitted }
}

/// Whether the checkout of a folder contains a commit.
pub(crate) fn history(folder: &Path, commit: &str) -> History {
    if git(folder, &["rev-parse", "--verify", "HEAD"]).is_none() {
        return History::NoGit;
    }
    // Whatever is stored as a commit must not be taken for an option.
    let is_id = commit.len() >= 7 && commit.chars().all(|c| c.is_ascii_hexdigit());
    match is_id && git(folder, &["merge-base", "--is-ancestor", commit, "HEAD"]).is_some() {
        true => History::Contains,
        false => History::Lacks,
    }
}

/// What git answers, unless it refuses or is not there.
fn git(folder: &Path, words: &[&str]) -> Option<String> {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(words).stdin(Stdio::null());
    let output = command.output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    /// A folder that goes with the test.
    struct Folder(PathBuf);

    impl Folder {
        fn new(test: &str) -> Self {
            let folder = std::env::temp_dir().join(format!("callout-git-{test}-{}", std::process::id()));
            std::fs::create_dir_all(&folder).unwrap();
            Self(folder)
        }

        fn commit(&self, text: &str) -> String {
            std::fs::write(self.0.join("all.toml"), text).unwrap();
            git(&self.0, &["add", "."]).unwrap();
            let who =
                ["-c", "user.name=Ana", "-c", "user.email=ana@example.com", "-c", "commit.gpgsign=false"];
            git(&self.0, &[&who[..], &["commit", "--quiet", "-m", text]].concat()).unwrap();
            git(&self.0, &["rev-parse", "HEAD"]).unwrap()
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn a_checkout_knows_what_came_before_it_and_nothing_else() {
        let folder = Folder::new("history");
        if git(&folder.0, &["init", "--quiet"]).is_none() {
            return println!("skipped: there is no git");
        }
        let (first, second) = (folder.commit("first"), folder.commit("second"));
        let ana = || "ana".to_owned();
        let clean = Origin { by: Some(ana()), commit: Some(second.clone()), uncommitted: false };
        assert_eq!(origin(&folder.0, ana()), clean);
        std::fs::write(folder.0.join("all.toml"), "third").unwrap();
        assert_eq!(origin(&folder.0, ana()), Origin { uncommitted: true, ..clean });
        assert_eq!(history(&folder.0, &first), History::Contains);
        assert_eq!(history(&folder.0, &second), History::Contains);
        git(&folder.0, &["checkout", "--quiet", "--force", &first]).unwrap();
        assert_eq!(history(&folder.0, &second), History::Lacks, "a checkout of last week");
        assert_eq!(history(&folder.0, &"1a2b3c4d".repeat(5)), History::Lacks, "a commit of elsewhere");
        assert_eq!(history(&folder.0, "--all"), History::Lacks);
    }

    #[test]
    fn a_folder_outside_git_has_no_commit() {
        let folder = Folder::new("none");
        let by_ana = Origin { by: Some("ana".to_owned()), ..Origin::default() };
        assert_eq!(origin(&folder.0, "ana".to_owned()), by_ana);
        assert_eq!(history(&folder.0, "1a2b3c4d"), History::NoGit);
    }
}
