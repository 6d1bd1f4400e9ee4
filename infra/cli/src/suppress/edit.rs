//! Edits a settings file so that a person would not notice: comments, order and spaces stay.
//!
//! Must not leave settings behind that are not sound.

use crate::settings::{self, Replaced, replace};
use crate::typed::Typed;
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use toml_edit::{Array, DocumentMut, Item, Table, Value, value};

/// What is written under a name.
#[derive(Debug)]
pub(super) struct Entry(Vec<(&'static str, Value)>);

impl Entry {
    pub(super) fn new(from: &Typed, to: &Typed, zone: &str) -> Self {
        let times = Self(Vec::new()).text("start", &from.text).text("end", &to.text);
        // UTC is what is meant if nobody says.
        if zone == "UTC" { times } else { times.text("zone", zone) }
    }

    pub(super) fn text(mut self, key: &'static str, text: &str) -> Self {
        self.0.push((key, text.into()));
        self
    }

    /// One text by itself, several as a list.
    pub(super) fn texts(self, key: &'static str, texts: &[String]) -> Self {
        match texts {
            [one] => self.text(key, one),
            several => self.list(key, several),
        }
    }

    /// A list; none at all is not written.
    pub(super) fn list(mut self, key: &'static str, texts: &[String]) -> Self {
        if !texts.is_empty() {
            self.0.push((key, Value::Array(texts.iter().map(String::as_str).collect::<Array>())));
        }
        self
    }
}

/// Edits a table of the settings: in the file that has it, or in a file of its name.
pub(super) fn change(
    config: &Path,
    table: &str,
    name: Option<&str>,
    edit: impl FnOnce(&mut Table) -> Result<()>,
) -> Result<PathBuf> {
    let before = settings::read(config)?;
    let path: Vec<&str> = [table].into_iter().chain(name).collect();
    let held = before.holding(&path).map(|(file, _)| file.to_owned());
    let file = held.unwrap_or_else(|| config.join(format!("{table}.toml")));
    let text = match file.exists() {
        true => std::fs::read_to_string(&file).with_context(|| format!("read {}", file.display()))?,
        false => String::new(),
    };
    let edited = edited(&text, table, edit).with_context(|| format!("edit {}", file.display()))?;
    let after = settings::read_replaced(config, Some(Replaced { file: &file, text: &edited }))?;
    if !after.findings.is_empty() {
        let all: Vec<String> = after.findings.iter().map(ToString::to_string).collect();
        bail!("nothing was changed, for this would be wrong with the settings:\n{}", all.join("\n"));
    }
    replace(&file, &text, &edited)?;
    Ok(file)
}

fn edited(text: &str, table: &str, edit: impl FnOnce(&mut Table) -> Result<()>) -> Result<String> {
    let mut document: DocumentMut = text.parse().context("read it as TOML")?;
    // What a file without any table says is about whatever comes into it, and stays above.
    let heading = if document.is_empty() {
        document.trailing().as_str().unwrap_or_default().to_owned()
    } else {
        String::new()
    };
    if !heading.is_empty() {
        document.set_trailing("");
    }
    let missing = || {
        let mut table = Table::new();
        table.set_implicit(true);
        Item::Table(table)
    };
    let tables = document.entry(table).or_insert_with(missing).as_table_mut();
    edit(tables.with_context(|| format!("{table} is not written as [{table}.NAME]; edit it by hand"))?)?;
    Ok(format!("{heading}{document}"))
}

pub(super) fn add(table: &mut Table, name: &str, entry: Entry) -> Result<()> {
    let mut added = Table::new();
    added.decor_mut().set_prefix("\n");
    entry.0.into_iter().for_each(|(key, it)| {
        added.insert(key, Item::Value(it));
    });
    table.insert(name, Item::Table(added));
    Ok(())
}

pub(super) fn remove(table: &mut Table, name: &str) -> Result<()> {
    match table.remove(name) {
        Some(_) => Ok(()),
        None => bail!("{}", super::unknown("such name", name, names(table).iter())),
    }
}

pub(super) fn set(table: &mut Table, name: &str, key: &str, text: &str) -> Result<()> {
    let entry = table.get_mut(name).and_then(Item::as_table_like_mut);
    let entry = entry.with_context(|| format!("{name} does not stand in this file"))?;
    entry.insert(key, value(text));
    Ok(())
}

fn names(table: &Table) -> Vec<String> {
    table.iter().map(|(name, _)| name.to_owned()).collect()
}
