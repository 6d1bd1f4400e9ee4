//! Where things stand in this repository.

use std::path::{Path, PathBuf};

/// The folder that holds the workspace.
pub(super) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ lies in the root")
}

/// The folders below `functions/`, which are also the functions' names.
pub(super) fn functions() -> Vec<String> {
    let mut names: Vec<String> = entries(&root().join("functions"))
        .filter(|path| path.is_dir())
        .filter_map(|path| Some(path.file_name()?.to_str()?.to_owned()))
        .collect();
    names.sort();
    names
}

/// All Rust sources, as paths from the root.
pub(super) fn rust_files() -> Vec<PathBuf> {
    files(&["functions", "shared", "infra", "tests"], |path| has_extension(path, "rs"))
}

/// What a person types or a machine runs, as paths from the root: pages of text and scripts.
pub(super) fn pages_and_scripts() -> Vec<PathBuf> {
    let is_meant = |path: &Path| has_extension(path, "md") || path.ends_with("run");
    let mut found = files(&["functions", "shared", "infra", "tests"], is_meant);
    found.extend(files(&[".ci"], |path| path.extension().is_none()));
    found.extend(["README.md", "ARCHITECTURE.md"].map(PathBuf::from));
    found
}

fn has_extension(path: &Path, wanted: &str) -> bool {
    path.extension().is_some_and(|extension| extension == wanted)
}

fn files(folders: &[&str], is_meant: impl Fn(&Path) -> bool + Copy) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for folder in folders {
        collect(&root().join(folder), is_meant, &mut found);
    }
    found.sort();
    found
}

/// Whether a file is only about tests; those may be long.
pub(super) fn is_test(path: &Path) -> bool {
    path.iter().any(|part| part == "tests" || part == "tests.rs")
}

/// The text of a file, by its path from the root.
pub(super) fn text(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("read {}: {error}", path.display()))
}

/// What a folder holds.
pub(super) fn entries(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let entries =
        std::fs::read_dir(folder).unwrap_or_else(|error| panic!("read {}: {error}", folder.display()));
    entries.map(|entry| entry.expect("a readable folder").path())
}

fn collect(folder: &Path, is_meant: impl Fn(&Path) -> bool + Copy, found: &mut Vec<PathBuf>) {
    for path in entries(folder) {
        if path.is_dir() {
            collect(&path, is_meant, found);
        } else if is_meant(&path) {
            found.push(path.strip_prefix(root()).expect("below the root").to_owned());
        }
    }
}
