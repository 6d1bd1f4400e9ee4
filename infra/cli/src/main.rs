//! The operator's command `callout`.

use callout::args::{Cli, Environment, remember_folder};
use callout::{clock, print, run::run, to_type};
use jiff::tz::TimeZone;
use std::ffi::OsString;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    remember_folder(variable("CALLOUT_CONFIG"));
    let words: Vec<OsString> = std::env::args_os().collect();
    let wants_json = words.iter().any(|word| word == "--json");
    let Cli { mut common, command } = match Cli::read(words) {
        Ok(cli) => cli,
        Err(error) => {
            if wants_json && error.use_stderr() {
                print::usage_error(&error.render().to_string());
            }
            error.exit()
        }
    };
    let tz = variable("TZ");
    let zone = if common.utc { TimeZone::UTC } else { clock::of_machine(tz.as_deref()) };
    clock::remember(zone);
    common.take_environment(Environment::from_lookup(variable));
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
