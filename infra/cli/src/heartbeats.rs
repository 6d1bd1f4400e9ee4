//! Who promised to report in, and when they last did.

use crate::args::DeploymentOptions;
use crate::deployment::Deployment;
use crate::{clock, print};
use anstyle::AnsiColor;
use anyhow::{Context, Result};
use callout_aws::load_settings;
use callout_domain::heartbeat::{Heartbeat, HeartbeatState};
use callout_domain::ids::HeartbeatName;
use callout_domain::settings::Settings;
use callout_lambda::SystemClock;
use callout_ports::{Clock as _, Heartbeats as _};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

/// One heartbeat of the list.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Listed {
    name: String,
    title: Option<String>,
    state: State,
    /// The longest interval, where that says when it is expected.
    #[serde(skip_serializing_if = "Option::is_none")]
    every: Option<String>,
    /// When it is expected, in words.
    expected: String,
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
    /// What is stored cannot be read: its alert is due when its next ping was, and its next ping is stored over it.
    Unreadable,
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
            "No heartbeats; add [heartbeats.NAME] with every or at, and key_sha256 (`callout key` makes one).",
        );
        return Ok(());
    }
    let rows = listed.into_iter().map(|one| {
        let called = one.title.map_or(one.name.clone(), |title| format!("{title} ({})", one.name));
        [called, coloured(one.state), one.expected, moment(one.last_ping_at), moment(one.next_by)]
    });
    print::table(["heartbeat", "state", "expected", "last ping", "next by"], rows);
    print::aside(where_to_ping(base(&deployment).await.as_deref()));
    Ok(())
}

/// Where heartbeats report in; none while the stack cannot be asked: the list is worth more.
async fn base(deployment: &Deployment) -> Option<String> {
    match &deployment.local {
        Some(local) => Some(local.events_url.replace("v2/enqueue", "heartbeat/")),
        None => deployment.outputs().await.ok()?.get("HeartbeatUrl").cloned(),
    }
}

/// Where a job reports in. Nobody knows its key but whoever made it.
fn where_to_ping(base: Option<&str>) -> String {
    match base {
        Some(base) => format!("A job reports in at its end: GET or POST {base}KEY, with the key of its heartbeat."),
        None => "A job reports in at its end: GET or POST to the stack's output HeartbeatUrl, followed by the key of its \
                 heartbeat."
            .to_owned(),
    }
}

impl Listed {
    fn of(
        name: &HeartbeatName,
        heartbeat: &Heartbeat,
        beat: Option<&HeartbeatState>,
        now: Timestamp,
    ) -> Self {
        let is_unreadable = beat.is_some_and(|beat| !beat.is_readable());
        let beat = beat.filter(|beat| beat.is_readable());
        let next_by = beat.map(|beat| beat.due_by(heartbeat));
        let late = next_by.is_some_and(|at| at <= now) || beat.is_some_and(|it| it.missed_at.is_some());
        let state = match beat {
            _ if heartbeat.muted => State::Muted,
            None if is_unreadable => State::Unreadable,
            None => State::Inactive,
            Some(_) if late => State::Silent,
            Some(_) => State::Fine,
        };
        Self {
            name: name.to_string(),
            title: heartbeat.title.clone(),
            state,
            every: heartbeat.every.map(|every| format!("{:#}", every.0)),
            expected: heartbeat.rhythm_words(),
            last_ping_at: beat.map(|beat| beat.last_ping_at),
            next_by,
            service: heartbeat.service.as_ref().map(ToString::to_string),
        }
    }
}

/// How many of the next times are listed.
const NEXT: usize = 3;

/// What each heartbeat of the settings expects next, and which of them would page on the night on which clocks go back.
pub(crate) fn expectations(settings: &Settings, now: Timestamp) -> Vec<String> {
    let all = settings.heartbeats.iter().filter(|(_, heartbeat)| !heartbeat.muted);
    all.flat_map(|(name, heartbeat)| {
        let long_night = heartbeat.fears_the_long_night().then(|| {
            format!(
                "Heartbeat {name}: its grace is too short for the night on which clocks go back, if its job starts by a wall \
                 clock; write at = \"02:30\" and zone instead of every, or leave grace out."
            )
        });
        [expectation(name, heartbeat, now)].into_iter().chain(long_night)
    })
    .collect()
}

fn expectation(name: &HeartbeatName, heartbeat: &Heartbeat, now: Timestamp) -> String {
    let expected = heartbeat.rhythm_words();
    if let Some(patience) = heartbeat.patience_after_a_report() {
        return format!(
            "Heartbeat {name} is expected {expected}: it pages {patience:#} after its last ping."
        );
    }
    let zone = heartbeat.zone.as_deref().and_then(|zone| TimeZone::get(zone).ok()).unwrap_or(TimeZone::UTC);
    let local = |at: Timestamp| at.to_zoned(zone.clone()).strftime("%a %F %H:%M %Z").to_string();
    let next: Vec<String> = heartbeat
        .next_expected(now)
        .take(NEXT)
        .map(|next| {
            format!("{} (pages at {})", local(next.at), next.by.to_zoned(zone.clone()).strftime("%H:%M"))
        })
        .collect();
    format!("Heartbeat {name} is expected {expected}, next: {}.", next.join(", "))
}

fn coloured(state: State) -> String {
    match state {
        State::Inactive => "no ping yet".to_owned(),
        State::Fine => print::coloured("fine", AnsiColor::Green),
        State::Silent => print::coloured("silent", AnsiColor::Red),
        State::Unreadable => print::coloured("cannot be read: send a ping", AnsiColor::Red),
        State::Muted => "muted".to_owned(),
    }
}

fn moment(at: Option<Timestamp>) -> String {
    at.map(clock::minute).unwrap_or_default()
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
    fn what_a_heartbeat_expects_next_is_said_by_its_own_clock() {
        let check = |written: &str, expected: &[&str]| {
            let settings: Settings =
                toml::from_str(&format!("[heartbeats.backup]\nkey_sha256 = []\n{written}")).unwrap();
            assert_eq!(
                expectations(&settings, "2026-10-24T12:00:00Z".parse().unwrap()),
                expected,
                "{written}"
            );
        };
        check(
            "at = '02:30'\nzone = 'Europe/Lisbon'\ndays = ['sat', 'sun']",
            &[
                "Heartbeat backup is expected at 02:30 sat, sun (Europe/Lisbon), next: Sun 2026-10-25 02:30 WET (pages at 03:30), \
               Sat 2026-10-31 02:30 WET (pages at 03:30), Sun 2026-11-01 02:30 WET (pages at 03:30).",
            ],
        );
        check("every = '1d'", &["Heartbeat backup is expected every 24h: it pages 26h after its last ping."]);
        check("every = '1d'\nmuted = true", &[]);
        check(
            "every = '1d'\ngrace = '5m'",
            &[
                "Heartbeat backup is expected every 24h: it pages 24h 5m after its last ping.",
                "Heartbeat backup: its grace is too short for the night on which clocks go back, if its job starts by a wall \
                 clock; write at = \"02:30\" and zone instead of every, or leave grace out.",
            ],
        );
    }

    #[test]
    fn a_job_is_told_where_to_report_in_and_no_key_is_shown() {
        let told = where_to_ping(Some("https://x.example/heartbeat/"));
        assert!(told.contains("GET or POST https://x.example/heartbeat/KEY, "), "{told}");
        assert!(where_to_ping(None).contains("output HeartbeatUrl, followed by the key"));
    }

    #[test]
    fn a_heartbeat_is_shown_as_it_stands() {
        let hourly = "every = '1h'\ngrace = '5m'";
        check(hourly, None, State::Inactive);
        check(hourly, Some("2026-11-22T01:56:00Z"), State::Fine);
        check(hourly, Some("2026-11-22T01:55:00Z"), State::Silent);
        check("every = '1h'\nmuted = true", Some("2026-11-22T01:00:00Z"), State::Muted);
    }

    #[test]
    fn one_that_cannot_be_read_says_so_and_shows_no_time_that_is_not_known() {
        let heartbeat = toml::from_str("key_sha256 = []\nevery = '1h'").unwrap();
        let lost = HeartbeatState::unreadable("backup".into(), 1, None);
        let listed = Listed::of(&lost.name, &heartbeat, Some(&lost), "2026-11-22T03:00:00Z".parse().unwrap());
        assert_eq!((listed.state, listed.last_ping_at, listed.next_by), (State::Unreadable, None, None));
    }
}
