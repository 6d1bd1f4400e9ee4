//! Commands that people are told to type, with the words that say which deployment is meant: they work as they are printed.
//! Must not know what a command does.

use crate::args::{Command, DeploymentOptions, Settings, Target};
use std::path::Path;
use std::sync::OnceLock;

/// Where settings are read from unless somebody names a folder.
const USUAL_FOLDER: &str = "infra/config";

/// The commands that read a folder of settings.
const READ_A_FOLDER: [&str; 3] = ["apply", "check", "settings diff"];

/// The words that name the deployment, as they were typed or as the environment has them.
static MEANT: OnceLock<String> = OnceLock::new();

/// The folder of settings, if somebody named one.
static FOLDER: OnceLock<String> = OnceLock::new();

/// Where AWS is called: the region, and an emulator's address.
static PLACE: OnceLock<String> = OnceLock::new();

/// Remembers which deployment the command line means, and which folder.
pub fn remember(common: &DeploymentOptions, command: &Command) {
    let _ = MEANT.set(common.target().map_or_else(|_| String::new(), |target| named(&target)));
    let folder = match command {
        Command::Apply(args) => Some(&args.folder),
        Command::Check { folder, .. } | Command::Settings(Settings::Diff(folder)) => Some(folder),
        _ => None,
    };
    let _ = FOLDER.set(folder.map(|folder| named_folder(&folder.config)).unwrap_or_default());
}

fn named_folder(folder: &Path) -> String {
    match folder.to_str() {
        Some(folder) if folder != USUAL_FOLDER => format!(" {}", word(folder)),
        _ => String::new(),
    }
}

/// A word of a command line.
pub(crate) fn word(text: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | '@' | '+');
    match text.chars().all(is_plain) && !text.is_empty() {
        true => text.to_owned(),
        false => format!("'{}'", text.replace('\'', r"'\''")),
    }
}

/// Remembers where AWS is called. The AWS CLI knows another variable for the region than the SDKs do.
pub(crate) fn remember_place(sdk: &aws_config::SdkConfig, emulator: Option<&str>) {
    let region = sdk.region().map(|region| format!(" --region {region}")).unwrap_or_default();
    let emulator = emulator.map(|url| format!(" --endpoint-url {url}")).unwrap_or_default();
    let _ = PLACE.set(region + &emulator);
}

fn named(target: &Target) -> String {
    match target {
        Target::Stack(stack) => format!(" --stack {stack}"),
        Target::Port(port) => format!(" --port {port}"),
        // Without a word, the same one is found again.
        Target::Running => String::new(),
    }
}

/// This command, for the deployment that is meant.
pub(crate) fn callout(words: &str) -> String {
    let text = |said: &'static OnceLock<String>| said.get().map_or("", String::as_str);
    let reads = READ_A_FOLDER.iter().any(|command| words.starts_with(command));
    format!("callout {words}{}{}", if reads { text(&FOLDER) } else { "" }, text(&MEANT))
}

/// A command of the AWS CLI, for the region that is meant.
pub(crate) fn aws(words: &str) -> String {
    format!("aws {words}{}", PLACE.get().map_or("", String::as_str))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_deployment_is_named_as_it_was() {
        assert_eq!(named(&Target::Stack("prod".to_owned())), " --stack prod");
        assert_eq!(named(&Target::Port(4576)), " --port 4576");
        assert_eq!(named(&Target::Running), "");
        assert_eq!(callout("confirm LINK"), "callout confirm LINK");
    }

    #[test]
    fn a_folder_of_ones_own_is_named_too() {
        assert_eq!(named_folder(Path::new("infra/config")), "");
        assert_eq!(named_folder(Path::new("../our config")), " '../our config'");
    }
}
