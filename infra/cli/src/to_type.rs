//! Commands that people are told to type, with the words that say which deployment is meant: they work as they are printed.
//! Must not know what a command does.

use crate::args::{
    Command, DeploymentOptions, KeyCommand, Maintenance, OncallCommand, Override, Route, Settings,
    SettingsFolder, Silence, Target,
};
use crate::local::AwsAccess;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The commands that take a folder of settings as a word of its own.
const TAKE_A_FOLDER: [&str; 4] = ["apply", "check", "route test", "settings diff"];

/// The commands that take it as an option, and otherwise read or write the usual one.
const TAKE_CONFIG: [&str; 9] = [
    "key retire",
    "key rotate",
    "maintenance add",
    "maintenance end",
    "oncall override add",
    "oncall override remove",
    "silence add",
    "silence remove",
    "simulate",
];

/// The words that name the deployment, as they were typed or as the environment has them.
static MEANT: OnceLock<String> = OnceLock::new();

/// The folder of settings, if somebody named one.
static FOLDER: OnceLock<String> = OnceLock::new();

/// What a deployment is made of, if it is not what this command was built with.
static MADE_OF: OnceLock<String> = OnceLock::new();

/// How AWS is called: an emulator's own key; then the region, and the emulator's address.
static PLACE: OnceLock<(String, String)> = OnceLock::new();

/// Remembers which deployment the command line means, and which folder.
pub fn remember(common: &DeploymentOptions, command: &Command) {
    let _ = MEANT.set(common.target().map_or_else(|_| String::new(), |target| named(&target)));
    let _ = FOLDER.set(
        folder_of(command).map(|folder| named_folder(folder, &SettingsFolder::usual())).unwrap_or_default(),
    );
    if let Command::Deploy(args) = command {
        let option = |name: &str, path: &Option<PathBuf>| {
            let path = path.as_ref().and_then(|path| path.to_str());
            path.map(|path| format!(" --{name} {}", word(path))).unwrap_or_default()
        };
        let _ = MADE_OF.set(option("packages", &args.packages) + &option("template", &args.template));
    }
}

/// The folder of settings that a command reads or writes.
fn folder_of(command: &Command) -> Option<&Path> {
    Some(match command {
        Command::Apply(args) => &args.folder.config,
        Command::Check { folder, .. } | Command::Settings(Settings::Diff(folder)) => &folder.config,
        Command::Silence(Silence::Add(args)) => &args.files.config,
        Command::Silence(Silence::Remove(args)) | Command::Maintenance(Maintenance::End(args)) => {
            &args.files.config
        }
        Command::Silence(Silence::List(args)) | Command::Maintenance(Maintenance::List(args)) => {
            args.config.as_deref()?
        }
        Command::Maintenance(Maintenance::Add(args)) => &args.files.config,
        Command::Oncall(args) => match &args.command {
            Some(OncallCommand::Override(Override::Add(args))) => &args.files.config,
            Some(OncallCommand::Override(Override::Remove(args))) => &args.files.config,
            Some(OncallCommand::Override(Override::List { config, .. })) => config.as_ref()?,
            Some(OncallCommand::Fairness(args)) => args.place.config.as_ref()?,
            Some(
                OncallCommand::Give(_)
                | OncallCommand::Take(_)
                | OncallCommand::Swap(_)
                | OncallCommand::Requests
                | OncallCommand::Answer(_),
            ) => return None,
            None => args.show.place.config.as_ref()?,
        },
        Command::Route(Route::Test(args)) => &args.config,
        Command::Simulate(args) => &args.config,
        Command::Key(args) => match args.command.as_ref()? {
            KeyCommand::Rotate { config, .. } | KeyCommand::Retire { config, .. } => config,
            KeyCommand::List => return None,
        },
        _ => return None,
    })
}

/// A folder as a word, unless it is the one that is read if nobody names one.
fn named_folder(folder: &Path, usual: &Path) -> String {
    match folder.to_str() {
        Some(name) if folder != usual => word(name),
        _ => String::new(),
    }
}

/// What a command reads or writes, if that is not the usual.
fn options(words: &str, folder: &str, made_of: &str) -> String {
    let is_one_of = |commands: &[&str]| commands.iter().any(|command| words.starts_with(command));
    match words {
        _ if is_one_of(&TAKE_A_FOLDER) && !folder.is_empty() => format!(" {folder}"),
        _ if is_one_of(&TAKE_CONFIG) && !folder.is_empty() => format!(" --config {folder}"),
        _ if words.starts_with("deploy") && !words.contains("--policy") => made_of.to_owned(),
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
pub(crate) fn remember_place(sdk: &aws_config::SdkConfig, emulator: Option<&AwsAccess>) {
    let region = sdk.region().map(|region| format!(" --region {region}")).unwrap_or_default();
    let _ = PLACE.set(match emulator {
        None => (String::new(), region),
        Some(AwsAccess { endpoint_url, access_key_id, secret_access_key, .. }) => (
            format!("AWS_ACCESS_KEY_ID={access_key_id} AWS_SECRET_ACCESS_KEY={secret_access_key} "),
            format!("{region} --endpoint-url {endpoint_url}"),
        ),
    });
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
    format!("callout {words}{}{}", options(words, text(&FOLDER), text(&MADE_OF)), text(&MEANT))
}

/// A command of the AWS CLI, for the region that is meant.
pub(crate) fn aws(words: &str) -> String {
    let (key, place) = PLACE.get().map_or(("", ""), |(key, place)| (key.as_str(), place.as_str()));
    format!("{key}aws {words}{place}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::Cli;
    use clap::Parser as _;

    #[test]
    fn the_deployment_is_named_as_it_was() {
        assert_eq!(named(&Target::Stack("prod".to_owned())), " --stack prod");
        assert_eq!(named(&Target::Port(4576)), " --port 4576");
        assert_eq!(named(&Target::Running), "");
        assert_eq!(callout("confirm LINK"), "callout confirm LINK");
    }

    #[test]
    fn a_folder_of_ones_own_is_named_too() {
        let named = |folder: &str, usual: &str| named_folder(Path::new(folder), Path::new(usual));
        assert_eq!(named("infra/config", "infra/config"), "");
        assert_eq!(named("../our config", "infra/config"), "'../our config'");
        // Where CALLOUT_CONFIG names another, this one would not be found again.
        assert_eq!(named("infra/config", "ops"), "infra/config");
        assert_eq!(named("ops", "ops"), "");
    }

    #[test]
    fn a_name_of_two_words_is_one_word_of_a_command_line() {
        assert_eq!(word("sms"), "sms");
        assert_eq!(word("ana's work phone"), r"'ana'\''s work phone'");
    }

    #[test]
    fn whatever_reads_or_writes_a_folder_names_it() {
        for words in [
            "apply ops",
            "check ops",
            "settings diff ops",
            "route test --event FILE ops",
            "simulate --event FILE --config ops",
            "silence add --match alarm=a --for 1h --reason noise --author ana --config ops",
            "silence remove loud --config ops",
            "maintenance add --service shop --for 1h --reason move --config ops",
            "maintenance end move --config ops",
            "oncall override add desk --who ana --from 22:00 --for 1h --reason ill --config ops",
            "oncall override remove desk 1 --config ops",
            "key rotate grafana --config ops",
            "key retire grafana --config ops",
        ] {
            let line = ["callout"].into_iter().chain(words.split(' '));
            let cli = Cli::try_parse_from(line).unwrap_or_else(|error| panic!("{words}: {error}"));
            assert_eq!(folder_of(&cli.command), Some(Path::new("ops")), "{words}");
            let without = words.trim_end_matches(" ops").trim_end_matches(" --config");
            assert_eq!(format!("{without}{}", options(without, "ops", "")), words);
            assert_eq!(options(without, "", ""), "", "{words}");
        }
    }

    #[test]
    fn a_list_of_files_is_about_their_folder() {
        for words in [
            "silence list --config ops",
            "maintenance list --config ops",
            "oncall override list --config ops",
            "oncall fairness --config ops",
            "oncall --config ops",
        ] {
            let line = ["callout"].into_iter().chain(words.split(' '));
            let cli = Cli::try_parse_from(line).unwrap_or_else(|error| panic!("{words}: {error}"));
            assert_eq!(folder_of(&cli.command), Some(Path::new("ops")), "{words}");
        }
    }
}
