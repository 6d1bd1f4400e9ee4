//! The words of `callout deploy` and `callout destroy`.

use clap::Args;
use std::path::PathBuf;

/// Deploying into an AWS account.
#[derive(Debug, Args)]
pub struct Deploy {
    /// Address that receives Callout's own alarms and is the fallback contact: fills `OpsEmail` and `FallbackEmail` where
    /// they are empty.
    #[arg(long, value_name = "ADDRESS", value_parser = email)]
    pub email: Option<String>,
    /// Fallback contact by SMS, like +44…: sets `FallbackPhone`.
    #[arg(long, value_name = "NUMBER")]
    pub phone: Option<String>,
    /// Set a parameter of the template; may be repeated. Parameters that are not named keep their values.
    #[arg(long = "parameter", value_name = "KEY=VALUE", value_parser = parameter)]
    pub parameters: Vec<(String, String)>,
    /// Deploy the packages in this folder, as `cargo lambda build` leaves them (FUNCTION/bootstrap.zip), instead of building.
    #[arg(long, value_name = "DIR")]
    pub packages: Option<PathBuf>,
    /// Deploy this template instead of the one that this command was built with.
    #[arg(long, value_name = "FILE")]
    pub template: Option<PathBuf>,
    /// Only show what would change.
    #[arg(long)]
    pub dry_run: bool,
    /// Deploy without asking.
    #[arg(long, conflicts_with = "dry_run")]
    pub yes: bool,
    /// Deploy into a region although AWS lists no function URLs there.
    #[arg(long)]
    pub any_region: bool,
    /// Print the IAM policy that every command needs for this stack, and do nothing else.
    #[arg(long)]
    pub policy: bool,
}

/// Removing a deployment from an AWS account.
#[derive(Debug, Args)]
pub struct Destroy {
    /// Destroy without asking for the stack's name.
    #[arg(long)]
    pub yes: bool,
}

fn parameter(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err("write KEY=VALUE, like AlarmNamePrefix=prod-".to_owned()),
    }
}

fn email(text: &str) -> Result<String, String> {
    match text.split_once('@') {
        Some((name, host))
            if !name.is_empty() && host.contains('.') && !text.contains(char::is_whitespace) =>
        {
            Ok(text.to_owned())
        }
        _ => Err("write an address like ops@example.com".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_is_a_key_and_a_value() {
        let pair = |key: &str, value: &str| Ok((key.to_owned(), value.to_owned()));
        assert_eq!(parameter("RustLog=info,triage=debug"), pair("RustLog", "info,triage=debug"));
        assert_eq!(parameter("AlarmNamePrefix="), pair("AlarmNamePrefix", ""));
        assert!(parameter("AlarmNamePrefix").is_err() && parameter("=x").is_err());
    }

    #[test]
    fn an_address_looks_like_one() {
        assert!(email("ops@example.com").is_ok());
        ["ops", "ops@", "@example.com", "ops@host", "o ps@example.com"]
            .into_iter()
            .for_each(|text| assert!(email(text).is_err(), "{text}"));
    }
}
