//! Problems with their place in the settings.

use crate::oncall::{Problem, nearest};

/// A problem at the place with this path of keys.
pub(super) fn problem(path: &[&str], message: String) -> Problem {
    Problem { path: path.iter().map(|&key| key.to_owned()).collect(), message }
}

/// Reports an unknown name, with the nearest known one.
pub(super) fn unknown<'a>(
    path: &[&str],
    kind: &str,
    name: &str,
    known: impl Iterator<Item = &'a str>,
) -> Problem {
    let hint = match nearest(name, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("add [{kind}s.{name}] or name another"),
    };
    problem(path, format!("there is no {kind} `{name}`; {hint}"))
}
