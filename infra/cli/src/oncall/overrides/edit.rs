//! Edits a settings file so that a person would not notice: comments, order and spaces stay.
//!
//! Must not judge the result; whoever edits checks the settings as a whole before the file is replaced.

use anyhow::{Context, Result, bail};
use callout_domain::oncall::settings::{Names, OverrideSettings};
use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, Value};

/// The text with one more override at the end of a schedule's.
pub(super) fn add(text: &str, schedule: &str, wanted: &OverrideSettings) -> Result<String> {
    let mut document: DocumentMut = text.parse().context("read it as TOML")?;
    let entries = entries(wanted);
    let table = schedule_table(&mut document, schedule)?;
    let listed = table.entry("overrides").or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
    match listed {
        Item::ArrayOfTables(list) => {
            let mut table = Table::new();
            table.decor_mut().set_prefix("\n");
            entries.into_iter().for_each(|(key, value)| {
                table.insert(key, Item::Value(value));
            });
            list.push(table);
        }
        Item::Value(Value::Array(list)) => push_inline(list, entries),
        _ => bail!("`overrides` of {schedule} is no list; write it as [[schedules.{schedule}.overrides]]"),
    }
    Ok(document.to_string())
}

/// The text without one of the overrides of a schedule, counted from 0.
pub(super) fn remove(text: &str, schedule: &str, index: usize) -> Result<String> {
    let mut document: DocumentMut = text.parse().context("read it as TOML")?;
    let table = schedule_table(&mut document, schedule)?;
    let left = match table.get_mut("overrides") {
        Some(Item::ArrayOfTables(list)) if index < list.len() => {
            list.remove(index);
            list.len()
        }
        Some(Item::Value(Value::Array(list))) if index < list.len() => {
            list.remove(index);
            list.len()
        }
        _ => bail!("override {} of {schedule} does not stand in this file", index + 1),
    };
    if left == 0 {
        table.remove("overrides");
    }
    Ok(document.to_string())
}

fn schedule_table<'a>(document: &'a mut DocumentMut, schedule: &str) -> Result<&'a mut Table> {
    let schedules = document.get_mut("schedules").and_then(Item::as_table_mut);
    let table = schedules.and_then(|schedules| schedules.get_mut(schedule)).and_then(Item::as_table_mut);
    table.with_context(|| format!("{schedule} is not written as [schedules.{schedule}]; edit it by hand"))
}

/// Laid out like the elements before it; what is said about those is not said about this one.
fn push_inline(list: &mut Array, entries: Vec<(&'static str, Value)>) {
    let before = list.iter().last().map(|last| last.decor().clone());
    let mut value = Value::InlineTable(InlineTable::from_iter(entries));
    match before {
        Some(decor) => {
            let prefix = decor.prefix().and_then(|prefix| prefix.as_str()).unwrap_or_default();
            let indent = prefix.rfind('\n').map_or(prefix, |end_of_line| &prefix[end_of_line..]);
            value.decor_mut().set_prefix(indent);
            list.push_formatted(value);
        }
        None => list.push(value),
    }
}

fn entries(it: &OverrideSettings) -> Vec<(&'static str, Value)> {
    let names = |names: &Names| match names.0.as_slice() {
        [] => None,
        [one] => Some(Value::from(one.as_str())),
        several => Some(Value::Array(several.iter().map(|name| name.as_str()).collect())),
    };
    let text = |text: &str| Some(Value::from(text));
    let all = [
        ("start", text(&it.start)),
        ("end", text(&it.end)),
        ("add", names(&it.add)),
        ("remove", names(&it.remove)),
        ("replace", it.replace.as_ref().and_then(|name| text(name.as_str()))),
        ("by", names(&it.by)),
        ("swap", names(&it.swap)),
        ("reason", it.reason.as_deref().and_then(text)),
    ];
    all.into_iter().filter_map(|(key, value)| Some((key, value?))).collect()
}
