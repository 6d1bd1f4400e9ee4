//! The operator's command `callout`.

use callout::{args::Cli, print, run::run};
use clap::Parser as _;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    match run(Cli::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            print::aside(format!("callout: {error:#}"));
            ExitCode::FAILURE
        }
    }
}
