//! What the terminal shows while `callout local` runs, and how it stops on Ctrl-C.
//! Must not print secrets beyond the emulator's own.

use std::io::Write;
use std::time::Duration;

use anyhow::{Context, Result};
use indicatif::{ProgressBar, ProgressFinish};
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::endpoints::Endpoints;
use super::options::DEFAULT_PORT;
use super::places::Places;

/// Shows a step until the result is dropped.
#[must_use]
pub(super) fn step(what: &'static str) -> ProgressBar {
    let spinner = ProgressBar::new_spinner().with_finish(ProgressFinish::AndClear).with_message(what);
    spinner.enable_steady_tick(Duration::from_millis(100));
    spinner
}

/// What to open and to try.
pub(super) fn print(endpoints: &Endpoints, home_url: &str, places: &Places, port_flag: &str, keep: bool) {
    let text = text(endpoints, home_url, places, port_flag, keep);
    // A closed pipe is no reason to stop.
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}

/// What commands need to mean this start; nothing at the usual port, unless another stack was here first.
pub(super) fn port_flag(port: u16, is_meant: bool) -> String {
    if port == DEFAULT_PORT && is_meant { String::new() } else { format!(" --port {port}") }
}

fn text(endpoints: &Endpoints, home_url: &str, places: &Places, port: &str, keep: bool) -> String {
    let Endpoints { inbox_url, status_page_url, console_url, aws, .. } = endpoints;
    let command = places.command();
    let data =
        if keep { "The data stay for the next start." } else { "The data go with it; --keep keeps them." };
    format!(
        "Callout runs on this machine.

  Open  {home_url}
          what is here
        {inbox_url}
          what people were sent
        {status_page_url}
          what customers see
        {console_url}
          the console

  Try   {command} local alarm{port}
          a CloudWatch alarm goes off
        {command} incidents{port}
          what is open
        {command} local ok{port}
          it recovers

  AWS   {endpoint}, log in {log}

Ctrl-C stops everything. {data}
",
        endpoint = aws.endpoint_url,
        log = places.log().display(),
    )
}

/// Ctrl-C and SIGTERM, listened to from the start.
pub(super) struct Interrupt {
    ctrl_c: Signal,
    terminate: Signal,
}

impl Interrupt {
    pub(super) fn listen() -> Result<Self> {
        let listen = |kind| signal(kind).context("listen for signals");
        Ok(Self { ctrl_c: listen(SignalKind::interrupt())?, terminate: listen(SignalKind::terminate())? })
    }

    pub(super) async fn wait(&mut self) {
        tokio::select! {
            _ = self.ctrl_c.recv() => (),
            _ = self.terminate.recv() => (),
        }
    }
}
