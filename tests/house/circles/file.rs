//! One file of a crate: what it defines, imports, and names by a path.
//!
//! Must not know other files.

use super::tokens::tokens;
use std::collections::BTreeSet;

/// Keywords before the name of an item.
const ITEMS: [&str; 9] = ["const", "enum", "fn", "mod", "static", "struct", "trait", "type", "union"];

/// A name that `use` brings in.
pub(super) struct Import {
    pub(super) path: Vec<String>,
    /// `*` for all names of a module.
    pub(super) name: String,
    /// `pub use` hands an item on, which alone is no use of it.
    pub(super) is_reexport: bool,
}

/// The code of one file.
pub(super) struct File {
    pub(super) name: String,
    /// Modules in files of their own.
    pub(super) children: Vec<String>,
    pub(super) defined: BTreeSet<String>,
    pub(super) imports: Vec<Import>,
    /// Whatever is named outside `use`, in one word or with `::`.
    pub(super) paths: BTreeSet<Vec<String>>,
}

impl File {
    pub(super) fn parse(name: &str, text: &str) -> Self {
        let (imports, code) = split_off_imports(&tokens(text));
        let children = code.windows(3).filter(|three| three[0] == "mod" && three[2] == ";");
        Self {
            name: name.to_owned(),
            children: children.map(|three| three[1].to_owned()).collect(),
            defined: defined(&code),
            imports,
            paths: paths(&code),
        }
    }
}

/// The imports of a file, and its other tokens.
fn split_off_imports<'a>(tokens: &[&'a str]) -> (Vec<Import>, Vec<&'a str>) {
    let (mut found, mut code) = (Vec::new(), Vec::new());
    let mut rest = tokens.iter().copied().peekable();
    while let Some(token) = rest.next() {
        // `use<'a>` in a type is no import.
        if token == "use" && rest.peek() != Some(&"<") {
            let tree: Vec<&str> = rest.by_ref().take_while(|token| *token != ";").collect();
            let is_reexport = code.last().is_some_and(|before| ["pub", ")"].contains(before));
            found.extend(imports(&tree, &[], is_reexport));
        } else {
            code.push(token);
        }
    }
    (found, code)
}

/// The names of one `use`: `a::{b, c::{self, d as e}}` has three.
fn imports(tree: &[&str], before: &[String], is_reexport: bool) -> Vec<Import> {
    let mut depth = 0;
    let branches = tree.split(|token| {
        depth += i32::from(*token == "{") - i32::from(*token == "}");
        *token == "," && depth == 0
    });
    let branches = branches.filter(|branch| !branch.is_empty());
    let found = branches.flat_map(|branch| {
        let end = branch.iter().position(|token| ["{", "as"].contains(token)).unwrap_or(branch.len());
        let names = branch[..end].iter().filter(|token| **token != "::").map(|name| (*name).to_owned());
        let mut path: Vec<String> = before.iter().cloned().chain(names).collect();
        match &branch[end..] {
            ["{", inner @ .., "}"] => imports(inner, &path, is_reexport),
            alias => {
                path.pop_if(|last| last == "self");
                let name = alias.last().map(|name| (*name).to_owned()).or_else(|| path.last().cloned());
                name.map(|name| Import { path, name, is_reexport }).into_iter().collect()
            }
        }
    });
    found.collect()
}

/// The items of a file, not those inside others.
fn defined(code: &[&str]) -> BTreeSet<String> {
    let mut depth = 0;
    let items = code.windows(2).filter(|two| {
        depth += i32::from(two[0] == "{") - i32::from(two[0] == "}");
        depth == 0 && ITEMS.contains(&two[0])
    });
    items.map(|two| two[1].to_owned()).collect()
}

/// What code names, but no fields and methods.
fn paths(code: &[&str]) -> BTreeSet<Vec<String>> {
    let mut found = BTreeSet::new();
    let mut path: Vec<String> = Vec::new();
    for (at, token) in code.iter().enumerate() {
        let before = if at == 0 { "" } else { code[at - 1] };
        let is_next = before == "::" && !path.is_empty();
        if *token == "::" && is_name(before) {
            continue;
        }
        if !is_next {
            found.insert(std::mem::take(&mut path));
        }
        if is_name(token) && (is_next || ![".", "::"].contains(&before)) {
            path.push((*token).to_owned());
        }
    }
    found.insert(path);
    found
}

fn is_name(token: &str) -> bool {
    token.starts_with(|first: char| first.is_alphabetic() || first == '_')
}
