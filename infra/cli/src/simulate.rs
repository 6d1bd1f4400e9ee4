//! What an event would do: which route, who would be paged, how and when. The code that decides is
//! the code that runs in the account; nothing here reaches a network.

use crate::args::{DeploymentOptions, Simulate};
use crate::{clock, payload, print, settings, typed};
use anyhow::Result;
use callout_domain::alarm::AlarmEvent;
use callout_domain::incident::{Actor, Command, CommandInfo, Decided, EventRecord, Opening, decide, open};
use callout_domain::notification::plan;
use callout_domain::responder::Urgency;
use callout_domain::settings::Rules;
use callout_domain::timeline::sentence;
use callout_domain::triage::{Known, Verdict, held, judge};
use callout_formats::Parsed;
use callout_lambda::SystemClock;
use callout_ports::Clock as _;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

/// What one event would do.
#[derive(Debug, Serialize)]
struct Outcome {
    summary: String,
    service: String,
    severity: String,
    urgency: Urgency,
    because: String,
    policy: String,
    verdict: String,
    steps: Vec<Step>,
    /// When the next step would be due, after the last one shown.
    goes_on_at: Option<Timestamp>,
}

/// One thing that would happen.
#[derive(Debug, Serialize)]
struct Step {
    at: Timestamp,
    what: String,
    messages: Vec<String>,
}

/// Shows what the events of a file would do if nobody acknowledged.
///
/// # Errors
/// The file is no JSON, or the settings are not sound.
pub fn simulate(common: &DeploymentOptions, args: &Simulate) -> Result<()> {
    let rules = Rules::build(settings::read_sound(&args.config)?);
    let at = typed::instant(args.at.as_deref(), SystemClock.now())?;
    let mut outcomes = Vec::new();
    for parsed in payload::read(&args.event, at, None)? {
        match parsed {
            Parsed::Event(event) => outcomes.push(outcome(&event, &rules, at, args.minutes)),
            Parsed::Ignored(reason) => print::aside(format!("Changes nothing: {reason}.")),
        }
    }
    if common.json {
        return print::json(&outcomes);
    }
    outcomes.iter().for_each(show);
    Ok(())
}

fn outcome(event: &AlarmEvent, rules: &Rules, at: Timestamp, minutes: u32) -> Outcome {
    let routed = rules.route(event);
    let hold = held(event, &routed, rules.hold(event, &routed, at), at);
    let verdict = judge(event, &routed, Known { hold: hold.as_ref(), ..Known::nothing(at) });
    let (steps, goes_on_at) = match &verdict {
        Verdict::Open { id, .. } => {
            let opening = Opening { hold, ..Opening::new(id.clone(), 1, event, routed.clone()) };
            play(open(&opening, rules, at), rules, at, minutes)
        }
        _ => (Vec::new(), None),
    };
    let service = rules.service(&routed.service);
    Outcome {
        summary: event.summary.clone(),
        service: routed.service.to_string(),
        severity: routed.severity.to_string(),
        urgency: rules.urgency(&routed.service, routed.severity, at).0,
        policy: service.policy.to_string(),
        verdict: said(&verdict),
        because: routed.because,
        steps,
        goes_on_at,
    }
}

fn said(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Open { .. } => "opens an incident, or joins an open one of the same group".to_owned(),
        Verdict::Ignore(reason) => format!("changes nothing: {reason}"),
        other => format!("{other:?}"),
    }
}

/// Lets time run from step to step, with nobody answering.
fn play(first: Decided, rules: &Rules, at: Timestamp, minutes: u32) -> (Vec<Step>, Option<Timestamp>) {
    let end = at.saturating_add(SignedDuration::from_mins(i64::from(minutes))).unwrap_or(at);
    let mut decided = first;
    let mut steps = Vec::new();
    loop {
        steps.extend(decided.events.iter().map(|record| step(record, &decided, rules)));
        let Some(next) = decided.incident.wake_at() else { return (steps, None) };
        if next > end {
            return (steps, Some(next));
        }
        let info = CommandInfo { by: Actor::system(), now: next };
        match decide(&decided.incident, &Command::Tick, rules, &info) {
            Ok(further) => decided = further,
            Err(_) => return (steps, None),
        }
    }
}

fn step(record: &EventRecord, decided: &Decided, rules: &Rules) -> Step {
    let messages = plan(record, &decided.incident, rules);
    let message = |m: callout_domain::notification::Message| format!("{} to {}", m.contact, m.responder);
    Step { at: record.at, what: sentence(record), messages: messages.into_iter().map(message).collect() }
}

fn show(outcome: &Outcome) {
    print::line(&outcome.summary);
    print::line(format!(
        "{}{} for {} ({}), policy {}; {}",
        outcome.severity,
        if outcome.urgency.is_low() { ", which can wait," } else { "" },
        outcome.service,
        outcome.because,
        outcome.policy,
        outcome.verdict
    ));
    let Some(first) = outcome.steps.first() else { return };
    let start = first.at;
    let rows = outcome.steps.iter().map(|step| {
        let after = format!("+{} min", step.at.duration_since(start).as_mins());
        [after, clock::bare_minute(step.at), step.what.clone(), step.messages.join(", ")]
    });
    let at = clock::heading("at");
    print::table(["after", &at, "what", "messages"], rows);
    print::line(match outcome.goes_on_at {
        Some(next) => {
            format!("If nobody acknowledges, the next step is at {}.", clock::minute(next))
        }
        None => "Nothing more happens until somebody acknowledges.".to_owned(),
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use callout_formats::payload::parse;
    use std::path::Path;

    #[test]
    fn the_ladder_is_shown_as_it_would_be_climbed() {
        let infra = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let rules = Rules::build(settings::read_sound(&infra.join("config")).unwrap());
        let fixture = infra.parent().unwrap().join("tests/fixtures/alarms/eventbridge-metric.json");
        let payload = serde_json::from_str(&std::fs::read_to_string(fixture).unwrap()).unwrap();
        // Christmas Day, a Friday: Ana's week.
        let at: Timestamp = "2026-12-25T03:00:00Z".parse().unwrap();
        let parsed = parse(&payload, at);
        let [Parsed::Event(event)] = parsed.as_slice() else { panic!("one event: {parsed:?}") };
        let outcome = outcome(event, &rules, at, 15);
        let paged: Vec<(i64, Vec<String>)> = outcome
            .steps
            .into_iter()
            .filter(|step| !step.messages.is_empty())
            .map(|step| (step.at.duration_since(at).as_mins(), step.messages))
            .collect();
        let both = |name: &str| vec![format!("sms to {name}"), format!("email to {name}")];
        assert_eq!(paged, [(0, both("ana")), (5, both("cho")), (15, both("ana"))]);
        assert_eq!(outcome.goes_on_at, Some("2026-12-25T03:20:00Z".parse().unwrap()));
    }
}
