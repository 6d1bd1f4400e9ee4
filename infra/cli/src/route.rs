//! Trying routes: which was traces at, why it matched or not, and what becomes of the event.
//!
//! Must not decide anything; what is shown is what the functions would do with the same settings.

use crate::args::{DeploymentOptions, Route, RouteTest};
use crate::{clock, payload, print, settings, typed};
use anstyle::AnsiColor;
use anyhow::{Context as _, Result};
use callout_domain::alarm::{AlarmEvent, AlarmKind};
use callout_domain::delay::Delay;
use callout_domain::incident::{Hold, HoldReason};
use callout_domain::routing::{NoData, RouteTrace};
use callout_domain::settings::{Rules, Simulation};
use callout_formats::{Parsed, Sender};
use callout_lambda::SystemClock;
use callout_ports::Clock as _;
use jiff::Timestamp;
use serde::Serialize;

/// Carries out `callout route`.
///
/// # Errors
/// The file cannot be read, or the settings are not sound.
pub fn command(common: &DeploymentOptions, what: &Route) -> Result<()> {
    match what {
        Route::Test(args) => test(common, args),
    }
}

fn test(common: &DeploymentOptions, args: &RouteTest) -> Result<()> {
    // Tests in the settings may fail here: this is where one looks why.
    let rules = Rules::build(settings::read_untested(&args.config)?);
    let at = typed::instant(args.at.as_deref(), SystemClock.now())?;
    let mut shown = Vec::new();
    let sender = args.integration.as_deref().map(|name| sender(&rules, name, at)).transpose()?;
    for parsed in payload::read(&args.event, at, sender.as_ref())? {
        match parsed {
            Parsed::Event(event) => shown.push(Shown::of(&event, rules.simulation(&event, at), at)),
            Parsed::Ignored(reason) => print::aside(format!("Changes nothing: {reason}.")),
        }
    }
    if common.json {
        return print::json(&shown);
    }
    shown.iter().for_each(show);
    Ok(())
}

/// An integration as `webhooks` knows it by its key.
fn sender(rules: &Rules, name: &str, at: Timestamp) -> Result<Sender> {
    let integration = rules.settings().integrations.get(name);
    let integration = integration.with_context(|| {
        format!(
            "there is no integration `{name}`: add [integrations.{name}] to the settings, or name another one"
        )
    })?;
    Ok(Sender::integration(name, integration.service.clone(), at).with_mapping(integration.mapping.clone()))
}

/// What becomes of one event, for programs.
#[derive(Debug, Serialize)]
struct Shown {
    summary: String,
    kind: AlarmKind,
    /// What identifies its alert within its source.
    alert: String,
    at: Timestamp,
    traces: Vec<RouteTrace>,
    route: Option<String>,
    service: String,
    severity: String,
    because: String,
    group: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    window: Option<Delay>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pause: Option<Delay>,
    no_data: NoData,
    urgency: callout_domain::responder::Urgency,
    #[serde(skip_serializing_if = "Option::is_none")]
    hold: Option<Hold>,
    policy: String,
    pages: Vec<String>,
}

impl Shown {
    fn of(event: &AlarmEvent, simulation: Simulation, at: Timestamp) -> Self {
        let route = simulation.route().map(str::to_owned);
        let Simulation { traces, routed, urgency, hold, policy, pages } = simulation;
        Self {
            summary: event.summary.clone(),
            kind: event.kind,
            alert: event.dedup_key.clone(),
            at,
            traces,
            route,
            service: routed.service.to_string(),
            severity: routed.severity.to_string(),
            because: routed.because,
            group: routed.group.because,
            window: routed.group.window,
            pause: routed.pause,
            no_data: routed.no_data,
            urgency,
            hold,
            policy: policy.to_string(),
            pages: pages.iter().filter(|_| opens(event.kind)).map(ToString::to_string).collect(),
        }
    }
}

/// Whether an event of this kind may open an alert.
fn opens(kind: AlarmKind) -> bool {
    matches!(kind, AlarmKind::Trigger | AlarmKind::NoData)
}

/// What an event that opens no alert does.
fn does(kind: AlarmKind) -> &'static str {
    match kind {
        AlarmKind::Resolve => "Ends this alert, and pages nobody.",
        AlarmKind::Acknowledge => "Acknowledges this alert, as far as its integration may.",
        _ => "Is kept as a change, and pages nobody.",
    }
}

fn show(it: &Shown) {
    print::line(&it.summary);
    print::line(format!("Alert {}", it.alert));
    if !opens(it.kind) {
        return print::line(does(it.kind));
    }
    print::table(["", "route", "", "why"], it.traces.iter().map(row));
    let can_wait = if it.urgency.is_low() { ", which can wait" } else { "" };
    print::line(format!("{}{can_wait} for {} ({})", it.severity, it.service, it.because));
    let window = it.window.map(|window| format!(" for {:#}", window.0)).unwrap_or_default();
    let pause = it.pause.map(|pause| format!("; pages if it lasts {:#}", pause.0)).unwrap_or_default();
    let no_data = match it.no_data {
        NoData::Ignore => "ignored",
        NoData::Warn => "a warning",
        NoData::Page => "pages",
    };
    let group = it.group.trim_start_matches("same ");
    print::line(format!("Grouping: by {}{window}{pause}. Missing data: {no_data}", group));
    if let Some(hold) = &it.hold {
        print::line(print::coloured(held(hold), AnsiColor::Yellow));
    }
    let pages = if it.pages.is_empty() { "nobody".to_owned() } else { it.pages.join(", ") };
    let held = if it.hold.is_some() { " if nothing held it" } else { "" };
    print::line(format!("Policy {} pages {pages} first at {}{held}", it.policy, clock::minute(it.at)));
}

fn row(trace: &RouteTrace) -> [String; 4] {
    let (mark, why) = match &trace.missed {
        None if trace.continues => {
            (print::coloured("matched", AnsiColor::Cyan), "continues with the next route".to_owned())
        }
        None => (print::coloured("matched", AnsiColor::Green), String::new()),
        Some(missed) => ("no match".to_owned(), format!("{}, but it is \"{}\"", missed.asked, missed.value)),
    };
    [(trace.index + 1).to_string(), trace.route.clone(), mark, why]
}

/// Says in words what holds an alarm back.
pub(crate) fn held(hold: &Hold) -> String {
    let until = clock::minute(hold.until);
    match &hold.by {
        HoldReason::Pause { length } => format!("Waits {:#} first", length.0),
        HoldReason::Silence { name, author, reason, .. } => {
            format!("Held by silence {name} of {author} until {until}: {reason}")
        }
        HoldReason::Mute { why } => format!("Muted by its source until {until}: {why}"),
        HoldReason::Maintenance { name, reason, .. } => {
            format!("Held by maintenance {name} until {until}: {reason}")
        }
        HoldReason::Report => format!("Tells whoever is on call first, and pages at {until}"),
    }
}
