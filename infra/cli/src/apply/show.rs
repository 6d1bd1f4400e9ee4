//! Changes as people read them.
//! Must not change anything.

use super::diff::Difference;
use super::plan::Changes;
use crate::print;
use anstyle::AnsiColor;

/// One line for each change, in colour, for everybody who is on call now and leaves, and for whoever changed how they are reached.
pub(crate) fn lines(changes: &Changes) -> Vec<String> {
    let settings = changes.settings.iter().map(line);
    let leaving = changes.leaving.iter().map(|it| print::coloured(it, AnsiColor::Yellow));
    let own = changes.own.iter().map(|it| print::coloured(it.line(), AnsiColor::Yellow));
    settings.chain(changes.contacts.iter().chain(&changes.mutes).cloned()).chain(leaving).chain(own).collect()
}

/// A difference, in colour.
pub(crate) fn line(difference: &Difference) -> String {
    let (colour, text) = match difference {
        Difference::Added { path, value } => (AnsiColor::Green, format!("+ {path} = {value}")),
        Difference::Removed { path, value } => (AnsiColor::Red, format!("- {path} = {value}")),
        Difference::Changed { path, from, to } => (AnsiColor::Yellow, format!("~ {path} = {from} -> {to}")),
    };
    print::coloured(text, colour)
}

/// Prints what could not be done.
pub(crate) fn warnings(changes: &Changes) {
    changes.warnings.iter().for_each(|it| print::aside(print::coloured(it, AnsiColor::Yellow)));
}
