//! What every command takes: which deployment it works on, and how it prints.
//! Must not look for a deployment, nor read the environment.

use anyhow::{Context, Result, bail};
use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use std::path::PathBuf;

/// The heading of what every command takes: help lists it behind what the command itself takes.
const GLOBAL: &str = "Global options";

const STACK: &str = "CALLOUT_STACK";
const PORT: &str = "CALLOUT_LOCAL_PORT";
const RESPONDER: &str = "CALLOUT_RESPONDER";

/// Words that every command takes.
#[derive(Debug, Args)]
pub struct DeploymentOptions {
    /// Print JSON for programs instead of tables for people.
    #[arg(long, global = true, help_heading = GLOBAL)]
    pub json: bool,
    /// Print tables as wide as their longest line.
    #[arg(long, global = true, help_heading = GLOBAL)]
    pub wide: bool,
    /// Show and read times in UTC instead of by this machine's clock.
    #[arg(long, global = true, help_heading = GLOBAL)]
    pub utc: bool,
    /// The CloudFormation stack in AWS to work on. Default: the local stack, if one runs; AWS only with `--stack` or
    /// `CALLOUT_STACK`.
    #[arg(long, global = true, help_heading = GLOBAL, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub stack: Option<String>,
    /// Work on the local stack on this port; `CALLOUT_LOCAL_PORT` says the same.
    #[arg(long, global = true, help_heading = GLOBAL, value_name = "PORT", conflicts_with = "stack")]
    pub port: Option<u16>,
    /// For whom: `mine`, `you`, and on the record `ARN, for RESPONDER`. Who you are, AWS says. Default: `CALLOUT_RESPONDER`.
    #[arg(long = "as", global = true, help_heading = GLOBAL, value_name = "RESPONDER", value_parser = NonEmptyStringValueParser::new())]
    pub on_behalf_of: Option<String>,
    /// Where local stacks keep their things; test runs have a folder of their own.
    #[arg(long, global = true, help_heading = GLOBAL, hide = true, value_name = "FOLDER")]
    pub local_folder: Option<PathBuf>,
    /// Whether the environment names the responder, and nobody typed it.
    #[arg(skip)]
    pub is_named_by_environment: bool,
    /// What the environment adds.
    #[arg(skip)]
    pub environment: Environment,
}

/// What the environment says about the deployment; an empty variable counts as unset.
#[derive(Debug, Default)]
pub struct Environment {
    stack: Option<String>,
    port: Option<String>,
    responder: Option<String>,
}

impl Environment {
    /// What these variables hold.
    pub fn from_lookup(lookup: impl Fn(&str) -> Option<String>) -> Self {
        let value = |name| lookup(name).filter(|value| !value.is_empty());
        Self { stack: value(STACK), port: value(PORT), responder: value(RESPONDER) }
    }

    fn port(&self) -> Result<Option<u16>> {
        let port = |text: &String| {
            let number = text.trim().parse();
            number.with_context(|| format!("{PORT} is `{text}`; set it to a port like 4566, or unset it"))
        };
        self.port.as_ref().map(port).transpose()
    }
}

/// Which deployment is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// This stack in AWS.
    Stack(String),
    /// The local stack on this port.
    Port(u16),
    /// The local stack that runs, if any does.
    Running,
}

impl DeploymentOptions {
    /// Takes what the environment says; what is typed counts before it.
    pub fn take_environment(&mut self, environment: Environment) {
        if self.on_behalf_of.is_none() {
            self.on_behalf_of.clone_from(&environment.responder);
            self.is_named_by_environment = self.on_behalf_of.is_some();
        }
        self.environment = environment;
    }

    /// The deployment that is meant: what is typed counts before what the environment says.
    ///
    /// # Errors
    /// The environment names two deployments, or no port.
    pub fn target(&self) -> Result<Target> {
        if let Some(stack) = &self.stack {
            return Ok(Target::Stack(stack.clone()));
        }
        if let Some(port) = self.port {
            return Ok(Target::Port(port));
        }
        match (&self.environment.stack, self.environment.port()?) {
            (Some(stack), None) => Ok(Target::Stack(stack.clone())),
            (None, Some(port)) => Ok(Target::Port(port)),
            (None, None) => Ok(Target::Running),
            (Some(stack), Some(port)) => bail!(
                "{STACK} is `{stack}` and {PORT} is {port}: unset one, or say what is meant with --stack or --port"
            ),
        }
    }

    /// The port that a local stack is to have, if anybody said.
    ///
    /// # Errors
    /// The environment's is no port.
    pub fn local_port(&self) -> Result<Option<u16>> {
        self.port.map_or_else(|| self.environment.port(), |port| Ok(Some(port)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Debug, Parser)]
    struct Line {
        #[command(flatten)]
        common: DeploymentOptions,
    }

    /// What a command line means in an environment.
    fn target(words: &str, environment: &[(&str, &str)]) -> Result<Target> {
        let mut line = Line::try_parse_from(["callout"].into_iter().chain(words.split_whitespace()))?;
        line.common.take_environment(read(environment));
        line.common.target()
    }

    fn read(environment: &[(&str, &str)]) -> Environment {
        let value =
            |name: &str| environment.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
        Environment::from_lookup(|name| value(name).map(str::to_owned))
    }

    #[test]
    fn who_i_am_may_stand_in_the_environment() {
        let me = |words: &str| {
            let mut line =
                Line::try_parse_from(["callout"].into_iter().chain(words.split_whitespace())).unwrap();
            line.common.take_environment(read(&[(RESPONDER, "ana")]));
            (line.common.on_behalf_of.unwrap(), line.common.is_named_by_environment)
        };
        assert_eq!((me(""), me("--as ben")), (("ana".to_owned(), true), ("ben".to_owned(), false)));
    }

    #[test]
    fn what_is_typed_wins_over_the_environment() {
        let foo = || Target::Stack("foo".to_owned());
        assert_eq!(target("--stack foo", &[(PORT, "4566")]).unwrap(), foo());
        assert_eq!(target("--port 4566", &[(STACK, "foo")]).unwrap(), Target::Port(4566));
        assert_eq!(target("", &[(STACK, "foo")]).unwrap(), foo());
        assert_eq!(target("", &[(PORT, "4566")]).unwrap(), Target::Port(4566));
        assert!(target("--stack foo --port 4566", &[]).is_err(), "both are typed");
    }

    #[test]
    fn an_empty_variable_counts_as_unset() {
        assert_eq!(target("", &[]).unwrap(), Target::Running);
        assert_eq!(target("", &[(STACK, ""), (PORT, "")]).unwrap(), Target::Running);
        assert!(target("--stack=", &[]).is_err(), "an empty name is no stack");
    }

    #[test]
    fn an_environment_that_names_no_deployment_or_two_is_refused_with_what_to_do() {
        let told = |environment: &[(&str, &str)]| format!("{:#}", target("", environment).unwrap_err());
        assert!(told(&[(PORT, "abc")]).contains("set it to a port like 4566, or unset it"));
        assert!(told(&[(STACK, "foo"), (PORT, "4566")]).contains("unset one"));
        assert_eq!(target("--stack foo", &[(PORT, "abc")]).unwrap(), Target::Stack("foo".to_owned()));
    }
}
