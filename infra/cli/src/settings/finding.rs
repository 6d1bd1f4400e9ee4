//! Something wrong in a folder of settings, by file and line.
//! Must not judge what is wrong.

use super::lines::Lines;
use callout_domain::oncall::Problem;
use serde::Serialize;
use std::fmt;
use std::path::{Path, PathBuf};

/// Something to mend before the settings can be applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The file.
    pub file: PathBuf,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong and what to do.
    pub message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file.display(), self.line, self.message)
    }
}

/// The lists that go on from file to file.
const LISTS: [&str; 3] = ["routes", "inhibitions", "test"];

pub(super) fn problem_at(path: &[&str], message: String) -> Problem {
    Problem { path: path.iter().map(|&key| key.to_owned()).collect(), message }
}

/// Finds the file and line that a problem is about: where the longest part of its path stands.
pub(super) fn place(problem: &Problem, read: &[(PathBuf, Lines)], folder: &Path) -> Finding {
    let mut path = problem.path.clone();
    let mut best: Option<(usize, usize, &Path)> = None;
    for (file, lines) in read {
        // Routes of all files form one list: the index counts on from file to file.
        if let [table, index, ..] = path.as_mut_slice()
            && LISTS.contains(&table.as_str())
            && let Ok(number) = index.parse::<usize>()
        {
            let here = lines.length(table);
            if number >= here {
                *index = (number - here).to_string();
                continue;
            }
        }
        let (line, depth) = lines.of_path(&path);
        if depth > 0 && best.is_none_or(|(_, deepest, _)| depth > deepest) {
            best = Some((line, depth, file));
        }
        if path.first().is_some_and(|table| LISTS.contains(&table.as_str())) && depth > 1 {
            break;
        }
    }
    let (line, file) = best.map_or((1, folder), |(line, _, file)| (line, file));
    let subject = problem.path.join(".");
    Finding { file: file.to_owned(), line, message: format!("{subject}: {}", problem.message) }
}
