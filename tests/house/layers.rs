//! Who may know whom: domain ← ports ← aws; functions meet AWS in `main.rs` only and never meet each other.

use super::{hold, repository};
use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package, TargetKind};

/// What the domain may use: no clock, no randomness, no network, no AWS. Adding one needs a reason in ARCHITECTURE.md.
const DOMAIN_MAY_USE: [&str; 11] = [
    "base64",
    "deunicode",
    "hmac",
    "jiff",
    "regex",
    "regex-syntax",
    "schemars",
    "serde",
    "serde_json",
    "sha2",
    "thiserror",
];

const PORTS_MAY_USE: [&str; 4] = ["callout-domain", "jiff", "serde", "thiserror"];

fn workspace() -> Metadata {
    let mut command = MetadataCommand::new();
    command.manifest_path(repository::root().join("Cargo.toml")).no_deps();
    command.exec().expect("cargo describes the workspace")
}

fn package<'a>(workspace: &'a Metadata, name: &str) -> &'a Package {
    let found = workspace.packages.iter().find(|package| package.name.as_str() == name);
    found.unwrap_or_else(|| panic!("the workspace has no package {name}"))
}

/// What a package needs to run; what only its tests need is free.
fn needs(package: &Package) -> impl Iterator<Item = &str> {
    let needed = package.dependencies.iter().filter(|one| one.kind != DependencyKind::Development);
    needed.map(|one| one.name.as_str())
}

fn strangers(package: &Package, allowed: &[&str]) -> Vec<String> {
    let strangers = needs(package).filter(|name| !allowed.contains(name));
    strangers.map(|name| format!("{} depends on {name}", package.name)).collect()
}

#[test]
fn the_domain_depends_on_nothing_that_acts() {
    let workspace = workspace();
    let rule = "The domain decides and does nothing else: move what needs this crate behind a port.";
    hold(rule, strangers(package(&workspace, "callout-domain"), &DOMAIN_MAY_USE));
}

#[test]
fn ports_depend_on_the_domain_alone() {
    let workspace = workspace();
    let rule = "Ports are traits and fakes: code that needs this crate belongs in shared/aws.";
    hold(rule, strangers(package(&workspace, "callout-ports"), &PORTS_MAY_USE));
}

#[test]
fn aws_is_known_where_things_are_wired() {
    let workspace = workspace();
    let functions = repository::functions();
    let outsiders = workspace.packages.iter().filter(|package| {
        let name = package.name.as_str();
        let may =
            functions.iter().any(|function| function == name) || ["callout", "callout-tests"].contains(&name);
        !may && needs(package).any(|needed| needed == "callout-aws")
    });
    let rule =
        "Only functions, the command and the tests may depend on callout-aws: take a port as a parameter.";
    hold(rule, outsiders.map(|package| package.name.to_string()));
}

#[test]
fn functions_meet_aws_in_main_only() {
    let inside = repository::rust_files().into_iter().filter(|path| {
        path.starts_with("functions") && !path.ends_with("src/main.rs") && !repository::is_test(path)
    });
    let broken = inside.filter(|path| {
        let text = repository::text(path);
        text.contains("callout_aws") || text.contains("aws_sdk_") || text.contains("aws_config")
    });
    let rule = "Handlers take `&impl Port` and know no AWS: build the adapter in main.rs and pass it in.";
    hold(rule, broken.map(|path| path.display().to_string()));
}

#[test]
fn functions_do_not_know_each_other() {
    let workspace = workspace();
    let functions = repository::functions();
    let broken = functions.iter().flat_map(|name| {
        let others =
            package(&workspace, name).dependencies.iter().filter(|one| functions.contains(&one.name));
        others.map(|other| format!("{name} depends on {}", other.name)).collect::<Vec<_>>()
    });
    let rule = "Functions talk through events: move what two of them share into the domain or shared/lambda.";
    hold(rule, broken);
}

#[test]
fn a_function_is_called_what_its_folder_is_called() {
    let workspace = workspace();
    let broken = repository::functions().into_iter().filter(|name| {
        let package = package(&workspace, name);
        let folder = package.manifest_path.parent().and_then(|folder| folder.file_name());
        let bins = package.targets.iter().filter(|target| target.kind.contains(&TargetKind::Bin));
        folder != Some(name) || bins.map(|bin| bin.name.as_str()).ne([name.as_str()])
    });
    hold("Folder, package and binary of a function have one name: rename them alike.", broken);
}

#[test]
fn every_crate_keeps_the_common_lints() {
    let workspace = workspace();
    let broken = workspace.packages.iter().filter(|package| {
        let manifest = std::fs::read_to_string(&package.manifest_path).expect("a manifest");
        !manifest.contains("[lints]\nworkspace = true")
    });
    let rule = "Write `[lints]` and `workspace = true` into Cargo.toml.";
    hold(rule, broken.map(|package| package.name.to_string()));
}
