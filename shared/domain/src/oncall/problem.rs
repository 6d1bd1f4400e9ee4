//! Problems in settings: where, and what to do about them.
//!
//! Must not decide what is a problem: the code that reads the settings does.

use std::fmt;

/// A problem in the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The keys and indexes that lead to it: `["layers", "0", "start"]`.
    pub path: Vec<String>,
    /// What is wrong and what to write instead.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.join("."), self.message)
    }
}

/// Collects problems while settings are read, so that all are reported at once.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    path: Vec<String>,
    found: Vec<Problem>,
}

impl Problems {
    /// Reads what is under `key`.
    pub(crate) fn within<T>(&mut self, key: impl ToString, read: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(key.to_string());
        let value = read(self);
        self.path.pop();
        value
    }

    /// Adds a problem here.
    pub(crate) fn add(&mut self, message: impl Into<String>) {
        self.found.push(Problem { path: self.path.clone(), message: message.into() });
    }

    /// Adds a problem under `key`.
    pub(crate) fn add_at(&mut self, key: impl ToString, message: impl Into<String>) {
        self.within(key, |here| here.add(message));
    }

    /// The parsed value, or `None` after adding its error under `key`.
    pub(crate) fn take<T>(&mut self, key: impl ToString, parsed: Result<T, String>) -> Option<T> {
        parsed.map_err(|message| self.add_at(key, message)).ok()
    }

    /// The parsed value, or `None` after adding all its errors under `key`.
    pub(crate) fn take_all<T>(&mut self, key: impl ToString, parsed: Result<T, Vec<Problem>>) -> Option<T> {
        parsed
            .map_err(|all| {
                self.within(key, |here| {
                    for Problem { path, message } in all {
                        let path = here.path.iter().cloned().chain(path).collect();
                        here.found.push(Problem { path, message });
                    }
                });
            })
            .ok()
    }

    /// The number of problems so far.
    pub(crate) fn count(&self) -> usize {
        self.found.len()
    }

    /// The value, if there is no problem.
    pub(crate) fn finish<T>(self, value: Option<T>) -> Result<T, Vec<Problem>> {
        match value {
            Some(value) if self.found.is_empty() => Ok(value),
            _ => Err(self.found),
        }
    }
}
