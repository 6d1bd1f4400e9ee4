//! A folder of settings files: read, merged, checked, with the line of every problem.

mod lines;
mod merging;
mod replacing;
mod tested;
#[cfg(test)]
mod tests;

use anyhow::{Context, Result, bail};
use callout_domain::ids::ScheduleName;
use callout_domain::oncall::{Coverage, Problem, Schedule, nearest};
use callout_domain::settings::{Rules, Settings, problems};
use jiff::{SignedDuration, Timestamp};
use lines::Lines;
use merging::merge;
pub(crate) use replacing::replace;
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

/// The settings a folder holds, and everything wrong with them.
#[derive(Debug)]
pub struct Folder {
    /// The settings; incomplete where a file could not be read.
    pub settings: Settings,
    /// What to mend, by file and line.
    pub findings: Vec<Finding>,
    lines: Vec<(PathBuf, Lines)>,
    folder: PathBuf,
}

/// How far ahead a schedule must have somebody on call.
const AHEAD: SignedDuration = SignedDuration::from_hours(24 * 90);

impl Folder {
    /// The file that holds a table, and its text.
    pub fn holding(&self, path: &[&str]) -> Option<(&Path, &str)> {
        let path: Vec<String> = path.iter().map(|&key| key.to_owned()).collect();
        let found = self.lines.iter().find(|(_, lines)| lines.of_path(&path).1 == path.len());
        found.map(|(file, lines)| (file.as_path(), lines.text()))
    }

    /// Schedules on which nobody is on call at some time from now on; the past is never complained about.
    pub fn gaps(&self, now: Timestamp) -> Vec<Finding> {
        let place = |(name, message): (ScheduleName, String)| {
            let path = vec!["schedules".to_owned(), name.to_string()];
            place(&Problem { path, message }, &self.lines, &self.folder)
        };
        gaps(&Rules::build(self.settings.clone()), now).into_iter().map(place).collect()
    }
}

/// Schedules on which nobody is on call at some time of the next 90 days, and when.
pub fn gaps(rules: &Rules, now: Timestamp) -> Vec<(ScheduleName, String)> {
    let until = now.saturating_add(AHEAD).unwrap_or(now);
    let gap = |(name, schedule): (&ScheduleName, &Schedule)| {
        Some((name.clone(), uncovered(&schedule.coverage(now, until))?))
    };
    rules.schedules().iter().filter_map(gap).collect()
}

/// Says when nobody is on call, if ever.
fn uncovered(coverage: &Coverage) -> Option<String> {
    let first = coverage.gaps.first()?;
    let more = match coverage.gaps.len() {
        1 => String::new(),
        many => format!(" and {} times more", many - 1),
    };
    let hours = coverage.uncovered().as_hours().max(1);
    Some(format!(
        "nobody is on call from {} to {}{more}, {hours} h in the next 90 days; pages of that time go to the next level",
        first.start.strftime("%F %H:%M UTC"),
        first.end.strftime("%F %H:%M UTC"),
    ))
}

/// Reads every `*.toml` of a folder as one document.
///
/// # Errors
/// The folder or a file cannot be read, or there is none.
pub fn read(folder: &Path) -> Result<Folder> {
    read_replaced(folder, None)
}

/// A file as it would be.
#[derive(Debug, Clone, Copy)]
pub struct Replaced<'a> {
    /// Which file.
    pub file: &'a Path,
    /// Its text.
    pub text: &'a str,
}

/// Like [`read`], with one file as if it were already written.
///
/// # Errors
/// The folder or a file cannot be read, or there is none.
pub fn read_replaced(folder: &Path, replaced: Option<Replaced<'_>>) -> Result<Folder> {
    let mut read = read_files(folder, replaced)?;
    if read.findings.is_empty() {
        let failures = tested::failures(&read.settings, folder);
        read.findings = failures.iter().map(|problem| place(problem, &read.lines, folder)).collect();
        read.findings.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
    }
    Ok(read)
}

/// Reads a folder whose settings are to be tried, without the tests that stand in it.
///
/// # Errors
/// The folder cannot be read, or something else is wrong with its settings.
pub fn read_untested(folder: &Path) -> Result<Settings> {
    usable(read_files(folder, None)?)
}

fn read_files(folder: &Path, replaced: Option<Replaced<'_>>) -> Result<Folder> {
    let mut files = files(folder)?;
    // A file that is not there yet.
    files.extend(replaced.map(|it| it.file.to_owned()).filter(|file| !files.contains(file)));
    files.sort();
    let mut settings = Settings::default();
    let mut findings = Vec::new();
    let mut read = Vec::new();
    for file in files {
        let text = match replaced.filter(|replaced| replaced.file == file) {
            Some(replaced) => replaced.text.to_owned(),
            None => std::fs::read_to_string(&file).with_context(|| format!("read {}", file.display()))?,
        };
        match toml::from_str::<Settings>(&text) {
            Ok(part) => {
                let lines = Lines::of(&text);
                merge(&mut settings, part, &file, &lines, &mut findings);
                read.push((file, lines));
            }
            Err(error) => findings.push(unreadable(&file, &text, &error)),
        }
    }
    // Names that a file with a slip of the pen would have defined are not missing: mend that file first.
    if findings.is_empty() {
        findings = problems(&settings).into_iter().map(|problem| place(&problem, &read, folder)).collect();
    }
    findings.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
    Ok(Folder { settings, findings, lines: read, folder: folder.to_owned() })
}

/// Reads a folder whose settings are to be used.
///
/// # Errors
/// The folder cannot be read, or something is wrong with its settings.
pub fn read_sound(folder: &Path) -> Result<Settings> {
    usable(read(folder)?)
}

fn usable(read: Folder) -> Result<Settings> {
    let Folder { settings, findings, .. } = read;
    if findings.is_empty() {
        return Ok(settings);
    }
    let all: Vec<String> = findings.iter().map(Finding::to_string).collect();
    bail!("the settings cannot be used yet:\n{}", all.join("\n"))
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).with_context(|| {
        format!(
            "read the folder {}; name the folder of your settings, like `callout check infra/config`",
            folder.display()
        )
    })?;
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    if files.is_empty() {
        bail!("there is no *.toml in {}; copy infra/config of the sources to begin with", folder.display());
    }
    files.sort();
    Ok(files)
}

fn unreadable(file: &Path, text: &str, error: &toml::de::Error) -> Finding {
    let start = error.span().map_or(0, |span| span.start);
    let line = 1 + text.get(..start).unwrap_or_default().matches('\n').count();
    Finding { file: file.to_owned(), line, message: with_suggestion(error.message()) }
}

/// Adds the nearest known key or word to serde's list of all of them.
fn with_suggestion(message: &str) -> String {
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let [typo, known @ ..] = quoted.as_slice() else { return one_line(message) };
    let wrong = match (message.starts_with("unknown field"), message.starts_with("unknown variant")) {
        (true, _) => format!("there is no key `{typo}` here"),
        (_, true) => format!("`{typo}` means nothing here"),
        _ => return one_line(message),
    };
    match nearest(typo, known.iter().copied()) {
        Some(near) => format!("{wrong}; did you mean `{near}`?"),
        None => format!("{wrong}; there are {}", known.join(", ")),
    }
}

fn one_line(message: &str) -> String {
    message.lines().collect::<Vec<_>>().join(" ")
}

/// The lists that go on from file to file.
const LISTS: [&str; 3] = ["routes", "inhibitions", "test"];

fn problem_at(path: &[&str], message: String) -> Problem {
    Problem { path: path.iter().map(|&key| key.to_owned()).collect(), message }
}

/// Finds the file and line that a problem is about: where the longest part of its path stands.
fn place(problem: &Problem, read: &[(PathBuf, Lines)], folder: &Path) -> Finding {
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
