//! The files of a folder as one document.
//!
//! Judges nothing but what stands in two places.

use super::finding::Finding;
use super::lines::Lines;
use callout_domain::settings::Settings;
use std::collections::BTreeMap;
use std::path::Path;

/// Adds what one file says to what others said; what two of them say is a finding.
pub(super) fn merge(
    all: &mut Settings,
    part: Settings,
    file: &Path,
    lines: &Lines,
    findings: &mut Vec<Finding>,
) {
    let mut twice = |table: &str, name: &str| {
        let line = lines.of_path(&[table.to_owned(), name.to_owned()]).0;
        let message = format!("[{table}.{name}] stands in another file too; keep one of them");
        findings.push(Finding { file: file.to_owned(), line, message });
    };
    // Every table by its name: one that is forgotten here would be read, checked and never applied.
    let Settings {
        fallback,
        services,
        routes,
        severity,
        tests,
        silences,
        maintenance,
        inhibitions,
        responders,
        schedules,
        calendars,
        policies,
        status_page,
        integrations,
        heartbeats,
        postmortems,
        drill,
        flapping,
        storm,
    } = part;
    extend(&mut all.services, services, |name| twice("services", name.as_str()));
    extend(&mut all.responders, responders, |name| twice("responders", name.as_str()));
    extend(&mut all.schedules, schedules, |name| twice("schedules", name.as_str()));
    extend(&mut all.calendars, calendars, |name| twice("calendars", name));
    extend(&mut all.policies, policies, |name| twice("policies", name.as_str()));
    extend(&mut all.integrations, integrations, |name| twice("integrations", name));
    extend(&mut all.heartbeats, heartbeats, |name| twice("heartbeats", name.as_str()));
    extend(&mut all.silences, silences, |name| twice("silences", name));
    extend(&mut all.maintenance, maintenance, |name| twice("maintenance", name));
    all.routes.extend(routes);
    all.inhibitions.extend(inhibitions);
    all.tests.extend(tests);
    all.fallback = all.fallback.take().or(fallback);
    all.drill = all.drill.take().or(drill);
    all.status_page = all.status_page.take().or(status_page);
    // A file that says nothing about these holds their defaults.
    replace(lines.holds("severity"), &mut all.severity, severity);
    replace(lines.holds("flapping"), &mut all.flapping, flapping);
    replace(lines.holds("storm"), &mut all.storm, storm);
    replace(lines.holds("postmortems"), &mut all.postmortems, postmortems);
}

fn extend<K: Ord, V>(all: &mut BTreeMap<K, V>, part: BTreeMap<K, V>, mut twice: impl FnMut(&K)) {
    for (name, value) in part {
        if all.contains_key(&name) {
            twice(&name);
        }
        all.insert(name, value);
    }
}

fn replace<T>(is_written: bool, all: &mut T, part: T) {
    if is_written {
        *all = part;
    }
}
