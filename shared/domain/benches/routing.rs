//! How fast a thousand routes are looked at; run by hand with `cargo bench -p callout-domain --bench routing`.
//!
//! Must not fail because a machine is slow. The budget is 50 µs an alert.

#![expect(clippy::unwrap_used, reason = "a bench that cannot be set up must stop")]

use callout_domain::alarm::{AlarmEvent, AlarmKind};
use callout_domain::routing::{Route, Routes, SeverityMatrix};
use divan::{Bencher, black_box};
use std::fmt::Write as _;

const ROUTES: usize = 1_000;

/// Routes as teams write them: most by the beginning of a name, some by tag, region or a list of words.
fn usual(number: usize) -> String {
    match number % 5 {
        0 | 1 => format!("{{ alarm = 'team-{number}-.*' }}"),
        2 => format!("{{ tag.team = 'team-{number}', region = 'eu-(west|north)-1' }}"),
        3 => format!(
            "{{ namespace = 'AWS/.*', 'dimension.cluster' = 'cluster-{number}', alarm = '.*-errors' }}"
        ),
        _ => format!("{{ alarm = '.*-(latency|errors)', tag.service = 'service-{number}' }}"),
    }
}

/// Routes none of which is plain text.
fn hard(number: usize) -> String {
    format!(
        "{{ alarm = '[a-z]+-{number}-[0-9]{{2,4}}-(errors|latency).*', region = '(eu|us)-[a-z]+-[0-9]' }}"
    )
}

fn routes(matches: impl Fn(usize) -> String) -> Routes {
    let mut text = String::new();
    for number in 0..ROUTES {
        let matches = matches(number);
        writeln!(
            text,
            "[[routes]]\nname = 'route {number}'\nmatch = {matches}\nservice = 'service-{number}'"
        )
        .unwrap();
    }
    writeln!(text, "[[routes]]\nname = 'rest'\nservice = 'platform'").unwrap();
    #[derive(serde::Deserialize)]
    struct File {
        routes: Vec<Route>,
    }
    let file: File = toml::from_str(&text).unwrap();
    Routes::build(&file.routes, &SeverityMatrix::default())
}

/// An alarm that no route but the last takes, so that all are looked at.
fn event() -> AlarmEvent {
    let labels = [
        ("account", "111122223333"),
        ("alarm", "checkout-api-prod-1234-errors-high"),
        ("dimension.cluster", "prod-blue"),
        ("dimension.service", "checkout-api"),
        ("metric", "HTTPCode_Target_5XX_Count"),
        ("namespace", "AWS/ApplicationELB"),
        (
            "reason",
            "Threshold Crossed: 3 out of the last 3 datapoints were greater than the threshold (25.0).",
        ),
        ("region", "eu-west-1"),
        ("tag.cost-center", "4711"),
        ("tag.env", "prod"),
        ("tag.service", "checkout"),
        ("tag.team", "checkout"),
    ];
    AlarmEvent {
        source: "cloudwatch".into(),
        dedup_key: "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:checkout-api-prod-1234-errors-high"
            .into(),
        kind: AlarmKind::Trigger,
        summary: "checkout-api-prod-1234-errors-high: Threshold Crossed".into(),
        severity: None,
        service: None,
        changed_at: jiff::Timestamp::UNIX_EPOCH,
        order: Default::default(),
        labels: labels.map(|(key, value)| (key.to_owned(), value.to_owned())).into(),
        links: Vec::new(),
        detail: String::new(),
        muted: None,
        children: Vec::new(),
    }
}

fn main() {
    divan::main();
}

#[divan::bench]
fn routes_as_teams_write_them(bencher: Bencher<'_, '_>) {
    look_at(bencher, usual);
}

#[divan::bench]
fn routes_that_are_all_expressions(bencher: Bencher<'_, '_>) {
    look_at(bencher, hard);
}

fn look_at(bencher: Bencher<'_, '_>, matches: impl Fn(usize) -> String) {
    let (event, routes) = (event(), routes(matches));
    bencher.bench_local(|| routes.route(black_box(&event), |_| false));
}
