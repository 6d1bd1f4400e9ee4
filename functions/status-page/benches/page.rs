//! How fast a large page renders; run by hand with `cargo bench -p status-page`.
//!
//! Must not fail because a machine is slow. The budget for five hundred components of ninety days each, with fifty
//! incidents, is 50 ms for what is read: the uptimes and the first page.

#![expect(clippy::unwrap_used, reason = "a bench that cannot be set up must stop")]

use callout_domain::settings::StatusPageSettings;
use callout_domain::status::{Month, MonthDocument, PageDocument};
use divan::{Bencher, black_box};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use status_page::render::{Site, first_page, render};

const COMPONENTS: usize = 500;
const INCIDENTS: i64 = 50;

fn main() {
    divan::main();
}

fn settings() -> StatusPageSettings {
    let component = |number: usize| {
        let group = format!("group-{}", number % 20);
        (
            format!("part-{number}"),
            json!({ "title": format!("Part {number}"), "group": group, "since": "2026-01-01" }),
        )
    };
    let group = |number: usize| (format!("group-{number}"), json!({ "title": format!("Group {number}") }));
    let components: serde_json::Map<String, Value> = (0..COMPONENTS).map(component).collect();
    let groups: serde_json::Map<String, Value> = (0..20).map(group).collect();
    serde_json::from_value(json!({ "title": "Acme", "components": components, "groups": groups })).unwrap()
}

/// Incidents of an hour each over ninety days, each of a tenth of all components.
fn document(now: Timestamp) -> PageDocument {
    let incident = |number: i64| {
        let started = now - SignedDuration::from_hours(43 * (INCIDENTS - number));
        let named: Vec<String> = (0..COMPONENTS / 10)
            .map(|part| format!("part-{}", (part * 10 + number as usize) % COMPONENTS))
            .collect();
        let update = |seq: u64, hours: i64, phase: &str| {
            json!({ "seq": seq, "at": started + SignedDuration::from_hours(hours), "phase": phase, "text": "Some words.",
                "impact": "major", "components": named })
        };
        json!({ "id": format!("inc_{number:016x}"), "started_at": started,
            "updates": [update(1, 0, "investigating"), update(2, 1, "resolved")] })
    };
    let incidents: Vec<Value> = (0..INCIDENTS).rev().map(incident).collect();
    serde_json::from_value(json!({ "version": 1, "incidents": incidents })).unwrap()
}

fn with_site(work: impl FnOnce(&Site<'_>)) {
    let now: Timestamp = "2026-11-29T03:00:00Z".parse().unwrap();
    let (settings, document) = (settings(), document(now));
    let months = [MonthDocument {
        version: 1,
        incidents: document.incidents.clone(),
        ..MonthDocument::empty(Month::of(now))
    }];
    work(&Site {
        settings: &settings,
        document: &document,
        months: &months,
        subscribe: "",
        address: "https://status.example/",
        now,
        written: now,
        is_listed: true,
    });
}

#[divan::bench]
fn the_first_page_of_five_hundred_components(bencher: Bencher<'_, '_>) {
    with_site(|site| bencher.bench_local(|| first_page(black_box(site)).unwrap()));
}

#[divan::bench]
fn all_files_of_five_hundred_components(bencher: Bencher<'_, '_>) {
    with_site(|site| bencher.bench_local(|| render(black_box(site)).unwrap()));
}
