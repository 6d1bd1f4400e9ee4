//! What is wrong with settings, where, and what to do about it.
//!
//! Must not decide what is wrong: that is for whoever reads the settings.

use std::fmt;

/// One fault in the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Keys and indexes from the settings read down to the fault: `["layers", "0", "start"]`.
    pub path: Vec<String>,
    /// What is wrong and what to write instead.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.join("."), self.message)
    }
}

/// Gathers problems while the settings are walked, so that one reading reports them all.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    path: Vec<String>,
    found: Vec<Problem>,
}

impl Problems {
    /// Reads what lies under `key`.
    pub(crate) fn within<T>(&mut self, key: impl ToString, read: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(key.to_string());
        let value = read(self);
        self.path.pop();
        value
    }

    /// Notes a fault here.
    pub(crate) fn add(&mut self, message: impl Into<String>) {
        self.found.push(Problem { path: self.path.clone(), message: message.into() });
    }

    /// Notes a fault under `key`.
    pub(crate) fn add_at(&mut self, key: impl ToString, message: impl Into<String>) {
        self.within(key, |here| here.add(message));
    }

    /// The value that a parser gave, or its complaint noted under `key`.
    pub(crate) fn take<T>(&mut self, key: impl ToString, parsed: Result<T, String>) -> Option<T> {
        parsed.map_err(|message| self.add_at(key, message)).ok()
    }

    /// The value that a parser gave, or all its complaints noted under `key`.
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

    /// How many faults are noted so far.
    pub(crate) fn count(&self) -> usize {
        self.found.len()
    }

    /// The value, if nothing at all was wrong.
    pub(crate) fn finish<T>(self, value: Option<T>) -> Result<T, Vec<Problem>> {
        match value {
            Some(value) if self.found.is_empty() => Ok(value),
            _ => Err(self.found),
        }
    }
}
