//! Long lists in parts: a text to look for and the number of the part, both in the address.
//!
//! Must not leave anything out without a link to it.

use crate::address::Asks;

/// Which part of a list the reader wants.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Asked {
    /// A text in what is listed.
    pub(crate) text: String,
    /// The part, from 0.
    part: usize,
}

/// One part of a list.
pub(crate) struct Part<T> {
    pub(crate) items: Vec<T>,
    /// How many there are in all parts.
    pub(crate) total: usize,
    /// Where the part before is.
    pub(crate) before: Option<String>,
    /// Where the next part is.
    pub(crate) after: Option<String>,
    /// The text that was looked for.
    pub(crate) text: String,
}

impl Asks for Asked {
    fn read(query: &str) -> Option<Self> {
        let mut asked = Self::default();
        for (key, value) in form_urlencoded::parse(query.as_bytes()).filter(|(_, value)| !value.is_empty()) {
            match &*key {
                "q" => asked.text = value.trim().to_owned(),
                "part" => asked.part = value.parse::<usize>().ok()?.checked_sub(1)?,
                _ => {}
            }
        }
        Some(asked)
    }
}

impl Asked {
    /// Whether one of these texts has what is looked for.
    pub(crate) fn fits<'a>(&self, texts: impl IntoIterator<Item = &'a str>) -> bool {
        let wanted = self.text.to_lowercase();
        wanted.is_empty() || texts.into_iter().any(|text| text.to_lowercase().contains(&wanted))
    }

    /// The part of a list at an address.
    pub(crate) fn part<T>(&self, all: Vec<T>, size: usize, address: &str) -> Part<T> {
        let total = all.len();
        let first = self.part.saturating_mul(size);
        let href = |part: usize| {
            let mut query = form_urlencoded::Serializer::new(String::new());
            if !self.text.is_empty() {
                query.append_pair("q", &self.text);
            }
            format!("{address}?{}", query.append_pair("part", &(part + 1).to_string()).finish())
        };
        Part {
            items: all.into_iter().skip(first).take(size).collect(),
            total,
            before: self.part.checked_sub(1).map(href),
            after: (first.saturating_add(size) < total).then(|| href(self.part + 1)),
            text: self.text.clone(),
        }
    }
}

impl<T> Part<T> {
    /// The same part with what is shown of each.
    pub(crate) fn map<U>(self, show: impl FnMut(T) -> U) -> Part<U> {
        let Self { items, total, before, after, text } = self;
        Part { items: items.into_iter().map(show).collect(), total, before, after, text }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_lead_to_each_other() {
        let asked = |query: &str| Asked::read(query).unwrap();
        let first = asked("q=a%26b").part((0..25).collect(), 10, "people");
        assert_eq!((first.items.len(), first.total, first.before), (10, 25, None));
        assert_eq!(first.after.as_deref(), Some("people?q=a%26b&part=2"));
        let last = asked("part=3").part((0..25).collect::<Vec<u8>>(), 10, "people");
        assert_eq!((last.items, last.after), (vec![20, 21, 22, 23, 24], None));
        assert_eq!(last.before.as_deref(), Some("people?part=2"));
        for nonsense in ["part=0", "part=x", "part=-1"] {
            assert_eq!(Asked::read(nonsense), None);
        }
    }

    #[test]
    fn a_text_is_found_in_any_case() {
        let asked = Asked::read("q= pay ").unwrap();
        assert!(asked.fits(["search", "Payments API"]) && !asked.fits(["search"]));
        assert!(Asked::default().fits(["search"]));
    }
}
