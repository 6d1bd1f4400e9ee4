//! The files of a folder as one document.
//!
//! Judges nothing but what stands in two places.

use super::finding::Finding;
use super::lines::Lines;
use callout_domain::settings::Settings;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What one file alone can say.
const SINGLE: [&str; 7] =
    ["fallback", "drill", "status_page", "postmortems", "severity", "flapping", "storm"];

/// What one file alone can say, and this one says after another.
pub(super) fn said_before(file: &Path, lines: &Lines, read: &[(PathBuf, Lines)]) -> Vec<Finding> {
    let again = |key: &str| {
        let path = [key.to_owned()];
        let other = other_place(read, &path).filter(|_| lines.holds(key))?;
        let key = if key == "fallback" { key.to_owned() } else { format!("[{key}]") };
        let message = format!("{key} stands in {other} too; keep all of it in one file");
        Some(Finding { file: file.to_owned(), line: lines.of_path(&path).0, message })
    };
    SINGLE.into_iter().filter_map(again).collect()
}

/// Where a path stands in the files read before, as people look it up.
fn other_place(read: &[(PathBuf, Lines)], path: &[String]) -> Option<String> {
    read.iter().find_map(|(file, lines)| {
        let (line, depth) = lines.of_path(path);
        (depth == path.len()).then(|| format!("{}:{line}", file.display()))
    })
}

/// Adds what one file says to what others said; what two of them say is a finding.
pub(super) fn merge(
    all: &mut Settings,
    part: Settings,
    file: &Path,
    lines: &Lines,
    (read, findings): (&[(PathBuf, Lines)], &mut Vec<Finding>),
) {
    let mut twice = |table: &str, name: &str| findings.push(said_twice([table, name], (file, lines), read));
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
        teams,
        schedules,
        calendars,
        policies,
        status_page,
        status_pages,
        integrations,
        heartbeats,
        report_pages,
        postmortems,
        drill,
        flapping,
        storm,
    } = part;
    extend(&mut all.services, services, |name| twice("services", name.as_str()));
    extend(&mut all.responders, responders, |name| twice("responders", name.as_str()));
    extend(&mut all.teams, teams, |name| twice("teams", name.as_str()));
    extend(&mut all.schedules, schedules, |name| twice("schedules", name.as_str()));
    extend(&mut all.calendars, calendars, |name| twice("calendars", name));
    extend(&mut all.policies, policies, |name| twice("policies", name.as_str()));
    extend(&mut all.integrations, integrations, |name| twice("integrations", name));
    extend(&mut all.heartbeats, heartbeats, |name| twice("heartbeats", name.as_str()));
    extend(&mut all.report_pages, report_pages, |name| twice("report_pages", name));
    extend(&mut all.status_pages, status_pages, |name| twice("status_pages", name));
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

/// What two files say.
fn said_twice(
    [table, name]: [&str; 2],
    (file, lines): (&Path, &Lines),
    read: &[(PathBuf, Lines)],
) -> Finding {
    let path = [table.to_owned(), name.to_owned()];
    let other = other_place(read, &path).unwrap_or_else(|| "another file".to_owned());
    let message = format!("[{table}.{name}] stands in {other} too; keep one of them");
    Finding { file: file.to_owned(), line: lines.of_path(&path).0, message }
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
