//! What only tests need switches on no feature of what programs are built from: else everything above it, the AWS SDK too,
//! is compiled once for `cargo callout local` and again for `cargo test --workspace`.

use super::{hold, repository};
use std::collections::BTreeMap;
use std::process::Command;

/// The features of each crate, by name and version, over these kinds of dependency.
fn features(edges: &str) -> BTreeMap<String, String> {
    let tree =
        ["tree", "--workspace", "--locked", "--edges", edges, "--prefix", "none", "--format", "{p}|{f}"];
    let output = Command::new(env!("CARGO")).args(tree).current_dir(repository::root()).output().unwrap();
    assert!(output.status.success(), "cargo tree: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let crates = text.lines().filter_map(|line| line.trim_end_matches(" (*)").split_once('|'));
    crates.map(|(name, features)| (name.to_owned(), features.to_owned())).collect()
}

#[test]
fn tests_switch_on_no_feature() {
    let programs = features("normal,build");
    let tests = features("normal,build,dev");
    assert!(programs.len() > 100, "cargo tree lists the crates");
    let changed = programs.into_iter().filter_map(|(name, features)| {
        let with_tests = tests.get(&name).filter(|with_tests| **with_tests != features)?;
        Some(format!("{name}: {features} for programs, {with_tests} for tests"))
    });
    hold(
        "Ask for the same features in [workspace.dependencies], or take another crate for the tests.",
        changed,
    );
}
