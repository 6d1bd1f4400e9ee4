//! The operator's command `callout`.

use callout::args::{Cli, Environment, remember_folder};
use callout::{clock, print, run::run, to_type};
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    remember_folder(variable("CALLOUT_CONFIG"));
    let Cli { mut common, command } = Cli::read();
    clock::remember(clock::of_machine(variable("TZ").as_deref()));
    common.environment = Environment::from_lookup(variable);
    to_type::remember(&common, &command);
    if common.wide {
        print::widen();
    }
    match run(&common, command).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            print::failure(&common, &error);
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "here is the edge")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
