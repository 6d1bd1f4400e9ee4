//! The operator's command `callout`.

use callout::args::{Cli, Environment};
use callout::{print, run::run};
use clap::Parser as _;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    let mut cli = Cli::parse();
    cli.common.environment = Environment::from_lookup(variable);
    match run(cli).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            print::aside(format!("callout: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "here is the edge")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
