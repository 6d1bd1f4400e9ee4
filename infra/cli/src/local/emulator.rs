//! Starts MiniStack, waits until it is healthy and stops it again with everything it started.
//! Must not listen on anything but 127.0.0.1, nor leave a process behind.

use std::fs::{self, File};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use serde_json::Value;
use tokio::process::{Child, ChildStdin, Command};
use tokio::time::{Instant, sleep, timeout};

use super::endpoints::AwsAccess;
use super::http::Http;
use super::install;
use super::places::Places;

/// Its own `python -m ministack` needs about two seconds on a slow machine.
const HEALTHY_WITHIN: Duration = Duration::from_secs(60);

/// The launcher gives MiniStack eight seconds to save its data and then kills the process group.
const STOPPED_WITHIN: Duration = Duration::from_secs(12);

/// What AWS does and MiniStack does not, and then MiniStack.
const PROGRAM: &str = concat!(
    include_str!("emulator_differences.py"),
    include_str!("emulator_inbox.py"),
    include_str!("launcher.py")
);

pub(super) struct Emulator {
    child: Child,
    /// Letting go of it makes the launcher stop, also when this process is killed.
    lifeline: Option<ChildStdin>,
    places: Places,
    keep: bool,
}

/// Refuses a port that something else listens on.
pub(super) fn check_port(port: u16) -> Result<()> {
    match std::net::TcpListener::bind(("127.0.0.1", port)) {
        Ok(_) => Ok(()),
        Err(error) => bail!(
            "port {port} cannot be used ({error}). If another `cargo callout local` runs there, stop it with Ctrl-C; \
             or choose another port: cargo callout local --port {}",
            port.saturating_add(10)
        ),
    }
}

impl Emulator {
    pub(super) fn start(
        places: &Places,
        access: &AwsAccess,
        (port, inbox_url): (u16, &str),
        keep: bool,
    ) -> Result<Self> {
        prepare(places, keep)?;
        let log = File::create(places.log()).context("create the emulator's log")?;
        let mut command = Command::new(install::python(places));
        command.arg("-c").arg(PROGRAM);
        environment(&mut command, places, access, port, keep);
        command.env("INBOX", inbox_url);
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(log.try_clone()?)
            .stderr(log)
            // Its own group: Ctrl-C in the terminal is for us, and we stop it in order.
            .process_group(0)
            .spawn()
            .context("start MiniStack")?;
        let lifeline = child.stdin.take();
        Ok(Self { child, lifeline, places: places.clone(), keep })
    }

    pub(super) async fn wait_until_healthy(&mut self, http: &Http, access: &AwsAccess) -> Result<()> {
        let url = format!("{}/_ministack/health", access.endpoint_url);
        let give_up = Instant::now() + HEALTHY_WITHIN;
        while http.status(&url).await.ok() != Some(200) {
            if let Some(status) = self.child.try_wait()? {
                return Err(self.explain(&format!("ended at once ({status})")));
            }
            if Instant::now() > give_up {
                return Err(self.explain("does not answer"));
            }
            sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }

    /// Resolves only if it ends by itself.
    pub(super) async fn ended(&mut self) -> anyhow::Error {
        let status = self.child.wait().await;
        self.explain(&format!("ended unexpectedly ({status:?})"))
    }

    pub(super) async fn stop(mut self) {
        drop(self.lifeline.take());
        if timeout(STOPPED_WITHIN, self.child.wait()).await.is_err() {
            let _ = self.child.kill().await;
        }
        for folder in [self.places.scratch(), self.places.programs()] {
            let _ = fs::remove_dir_all(folder);
        }
        if !self.keep {
            let _ = fs::remove_dir_all(self.places.data());
        }
    }

    fn explain(&self, what: &str) -> anyhow::Error {
        let log = fs::read_to_string(self.places.log()).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        let tail = lines[lines.len().saturating_sub(15)..].join("\n");
        anyhow!("MiniStack {what}. The end of {}:\n{tail}", self.places.log().display())
    }
}

fn prepare(places: &Places, keep: bool) -> Result<()> {
    if !keep && places.data().exists() {
        fs::remove_dir_all(places.data()).context("remove the data of an earlier start")?;
    }
    for folder in [places.data(), places.scratch()] {
        fs::create_dir_all(&folder).with_context(|| format!("create {}", folder.display()))?;
    }
    forget_stream_position(&places.data().join("lambda.json"))
}

/// MiniStack keeps how far a stream was read but not the stream: after a restart it would skip as many new records.
fn forget_stream_position(state: &Path) -> Result<()> {
    let Ok(text) = fs::read_to_string(state) else { return Ok(()) };
    let mut kept: Value = serde_json::from_str(&text).context("understand the kept state of MiniStack")?;
    if let Some(positions) = kept.pointer_mut("/payload/dynamodb_stream_positions/data") {
        *positions = serde_json::json!({});
        fs::write(state, kept.to_string()).context("write the kept state of MiniStack")?;
    }
    Ok(())
}

fn environment(command: &mut Command, places: &Places, access: &AwsAccess, port: u16, keep: bool) {
    let keep = if keep { "1" } else { "0" };
    // The functions inherit this environment: nothing of the user's own AWS settings may be in it.
    command.env_clear();
    command.envs(std::env::vars_os().filter(|(name, _)| name == "PATH" || name == "LANG"));
    command
        .env("HOME", places.scratch())
        .env("TMPDIR", places.scratch())
        .env("AUTH", "true")
        .env("BIND_HOST", "127.0.0.1")
        .env("MINISTACK_HOST", "127.0.0.1")
        .env("GATEWAY_PORT", port.to_string())
        .env("MINISTACK_REGION", &access.region)
        .env("IOT_MTLS_ENABLED", "0")
        .env("SFTP_ENABLED", "0")
        // The account's root key, and where the functions find AWS.
        .env("AWS_ACCESS_KEY_ID", &access.access_key_id)
        .env("AWS_SECRET_ACCESS_KEY", &access.secret_access_key)
        .env("AWS_ENDPOINT_URL", &access.endpoint_url)
        .env("PERSIST_STATE", keep)
        .env("STATE_DIR", places.data())
        .env("S3_PERSIST", keep)
        .env("S3_DATA_DIR", places.data().join("s3"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_busy_port_is_refused_with_advice() {
        let busy = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = busy.local_addr().unwrap().port();
        let refusal = check_port(port).unwrap_err().to_string();
        assert!(
            refusal.contains(&format!("port {port}")) && refusal.contains("callout local --port"),
            "{refusal}"
        );
    }

    #[test]
    fn the_position_in_a_lost_stream_is_forgotten() {
        let state = std::env::temp_dir().join(format!("callout-state-{}.json", std::process::id()));
        fs::write(&state, r#"{"payload":{"esms":1,"dynamodb_stream_positions":{"data":{"a":3}}}}"#).unwrap();
        forget_stream_position(&state).unwrap();
        let kept = fs::read_to_string(&state).unwrap();
        fs::remove_file(state).unwrap();
        assert_eq!(kept, r#"{"payload":{"dynamodb_stream_positions":{"data":{}},"esms":1}}"#);
    }
}
