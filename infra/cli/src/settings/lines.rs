//! On which line a key of a TOML document stands.

use toml::de::{DeTable, DeValue};

/// The lines of one document's keys.
#[derive(Debug)]
pub(super) struct Lines {
    text: String,
}

impl Lines {
    pub(super) fn of(text: &str) -> Self {
        Self { text: text.to_owned() }
    }

    /// The document.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The line of the deepest key of a path that the document holds, and how deep that is; 0 if it holds none.
    pub(super) fn of_path(&self, path: &[String]) -> (usize, usize) {
        let Ok(document) = DeTable::parse(&self.text) else { return (1, 0) };
        let Some((key, value)) = entry(document.get_ref(), path.first()) else { return (1, 0) };
        let mut at = key;
        let mut depth = 1;
        let mut here = value;
        for step in &path[1..] {
            let Some((next_at, next)) = descend(here, step) else { break };
            at = next_at;
            here = next;
            depth += 1;
        }
        (1 + self.text.get(..at).unwrap_or_default().matches('\n').count(), depth)
    }

    /// The entries of the tables at the top, with their lines: `services`, `payments`, 12; of a list its beginning, without a name.
    /// One pass over the document.
    pub(super) fn entries(&self) -> Vec<(String, String, usize)> {
        let Ok(document) = DeTable::parse(&self.text) else { return Vec::new() };
        let mut found = Vec::new();
        for (table, value) in document.get_ref().iter() {
            let entry = |name: &str, at: usize| (table.get_ref().to_string(), name.to_owned(), at);
            match value.get_ref() {
                DeValue::Table(entries) => {
                    found.extend(entries.iter().map(|(name, _)| entry(name.get_ref(), name.span().start)));
                }
                DeValue::Array(list) => {
                    found.extend(list.iter().next().map(|first| entry("", first.span().start)));
                }
                _ => {}
            }
        }
        found.sort_by_key(|(.., at)| *at);
        let (mut line, mut read) = (1, 0);
        for (.., at) in &mut found {
            line += self.text.get(read..*at).unwrap_or_default().matches('\n').count();
            (read, *at) = (*at, line);
        }
        found
    }

    /// Whether the document has a key at its top.
    pub(super) fn holds(&self, key: &str) -> bool {
        self.of_path(&[key.to_owned()]).1 > 0
    }

    /// How many elements a list at the top of the document has.
    pub(super) fn length(&self, key: &str) -> usize {
        let Ok(document) = DeTable::parse(&self.text) else { return 0 };
        match entry(document.get_ref(), Some(&key.to_owned())) {
            Some((_, DeValue::Array(list))) => list.len(),
            _ => 0,
        }
    }
}

fn entry<'a, 'i>(table: &'a DeTable<'i>, key: Option<&String>) -> Option<(usize, &'a DeValue<'i>)> {
    let key = key?;
    let found = table.iter().find(|(name, _)| name.get_ref().as_ref() == key.as_str());
    found.map(|(name, value)| (name.span().start, value.get_ref()))
}

fn descend<'a, 'i>(value: &'a DeValue<'i>, step: &String) -> Option<(usize, &'a DeValue<'i>)> {
    match value {
        DeValue::Table(table) => entry(table, Some(step)),
        DeValue::Array(list) => {
            let element = list.get(step.parse::<usize>().ok()?)?;
            Some((element.span().start, element.get_ref()))
        }
        _ => None,
    }
}
