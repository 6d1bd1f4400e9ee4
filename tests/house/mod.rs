//! The rules of the house, which no compiler checks. A broken one says what to do.
//!
//! Must not test behaviour: that is told by stories and contracts.

mod circles;
mod commands;
mod features;
mod layers;
mod repository;
mod settings;
mod sources;
mod template;

/// Fails with everything that breaks a rule, so that one run shows all there is to mend.
#[track_caller]
fn hold(rule: &str, broken: impl IntoIterator<Item = String>) {
    let broken: Vec<String> = broken.into_iter().collect();
    assert!(broken.is_empty(), "{rule}\n  - {}\n", broken.join("\n  - "));
}
