//! Edits a settings file so that a person would not notice: comments, order and spaces stay.
//!
//! Must not judge the result; the settings are checked as a whole before the file is written.

use crate::settings::Edit;
use crate::typed::Typed;
use anyhow::{Context, Result, bail};
use callout_domain::oncall::nearest;
use callout_domain::suppression::PublicMaintenance;
use std::path::Path;
use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, Value, value};

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

impl Entry {
    /// What customers read of it.
    pub(super) fn page(mut self, page: Option<PublicMaintenance>) -> Self {
        let Some(page) = page else { return self };
        let mut written = InlineTable::new();
        let components = page.components.iter().map(|name| name.as_str());
        written.insert("components", Value::Array(components.collect::<Array>()));
        written.insert("title", page.title.into());
        if !page.text.is_empty() {
            written.insert("text", page.text.into());
        }
        for (key, texts) in [("titles", page.titles), ("texts", page.texts)] {
            if !texts.is_empty() {
                written.insert(key, Value::InlineTable(texts.into_iter().collect::<InlineTable>()));
            }
        }
        if page.silent {
            written.insert("silent", true.into());
        }
        self.0.push(("page", Value::InlineTable(written)));
        self
    }
}

/// Edits a table of the settings: in the file that has it, or in a file of its name.
pub(super) fn prepare(
    config: &Path,
    table: &str,
    name: Option<&str>,
    edit: impl FnOnce(&mut Table) -> Result<()>,
) -> Result<Edit> {
    let path: Vec<&str> = [table].into_iter().chain(name).collect();
    Edit::prepare(config, &path, Some(&format!("{table}.toml")), |text| edited(text, table, edit))
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
        None => bail!("{}", unknown("such name", name, names(table).iter())),
    }
}

pub(super) fn set(table: &mut Table, name: &str, key: &str, text: &str) -> Result<()> {
    let entry = table.get_mut(name).and_then(Item::as_table_like_mut);
    let entry = entry.with_context(|| format!("{name} does not stand in this file"))?;
    match entry.get_mut(key).and_then(Item::as_value_mut) {
        // In its place: comments beside it and above it stay.
        Some(old) => {
            let decor = old.decor().clone();
            *old = text.into();
            *old.decor_mut() = decor;
        }
        None => drop(entry.insert(key, value(text))),
    }
    Ok(())
}

/// Says that there is none of a name, and what may have been meant.
pub(super) fn unknown<'a>(kind: &str, name: &str, known: impl Iterator<Item = &'a String>) -> String {
    match nearest(name, known.map(String::as_str)) {
        Some(near) => format!("there is no {kind} `{name}`; did you mean `{near}`?"),
        None => format!("there is no {kind} `{name}`; `list` shows what there is"),
    }
}

fn names(table: &Table) -> Vec<String> {
    table.iter().map(|(name, _)| name.to_owned()).collect()
}
