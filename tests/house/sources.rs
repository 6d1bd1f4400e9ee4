//! How sources are laid out and how long they may get.

use super::{hold, repository};
use regex::Regex;
use std::collections::BTreeSet;
use std::path::Path;

/// Aim at 120 lines and 300 at most; beyond this a file does two jobs.
const LONGEST_FILE: usize = 400;

/// `main.rs` wires: settings, clients, run.
const LONGEST_MAIN: usize = 45;

/// A function's README fits one screen.
const LONGEST_README: usize = 60;

/// Names that say nothing about what is inside.
const EMPTY_NAMES: [&str; 8] = ["util", "utils", "common", "helper", "helpers", "manager", "misc", "shared"];

const TOP_LEVEL: [&str; 9] = [
    "ARCHITECTURE.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "README.md",
    "functions",
    "infra",
    "shared",
    "tests",
];

fn lines(path: impl AsRef<Path>) -> usize {
    repository::text(path).lines().count()
}

#[test]
fn files_stay_short() {
    let files = repository::rust_files().into_iter().filter(|path| !repository::is_test(path));
    let long = files.map(|path| (lines(&path), path)).filter(|(lines, _)| *lines > LONGEST_FILE);
    let rule = format!("A file has at most {LONGEST_FILE} lines: give one of its jobs a file of its own.");
    hold(&rule, long.map(|(lines, path)| format!("{}: {lines} lines", path.display())));
}

#[test]
fn every_file_says_what_it_is() {
    let silent =
        repository::rust_files().into_iter().filter(|path| !repository::text(path).starts_with("//!"));
    let rule = "Begin the file with `//!`: a sentence on what it is and, where it helps, one on what it must not do.";
    hold(rule, silent.map(|path| path.display().to_string()));
}

#[test]
fn names_say_what_is_inside() {
    let empty = repository::rust_files().into_iter().filter(|path| {
        let below = path.strip_prefix("shared").unwrap_or(path).with_extension("");
        below.iter().any(|part| EMPTY_NAMES.iter().any(|name| part == *name))
    });
    let rule = "Name the module after the thing in it; split it if it holds several.";
    hold(rule, empty.map(|path| path.display().to_string()));
}

#[test]
fn every_function_is_laid_out_alike() {
    let mut broken = Vec::new();
    for name in repository::functions() {
        let folder = repository::root().join("functions").join(&name);
        let has = |file: &str| folder.join(file).is_file();
        for file in ["README.md", "src/main.rs", "src/lib.rs", "src/config.rs"] {
            if !has(file) {
                broken.push(format!("functions/{name}/{file} is missing"));
            }
        }
        // A function that answers HTTP has a router where others have a handler.
        if !has("src/handler.rs") && !has("src/router.rs") {
            broken.push(format!("functions/{name}/src/handler.rs is missing"));
        }
        for (file, most) in [("src/main.rs", LONGEST_MAIN), ("README.md", LONGEST_README)] {
            if has(file) && lines(folder.join(file)) > most {
                broken.push(format!("functions/{name}/{file} has more than {most} lines"));
            }
        }
    }
    let rule = "Lay a function out like the others: README.md (one screen), src/{main,lib,config,handler}.rs; \
                main.rs only wires.";
    hold(rule, broken);
}

#[test]
fn every_function_is_built_wherever_all_are() {
    let text = |file: &str| std::fs::read_to_string(repository::root().join(file)).unwrap();
    let (readme, ci) = (text("infra/README.md"), text(".ci/run"));
    let listed = ci.split_once("functions=(").and_then(|(_, rest)| rest.split_once(')')).unwrap().0;
    let mut missing = Vec::new();
    for name in repository::functions() {
        // A name that a dependency has too needs its version.
        let typed = [" ", "\n", concat!("@", env!("CARGO_PKG_VERSION"), " ")];
        if !typed.iter().any(|end| readme.contains(&format!("-p {name}{end}"))) {
            missing.push(format!("infra/README.md does not build {name}"));
        }
        if !listed.split_whitespace().any(|one| one == name) {
            missing.push(format!(".ci/run does not build {name}"));
        }
    }
    hold("A function that is not built cannot be deployed.", missing);
}

/// The names that several packages of the lock file have.
fn names_twice() -> BTreeSet<String> {
    let lock = repository::text("Cargo.lock");
    let mut seen = BTreeSet::new();
    let names = lock.lines().filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'));
    names.filter(|name| !seen.insert(*name)).map(str::to_owned).collect()
}

/// The packages that a text names to cargo, without a version.
fn without_version(text: &str) -> Vec<&str> {
    let named = Regex::new(r"(?:-p[ =]?|--package[ =])([a-z][a-z0-9_-]*)(@?)").unwrap();
    let cargo = text.lines().filter(|line| line.contains("cargo") || line.trim_start().starts_with("-p "));
    let found = cargo.flat_map(|line| named.captures_iter(line).collect::<Vec<_>>());
    found.filter(|one| one[2].is_empty()).filter_map(|one| Some(one.get(1)?.as_str())).collect()
}

#[test]
fn a_package_whose_name_another_has_is_named_with_its_version() {
    let twice = names_twice();
    assert!(twice.contains("console"), "the function and the crate: {twice:?}");
    let mut broken = Vec::new();
    for file in repository::pages_and_scripts() {
        let text = repository::text(&file);
        let lacking = without_version(&text).into_iter().filter(|name| twice.contains(*name));
        broken.extend(lacking.map(|name| format!("{}: -p {name}", file.display())));
    }
    hold("Write -p NAME@VERSION: cargo refuses a name that two packages of Cargo.lock have.", broken);
}

#[test]
fn packages_without_a_version_are_found() {
    let text = "cargo test -p console --lib\nmkdir -p console\n  -p triage -p console@0.1.0 \\\ncargo build --package=http";
    assert_eq!(without_version(text), ["console", "triage", "http"]);
}

#[test]
fn the_top_level_stays_small() {
    let found = repository::entries(repository::root()).filter_map(|path| {
        let name = path.file_name()?.to_str()?.to_owned();
        let known = TOP_LEVEL.contains(&name.as_str()) || name == "target" || name.starts_with('.');
        (!known).then_some(name)
    });
    let missing = TOP_LEVEL.iter().filter(|name| !repository::root().join(name).exists());
    let broken = found.map(|name| format!("{name} does not belong at the top: put it into a folder"));
    hold(
        "The top level shows the house at a glance.",
        broken.chain(missing.map(|name| format!("{name} is missing"))),
    );
}

#[test]
fn whoever_builds_by_hand_gets_the_tools_of_ci() {
    let pins = repository::text(".ci/python.in");
    let pinned = |tool: &str| {
        let line = pins.lines().find(|line| line.starts_with(&format!("{tool}==")));
        line.unwrap_or_else(|| panic!(".ci/python.in pins {tool}")).to_owned()
    };
    let install = format!("pip install {} {}", pinned("cargo-lambda"), pinned("ziglang"));
    let places = ["README.md", "infra/README.md", "infra/cli/src/deploy/build.rs"].into_iter();
    let broken = places.filter(|place| !repository::text(place).contains(&install));
    hold(&format!("Write `{install}`, as .ci/python.in has it."), broken.map(str::to_owned));
}
