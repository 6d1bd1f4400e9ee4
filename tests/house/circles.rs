//! No file takes part in a circle: of two files that use each other, neither can be read, tested or moved alone.
//!
//! Must not know Rust's grammar: `circles/` reads code as text, and sees only what is named by a path.

mod file;
mod modules;
mod tokens;

use super::{hold, repository};
use modules::Modules;
use std::collections::{BTreeMap, BTreeSet};

#[test]
fn no_file_takes_part_in_a_circle() {
    let mut broken = Vec::new();
    for folder in crates() {
        let source = repository::root().join(&folder).join("src");
        for root in ["lib.rs", "main.rs"] {
            let found = circles(root, &|file| std::fs::read_to_string(source.join(file)).ok());
            broken.extend(found.into_iter().map(|circle| format!("{folder}/src: {circle}")));
        }
    }
    hold("No file takes part in a circle: move what both use into a file below both.", broken);
}

/// The folders of the crates that the rule is about.
fn crates() -> BTreeSet<String> {
    let files = repository::rust_files().into_iter().filter(|file| !file.starts_with("tests"));
    files.filter_map(|file| Some(file.to_str()?.split_once("/src/")?.0.to_owned())).collect()
}

/// The circles of a crate: the files of each, and one use for each way between two of them.
fn circles(root: &str, read: &impl Fn(&str) -> Option<String>) -> Vec<String> {
    let modules = Modules::read(root, read);
    let uses = modules.uses();
    let reached: BTreeMap<&str, BTreeSet<&str>> =
        uses.keys().map(|(user, _)| (*user, reached(user, &uses))).collect();
    let reaches = |user: &str, used: &str| reached.get(user).is_some_and(|reached| reached.contains(used));
    let circles: BTreeSet<Vec<&str>> = (reached.keys())
        .map(|file| reached.keys().copied().filter(|it| reaches(file, it) && reaches(it, file)).collect())
        .filter(|circle: &Vec<&str>| !circle.is_empty())
        .collect();
    let told = circles.iter().map(|circle| {
        let ways = uses.iter().filter(|((user, used), _)| circle.contains(user) && circle.contains(used));
        let ways = ways.map(|((user, used), path)| format!("\n      {user} uses {path} of {used}"));
        format!("{}{}", circle.join(", "), ways.collect::<String>())
    });
    told.collect()
}

/// The files that a file uses, those that these use, and so on.
fn reached<'a>(file: &'a str, uses: &BTreeMap<(&'a str, &'a str), String>) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut open = vec![file];
    while let Some(user) = open.pop() {
        let used = uses.keys().filter(|(from, _)| *from == user).map(|(_, used)| *used);
        open.extend(used.filter(|used| reached.insert(*used)));
    }
    reached
}

/// The circles of a made-up crate.
fn circles_of(files: &[(&str, &str)]) -> Vec<String> {
    let text = |name: &str| files.iter().find(|(file, _)| *file == name).map(|(_, text)| (*text).to_owned());
    circles("lib.rs", &text)
}

#[test]
fn a_circle_is_shown_with_its_files_and_a_use_on_each_way() {
    let files = [
        ("lib.rs", "mod alert;\nmod page;\nmod words;"),
        ("alert.rs", "use crate::words;\npub struct Alert;\nfn say() { words::title() }"),
        ("page.rs", "use super::{alert as a, words::{self}};\npub fn page(_: a::Alert) {}"),
        ("words/mod.rs", "pub fn title() { crate::page::page(todo!()) }"),
    ];
    let shown = "alert.rs, page.rs, words/mod.rs\
        \n      alert.rs uses words::title of words/mod.rs\
        \n      page.rs uses a::Alert of alert.rs\
        \n      words/mod.rs uses crate::page::page of page.rs";
    assert_eq!(circles_of(&files), [shown]);
}

#[test]
fn a_parent_that_uses_its_child_is_not_used_by_it() {
    let child = ("page/words.rs", "use super::LIMIT;\npub fn clip() {}");
    let calls = "mod words;\nconst LIMIT: usize = 9;\nfn page() { words::clip() }";
    assert_eq!(circles_of(&[("lib.rs", "mod page;"), ("page.rs", calls), child]).len(), 1);
    let glob = ("page/words.rs", "use super::*;\npub fn clip() {}");
    assert_eq!(circles_of(&[("lib.rs", "mod page;"), ("page.rs", calls), glob]).len(), 1);
    let below = "mod limit;\nmod words;\nuse limit::LIMIT;\nfn page() { words::clip() }";
    let limit = ("page/limit.rs", "pub(super) const LIMIT: usize = 9;");
    assert_eq!(circles_of(&[("lib.rs", "mod page;"), ("page.rs", below), child, limit]), [""; 0]);
}

#[test]
fn a_reexport_is_followed_to_the_file_that_defines_the_item() {
    let root = "mod event;\nmod state;\npub use event::{Event, seen as met};\npub use state::*;";
    let event = ("event.rs", "use crate::State;\npub struct Event(State);\npub fn seen() {}");
    let state = ("state.rs", "pub struct State;");
    assert_eq!(circles_of(&[("lib.rs", root), event, state]), [""; 0]);
    let state = ("state.rs", "pub struct State;\nimpl State { fn of() { crate::met() } }");
    assert_eq!(circles_of(&[("lib.rs", root), event, state]).len(), 1);
}

#[test]
fn comments_quotes_tests_and_other_crates_are_no_uses() {
    let event = "use serde::{self, Serialize};\n#[cfg(test)]\nmod tests;\npub struct Event<'a>(&'a str);\n\
        /* super::state::of() */ // super::state::of()\n\
        const QUOTES: (&str, &str, char) = (\"\\\"super::state::of()\", r#\"\"super::state::of()\"#, '\\'');\n\
        #[cfg(test)]\nfn made() -> [u8; 2] { super::state::of() }";
    let state = "use crate::event::Event;\npub fn of(_: Event<'_>) {}";
    let tests = ("event/tests.rs", "use crate::state::of;");
    assert_eq!(
        circles_of(&[("lib.rs", "mod event;\nmod state;"), ("event.rs", event), ("state.rs", state), tests]),
        [""; 0]
    );
}
