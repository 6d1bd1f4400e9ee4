//! Who promised to report in, and when they last did.

use crate::args::DeploymentOptions;
use crate::deployment::Deployment;
use crate::print;
use anstyle::AnsiColor;
use anyhow::{Context, Result};
use callout_aws::load_settings;
use callout_domain::heartbeat::{Heartbeat, HeartbeatState};
use callout_domain::ids::HeartbeatName;
use callout_lambda::SystemClock;
use callout_ports::{Clock as _, Heartbeats as _};
use jiff::Timestamp;
use serde::Serialize;

/// One heartbeat of the list.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Listed {
    name: String,
    title: Option<String>,
    state: State,
    every: String,
    last_ping_at: Option<Timestamp>,
    next_by: Option<Timestamp>,
    service: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum State {
    /// No ping yet; it pages nobody before the first.
    Inactive,
    /// Seen in time.
    Fine,
    /// No ping in time.
    Silent,
    /// The settings say that nobody is to be paged.
    Muted,
}

/// Lists the heartbeats of the active settings.
///
/// # Errors
/// The table does not answer.
pub async fn list(common: &DeploymentOptions) -> Result<()> {
    let deployment = Deployment::find(common).await?;
    let settings = load_settings(&deployment.table).await.with_context(|| deployment.unreachable())?;
    let wanted = settings.unwrap_or_default().heartbeats;
    let names: Vec<HeartbeatName> = wanted.keys().cloned().collect();
    let beats = deployment.table.heartbeat_states(&names).await.with_context(|| deployment.unreachable())?;
    let now = SystemClock.now();
    let listed = wanted.iter().map(|(name, heartbeat)| {
        Listed::of(name, heartbeat, beats.iter().find(|beat| beat.name == *name), now)
    });
    let listed: Vec<Listed> = listed.collect();
    if common.json {
        return print::json(&listed);
    }
    if listed.is_empty() {
        print::line(
            "No heartbeats; add [heartbeats.NAME] with every and key_sha256 (`callout key` makes one).",
        );
        return Ok(());
    }
    let rows = listed.into_iter().map(|one| {
        let called = one.title.map_or(one.name.clone(), |title| format!("{title} ({})", one.name));
        [called, coloured(one.state), one.every, moment(one.last_ping_at), moment(one.next_by)]
    });
    print::table(["heartbeat", "state", "every", "last ping", "next by"], rows);
    Ok(())
}

impl Listed {
    fn of(
        name: &HeartbeatName,
        heartbeat: &Heartbeat,
        beat: Option<&HeartbeatState>,
        now: Timestamp,
    ) -> Self {
        let next_by = beat.map(|beat| heartbeat.due_at(beat.last_ping_at));
        let late = next_by.is_some_and(|at| at <= now) || beat.is_some_and(|it| it.missed_at.is_some());
        let state = match beat {
            _ if heartbeat.muted => State::Muted,
            None => State::Inactive,
            Some(_) if late => State::Silent,
            Some(_) => State::Fine,
        };
        Self {
            name: name.to_string(),
            title: heartbeat.title.clone(),
            state,
            every: format!("{:#}", heartbeat.every.0),
            last_ping_at: beat.map(|beat| beat.last_ping_at),
            next_by,
            service: heartbeat.service.as_ref().map(ToString::to_string),
        }
    }
}

fn coloured(state: State) -> String {
    match state {
        State::Inactive => "no ping yet".to_owned(),
        State::Fine => print::coloured("fine", AnsiColor::Green),
        State::Silent => print::coloured("silent", AnsiColor::Red),
        State::Muted => "muted".to_owned(),
    }
}

fn moment(at: Option<Timestamp>) -> String {
    at.map(|at| at.strftime("%F %H:%M UTC").to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(settings: &str, last_ping_at: Option<&str>, state: State) {
        let heartbeat: Heartbeat = toml::from_str(&format!("key_sha256 = []\n{settings}")).unwrap();
        let name = HeartbeatName::from("backup");
        let pinged = |at: &str| HeartbeatState::pinged(None, &name, &heartbeat, at.parse().unwrap());
        let beat = last_ping_at.map(pinged);
        let now = "2026-11-22T03:00:00Z".parse().unwrap();
        assert_eq!(Listed::of(&name, &heartbeat, beat.as_ref(), now).state, state, "{last_ping_at:?}");
    }

    #[test]
    fn a_heartbeat_is_shown_as_it_stands() {
        let hourly = "every = '1h'\ngrace = '5m'";
        check(hourly, None, State::Inactive);
        check(hourly, Some("2026-11-22T01:56:00Z"), State::Fine);
        check(hourly, Some("2026-11-22T01:55:00Z"), State::Silent);
        check("every = '1h'\nmuted = true", Some("2026-11-22T01:00:00Z"), State::Muted);
    }
}
