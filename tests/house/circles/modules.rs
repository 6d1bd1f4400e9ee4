//! The files of a crate and which of them uses which.
//!
//! Must not judge what it finds.

use super::file::File;
use std::collections::BTreeMap;

/// The files of a crate by the paths of their modules; the root's is empty.
pub(super) struct Modules(BTreeMap<Vec<String>, File>);

/// What a path leads to.
enum Target {
    /// A module itself; what is used of it is seen where its name is used.
    Module(Vec<String>),
    /// An item that this module's file defines.
    Item(Vec<String>),
}

impl Modules {
    /// Follows `mod name;` from the root file. `read` gives the text of a file, if there is one.
    pub(super) fn read(root: &str, read: &impl Fn(&str) -> Option<String>) -> Self {
        let mut modules = Self(BTreeMap::new());
        modules.add(Vec::new(), &[root.to_owned()], read);
        modules
    }

    fn add(&mut self, path: Vec<String>, places: &[String], read: &impl Fn(&str) -> Option<String>) {
        let Some(file) = places.iter().find_map(|place| Some(File::parse(place, &read(place)?))) else {
            return;
        };
        for child in file.children.iter() {
            let child = [path.as_slice(), std::slice::from_ref(child)].concat();
            let place = child.join("/");
            self.add(child, &[format!("{place}.rs"), format!("{place}/mod.rs")], read);
        }
        self.0.insert(path, file);
    }

    /// Pairs of files of which the first uses the second, and one path by which it does.
    pub(super) fn uses(&self) -> BTreeMap<(&str, &str), String> {
        let mut uses = BTreeMap::new();
        for (at, file) in &self.0 {
            let is_used = |name: &String| file.paths.iter().any(|path| path.first() == Some(name));
            let imports = file.imports.iter().filter(|import| !import.is_reexport || is_used(&import.name));
            for path in imports.map(|import| &import.path).chain(&file.paths) {
                let owner = match self.target(at, path) {
                    Some(Target::Item(owner)) => owner,
                    _ => continue,
                };
                let owner = self.0.get(&owner).filter(|owner| owner.name != file.name);
                if let Some(owner) = owner {
                    uses.entry((file.name.as_str(), owner.name.as_str())).or_insert_with(|| path.join("::"));
                }
            }
        }
        uses
    }

    /// Where a path leads that is written in a module; `None` for another crate.
    fn target(&self, from: &[String], path: &[String]) -> Option<Target> {
        let mut at = from.to_vec();
        for (index, name) in path.iter().enumerate() {
            match name.as_str() {
                "crate" => at.clear(),
                "self" => {}
                "super" => drop(at.pop()?),
                "*" => return Some(Target::Item(at)),
                _ if self.0.contains_key(&child(&at, name)) => at = child(&at, name),
                _ => {
                    let found = self.item(&at, path.get(index..)?);
                    return found.or((index > 0).then_some(Target::Item(at)));
                }
            }
        }
        Some(Target::Module(at))
    }

    /// What the first name of a path is in a module, which may have it from another.
    fn item(&self, at: &[String], path: &[String]) -> Option<Target> {
        let (file, name) = (self.0.get(at)?, path.first()?);
        if file.defined.contains(name) {
            return Some(Target::Item(at.to_vec()));
        }
        let mut named = file.imports.iter().filter(|import| import.path.first() != Some(name));
        if let Some(import) = named.find(|import| import.name == *name) {
            return self.target(at, &[import.path.as_slice(), path.get(1..)?].concat());
        }
        let globs = file.imports.iter().filter(|import| import.name == "*");
        let mut inside = globs.filter_map(|glob| self.target(at, glob.path.get(..glob.path.len() - 1)?));
        inside.find_map(|inside| match inside {
            Target::Module(inside) => self.item(&inside, path),
            Target::Item(_) => None,
        })
    }
}

fn child(at: &[String], name: &String) -> Vec<String> {
    [at, std::slice::from_ref(name)].concat()
}
