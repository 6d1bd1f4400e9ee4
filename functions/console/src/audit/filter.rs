//! What the reader wants to see of the audit log: in the address, so that it can be kept and sent on.

use crate::address::Asks;
use callout_domain::audit::{AuditEntry, AuditKind, AuditPlace};

/// What the reader wants to see.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct AuditFilter {
    /// A text in who did it, what it was, or what it was about.
    pub(super) text: String,
    pub(super) kind: Option<AuditKind>,
    /// What was done before this place.
    pub(super) before: Option<AuditPlace>,
}

impl Asks for AuditFilter {
    fn read(query: &str) -> Option<Self> {
        let mut filter = Self::default();
        let fields = form_urlencoded::parse(query.as_bytes());
        for (key, value) in fields.filter(|(_, value)| !value.is_empty()) {
            match &*key {
                "q" => filter.text = value.trim().to_owned(),
                "about" => filter.kind = Some(AuditKind::from_word(&value)?),
                "before" => filter.before = Some(AuditPlace(value.into_owned())),
                _ => {}
            }
        }
        Some(filter)
    }
}

impl AuditFilter {
    /// Whether it leaves anything out.
    pub(super) fn is_set(&self) -> bool {
        !self.text.is_empty() || self.kind.is_some()
    }

    /// The address of what was done before a place.
    pub(super) fn href_before(&self, place: &AuditPlace) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let kind = self.kind.map_or("", AuditKind::as_str);
        let fields = [("q", self.text.as_str()), ("about", kind), ("before", &place.0)];
        query.extend_pairs(fields.iter().filter(|(_, value)| !value.is_empty()));
        format!("audit?{}", query.finish())
    }

    /// Whether an entry is wanted, of which these texts are shown.
    pub(super) fn fits(&self, entry: &AuditEntry, texts: [&String; 3]) -> bool {
        let wanted = self.text.to_lowercase();
        self.kind.is_none_or(|kind| entry.done.kind() == kind)
            && (wanted.is_empty() || texts.iter().any(|text| text.to_lowercase().contains(&wanted)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_what_is_wanted_and_an_empty_field_nothing() {
        let filter = AuditFilter::read("q=ana+%26+ben&about=silences&before=2026%231").unwrap();
        assert_eq!((&*filter.text, filter.kind), ("ana & ben", Some(AuditKind::Silences)));
        let before = filter.before.clone().unwrap();
        let again = filter.href_before(&before);
        assert_eq!(AuditFilter::read(again.trim_start_matches("audit?")), Some(filter));
        assert_eq!(AuditFilter::read("q=&about=&other=1"), Some(AuditFilter::default()));
        assert_eq!(AuditFilter::read("about=everything"), None);
    }
}
