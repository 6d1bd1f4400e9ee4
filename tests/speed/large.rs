//! The settings of a large company: 2,000 people, 8,000 routes, a service and a policy for every sixteen of them.

use super::cpu::Cpu;
use callout_domain::settings::{Rules, Settings, hash_key, problems};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::hint::black_box;
use std::time::Duration;

pub(super) const RESPONDERS: usize = 2_000;
pub(super) const ROUTES: usize = 8_000;
pub(super) const SERVICES: usize = 500;
/// The key of the only integration.
pub(super) const KEY: &str = "0123456789abcdef0123456789abcdef";
/// Each is done at least so often and so long: Linux counts in ticks of milliseconds.
const TIMES: u32 = 5;
const LEAST: Duration = Duration::from_millis(200);

/// Routes as teams write them: most by the beginning of a name, some by tag or region, one in ten by an expression of its own.
fn matches(number: usize) -> String {
    match number % 10 {
        9 => format!("{{ alarm = '[a-z]+-{number}-[0-9]{{2,4}}-(errors|latency)', region = '(eu|us)-.*' }}"),
        2 | 7 => format!("{{ 'tag.team' = 'team-{number}', region = 'eu-(west|north)-1' }}"),
        3 | 8 => format!(
            "{{ namespace = 'AWS/.*', 'dimension.cluster' = 'cluster-{number}', alarm = '.*-errors' }}"
        ),
        4 => format!("{{ alarm = '.*-(latency|errors)', 'tag.service' = 'service-{number}' }}"),
        _ => format!("{{ alarm = 'team-{number}-.*' }}"),
    }
}

/// A route that only looks at the beginning of an alarm's name, the `nth` from the end; each leads to another service.
pub(super) fn alarm(nth: usize) -> String {
    format!("team-{}-errors", ROUTES - 5 - nth * 5)
}

pub(super) fn settings() -> Settings {
    let mut text = "fallback = 'person-0'\n".to_owned();
    writeln!(text, "[integrations.tool]\nkey_sha256 = ['{}']", hash_key(KEY)).unwrap();
    for n in 0..RESPONDERS {
        let quiet = if n % 3 == 0 { "quiet = [{ from = '22:00', to = '07:00' }]" } else { "" };
        writeln!(
            text,
            "[responders.person-{n}]\nname = 'Person {n}'\nzone = 'Europe/Lisbon'\ncontacts = [\
             {{ channel = 'email', address = 'person-{n}@example.com' }}, {{ channel = 'sms', address = '+1555{n:07}' }}]\n{quiet}"
        )
        .unwrap();
    }
    for n in 0..SERVICES {
        let turns: Vec<String> = (0..4).map(|turn| format!("'person-{}'", n * 4 + turn)).collect();
        writeln!(
            text,
            "[services.service-{n}]\ntitle = 'Service {n}'\npolicy = 'policy-{n}'\n\
             [schedules.schedule-{n}]\nzone = 'Europe/Lisbon'\n\
             [[schedules.schedule-{n}.layers]]\nname = 'weeks'\nturns = [{}]\nevery = '1 week'\n\
             start = '2026-01-05T09:00'\n\
             [[policies.policy-{n}.levels]]\npage = ['schedule:schedule-{n}']\ndelay = '15m'\n\
             [[policies.policy-{n}.levels]]\npage = ['responder:person-{n}']\ndelay = '10m'",
            turns.join(", ")
        )
        .unwrap();
    }
    for n in 0..ROUTES {
        let service = n % SERVICES;
        writeln!(
            text,
            "[[routes]]\nname = 'route {n}'\nmatch = {}\nservice = 'service-{service}'",
            matches(n)
        )
        .unwrap();
    }
    writeln!(text, "[[routes]]\nname = 'rest'\nservice = 'service-0'").unwrap();
    let settings = toml::from_str(&text).unwrap();
    assert_eq!(problems(&settings), []);
    settings
}

/// What it takes to read them, to compile them, and to find the owner of an alarm that is far down: the first one has
/// expressions built on the way.
pub(super) fn measure() -> Value {
    let settings = settings();
    let stored = serde_json::to_string(&settings).unwrap();
    let event = super::storm::alarm(&alarm(1), "2026-11-22T03:00:00Z".parse().unwrap());
    let copied = average(|| settings.clone());
    let built = average(|| Rules::build(settings.clone()));
    let routed = average(|| Rules::build(settings.clone()).route(black_box(&event)));
    let rules = Rules::build(settings.clone());
    json!({
        "responders": RESPONDERS, "routes": ROUTES, "bytes": stored.len(),
        "read_ms": average(|| serde_json::from_str::<Settings>(&stored).unwrap()),
        "compile_ms": built - copied,
        "first_route_ms": (routed - built).max(0.0),
        "route_ms": average(|| rules.route(black_box(&event))),
    })
}

/// Milliseconds of processor.
fn average<T>(work: impl Fn() -> T) -> f64 {
    let began = Cpu::now();
    let mut times = 0;
    while times < TIMES || began.used() < LEAST {
        black_box(work());
        times += 1;
    }
    began.used().as_secs_f64() * 1000.0 / f64::from(times)
}
