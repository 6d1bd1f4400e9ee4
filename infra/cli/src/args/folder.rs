//! The folder of settings, as every command that reads or writes one takes it: as a word, or with --config.
//! Must not read the environment: the edge says what it holds.

use clap::{Arg, ArgMatches, Args, Command, Error, FromArgMatches, value_parser};
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The folder that is meant unless somebody names one.
const USUAL: &str = "infra/config";

/// The folder that `CALLOUT_CONFIG` names.
static OF_ENVIRONMENT: OnceLock<PathBuf> = OnceLock::new();

/// Remembers what `CALLOUT_CONFIG` holds; an empty variable counts as unset.
pub fn remember_folder(variable: Option<String>) {
    if let Some(folder) = variable.filter(|folder| !folder.is_empty()) {
        let _ = OF_ENVIRONMENT.set(folder.into());
    }
}

/// The folder of `*.toml` files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingsFolder {
    path: PathBuf,
    /// Whether the command line names it.
    is_named: bool,
}

impl SettingsFolder {
    /// The one that is meant unless somebody names another.
    pub(crate) fn usual() -> Self {
        let path = OF_ENVIRONMENT.get().cloned().unwrap_or_else(|| USUAL.into());
        Self { path, is_named: false }
    }

    /// Whether the command line names it; otherwise it is the usual one.
    pub(crate) fn is_named(&self) -> bool {
        self.is_named
    }
}

impl Deref for SettingsFolder {
    type Target = Path;

    fn deref(&self) -> &Path {
        &self.path
    }
}

impl FromArgMatches for SettingsFolder {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        Ok(named(matches).map_or_else(Self::usual, |path| Self { path, is_named: true }))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Args for SettingsFolder {
    fn augment_args(command: Command) -> Command {
        words(command, "The folder of `*.toml` files. Default: CALLOUT_CONFIG, else infra/config")
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

/// A folder whose files are edited, where a decision at once is not meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderToWrite(SettingsFolder);

impl Deref for FolderToWrite {
    type Target = SettingsFolder;

    fn deref(&self) -> &SettingsFolder {
        &self.0
    }
}

impl FromArgMatches for FolderToWrite {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        SettingsFolder::from_arg_matches(matches).map(Self)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        self.0.update_from_arg_matches(matches)
    }
}

impl Args for FolderToWrite {
    fn augment_args(command: Command) -> Command {
        words(
            command,
            "Edit the `*.toml` files of this folder. Left out, and without --apply: active at once, in no file",
        )
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

/// A folder whose settings are listed instead of the active ones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OtherFolder(Option<PathBuf>);

impl OtherFolder {
    /// The folder, if one is named.
    pub fn as_deref(&self) -> Option<&Path> {
        self.0.as_deref()
    }
}

impl FromArgMatches for OtherFolder {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        Ok(Self(named(matches)))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Args for OtherFolder {
    fn augment_args(command: Command) -> Command {
        words(
            command,
            "Those of this folder instead of the active ones, with a mark at those that are not active",
        )
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

/// The folder that a command line names.
fn named(matches: &ArgMatches) -> Option<PathBuf> {
    ["folder", "config"].into_iter().find_map(|id| matches.get_one::<PathBuf>(id)).cloned()
}

/// Both ways to name it.
fn words(command: Command, help: &'static str) -> Command {
    let arg = |id: &'static str| Arg::new(id).value_name("FOLDER").value_parser(value_parser!(PathBuf));
    let word = arg("folder").help(help).conflicts_with("config");
    command.arg(word).arg(arg("config").long("config").help("The same, as an option"))
}

#[cfg(test)]
mod tests {
    use crate::args::{Cli, Command, KeyCommand, Settings, Silence};
    use clap::Parser as _;
    use std::path::{Path, PathBuf};

    /// The folder of a command line.
    fn folder(line: &str) -> PathBuf {
        let words = ["callout"].into_iter().chain(line.split(' '));
        let cli = Cli::try_parse_from(words).unwrap_or_else(|error| panic!("{line}: {error}"));
        let folder: &Path = match &cli.command {
            Command::Apply(args) => &args.folder.config,
            Command::Check { folder, .. } | Command::Settings(Settings::Diff(folder)) => &folder.config,
            Command::Simulate(args) => &args.config,
            Command::Silence(Silence::Remove(args)) => &args.files.config,
            Command::Silence(Silence::List(args)) => args.config.as_deref().unwrap(),
            Command::Key(args) => match &args.command {
                Some(KeyCommand::Rotate { config, .. }) => config,
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        };
        folder.to_owned()
    }

    #[test]
    fn a_folder_is_named_as_a_word_or_with_config() {
        for line in [
            "apply",
            "check",
            "settings diff",
            "simulate --event e.json",
            "silence remove loud",
            "key rotate grafana",
        ] {
            assert_eq!(folder(&format!("{line} ops")), Path::new("ops"), "{line}");
            assert_eq!(folder(&format!("{line} --config ops")), Path::new("ops"), "{line}");
            assert_eq!(folder(line), Path::new("infra/config"), "{line}");
        }
        assert_eq!(folder("silence list ops"), folder("silence list --config ops"));
    }

    #[test]
    fn two_folders_are_refused() {
        assert!(Cli::try_parse_from(["callout", "check", "ops", "--config", "other"]).is_err());
    }
}
