//! A folder of settings files: read, merged, checked, with the line of every problem.
//! Must not write anything.

use super::doubts::{Doubt, doubts};
use super::files::{files, folders_not_read, text_of};
use super::finding::{Finding, place, problem_at};
use super::gaps::gaps;
use super::levels::{EmptyLevel, empty_levels};
use super::lines::Lines;
use super::merging::{merge, said_before};
use super::tested;
use anyhow::{Result, bail};
use callout_domain::ids::ScheduleName;
use callout_domain::oncall::nearest;
use callout_domain::responder::is_sample_number;
use callout_domain::settings::{Rules, Settings, problems};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

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

impl Folder {
    /// The file that holds a table, and its text.
    pub fn holding(&self, path: &[&str]) -> Option<(&Path, &str)> {
        let path: Vec<String> = path.iter().map(|&key| key.to_owned()).collect();
        let found = self.lines.iter().find(|(_, lines)| lines.of_path(&path).1 == path.len());
        found.map(|(file, lines)| (file.as_path(), lines.text()))
    }

    /// The settings, to be used.
    ///
    /// # Errors
    /// Something is wrong with them.
    pub fn sound(self) -> Result<Settings> {
        if self.findings.is_empty() {
            return Ok(self.settings);
        }
        let all: Vec<String> = self.findings.iter().map(Finding::to_string).collect();
        bail!("the settings cannot be used yet:\n{}", all.join("\n"))
    }

    /// Finds fault with numbers out of examples, as a stack in AWS must. Until something else is mended, nobody hears of them.
    pub fn refuse_sample_numbers(&mut self) {
        self.findings.extend(self.sample_numbers());
    }

    /// Telephone numbers that only examples have: AWS delivers nothing there, and says so nowhere.
    pub fn sample_numbers(&self) -> Vec<Finding> {
        if !self.findings.is_empty() {
            return Vec::new();
        }
        let mut found = Vec::new();
        for (name, responder) in &self.settings.responders {
            let contacts = responder.contacts.iter().enumerate();
            for (index, contact) in contacts.filter(|(_, contact)| is_sample_number(&contact.address)) {
                let index = index.to_string();
                let path = ["responders", name.as_str(), "contacts", &index, "address"];
                let message = format!(
                    "{} is a number out of examples, and reaches nobody: only a stack on your own machine takes it; write \
                     one that exists",
                    contact.address
                );
                found.push(place(&problem_at(&path, message), &self.lines, &self.folder));
            }
        }
        found
    }

    /// What to know about settings that are sound, from now on; the past is never complained about.
    pub fn warnings(&self, now: Timestamp) -> Warnings {
        if !self.findings.is_empty() {
            return Warnings::default();
        }
        let place = |path: &[&str], message| place(&problem_at(path, message), &self.lines, &self.folder);
        let gap = |(name, message): (ScheduleName, String)| place(&["schedules", name.as_str()], message);
        let level = |EmptyLevel { policy, level, message }| {
            place(&["policies", policy.as_str(), "levels", &level.to_string()], message)
        };
        let doubt =
            |(path, message): Doubt| place(&path.iter().map(String::as_str).collect::<Vec<_>>(), message);
        let rules = Rules::build(self.settings.clone());
        Warnings {
            gaps: gaps(&rules, now).into_iter().map(gap).collect(),
            empty_levels: empty_levels(&rules, now).into_iter().map(level).collect(),
            doubts: folders_not_read(&self.folder)
                .into_iter()
                .chain(doubts(&self.settings, now).into_iter().map(doubt))
                .collect(),
        }
    }
}

/// What is no fault of settings, and may still page nobody at some time.
#[derive(Debug, Default)]
pub struct Warnings {
    /// Schedules on which nobody is on call.
    pub gaps: Vec<Finding>,
    /// Levels of policies that would page nobody.
    pub empty_levels: Vec<Finding>,
    /// What is seldom meant.
    pub doubts: Vec<Finding>,
}

impl Warnings {
    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Finding> {
        self.gaps.iter().chain(&self.empty_levels).chain(&self.doubts)
    }
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
pub(super) struct Replaced<'a> {
    /// Which file.
    pub(super) file: &'a Path,
    /// Its text.
    pub(super) text: &'a str,
}

/// Like [`read`], with one file as if it were already written.
///
/// # Errors
/// The folder or a file cannot be read, or there is none.
pub(super) fn read_replaced(folder: &Path, replaced: Option<Replaced<'_>>) -> Result<Folder> {
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
    read_files(folder, None)?.sound()
}

/// The file and the line of each named entry of a folder, by its table and name. What cannot be read is left out.
pub(crate) fn places(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for file in files(folder).unwrap_or_default() {
        let Ok(text) = text_of(&file) else { continue };
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let entries = Lines::of(&text).entries().into_iter();
        found.extend(
            entries.map(|(table, entry, line)| (format!("{table}.{entry}"), format!("{name}:{line}"))),
        );
    }
    found
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
            None => text_of(&file)?,
        };
        let lines = Lines::of(&text);
        let again = said_before(&file, &lines, &read);
        match toml::from_str::<Settings>(&text) {
            Ok(part) => merge(&mut settings, part, &file, &lines, (&read, &mut findings)),
            // A part of a table that stands in another file lacks what it must have.
            Err(_) if !again.is_empty() => {}
            Err(error) => findings.push(unreadable(&file, &text, &error)),
        }
        findings.extend(again);
        read.push((file, lines));
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
    read(folder)?.sound()
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
        (_, true) => format!("unknown value `{typo}`"),
        _ => return one_line(message),
    };
    match nearest(typo, known.iter().copied()) {
        Some(near) => format!("{wrong}; did you mean `{near}`?"),
        None => format!("{wrong}; expected one of {}", known.join(", ")),
    }
}

fn one_line(message: &str) -> String {
    message.lines().collect::<Vec<_>>().join(" ")
}
