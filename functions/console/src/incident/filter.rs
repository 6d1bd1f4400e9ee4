//! Which part of a timeline the reader wants to see: in the address, so that it can be kept and sent on.

use crate::address::Asks;
use callout_domain::incident::{Event, EventRecord};

/// Kinds of entries.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Kind {
    #[default]
    All,
    /// What people did.
    People,
    /// Who was paged, and whether that worked.
    Pages,
    /// What its alerts did.
    Alerts,
    /// Notes, and what customers read.
    Notes,
}

/// The kinds with their words in the address and on the page.
const KINDS: [(Kind, &str, &str); 5] = [
    (Kind::All, "", "Everything"),
    (Kind::People, "people", "What people did"),
    (Kind::Pages, "pages", "Pages"),
    (Kind::Alerts, "alerts", "Alerts"),
    (Kind::Notes, "notes", "Notes and updates"),
];

/// What the reader wants to see.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct TimelineFilter {
    pub(super) kind: Kind,
    /// Only what was recorded before this event.
    pub(super) before: Option<u64>,
}

/// A link to one kind of entries.
pub(super) struct KindLink {
    pub(super) href: String,
    pub(super) words: &'static str,
    pub(super) chosen: bool,
}

impl Asks for TimelineFilter {
    fn read(query: &str) -> Option<Self> {
        let mut filter = Self::default();
        for (key, value) in form_urlencoded::parse(query.as_bytes()).filter(|(_, value)| !value.is_empty()) {
            match &*key {
                "show" => filter.kind = KINDS.into_iter().find(|(_, word, _)| *word == value)?.0,
                "before" => filter.before = Some(value.parse().ok()?),
                _ => {}
            }
        }
        Some(filter)
    }
}

impl TimelineFilter {
    /// Its address, from the incident's own.
    pub(super) fn href(self, number: u64) -> String {
        let word = KINDS.iter().find(|(kind, ..)| *kind == self.kind).map_or("", |(_, word, _)| *word);
        let before = self.before.map(|before| format!("before={before}"));
        let show = (!word.is_empty()).then(|| format!("show={word}"));
        let query: Vec<String> = show.into_iter().chain(before).collect();
        match query.is_empty() {
            true => format!("{number}#timeline"),
            false => format!("{number}?{}#timeline", query.join("&")),
        }
    }

    /// A link to each kind.
    pub(super) fn links(self, number: u64) -> Vec<KindLink> {
        let link = |(kind, _, words)| KindLink {
            href: Self { kind, before: None }.href(number),
            words,
            chosen: kind == self.kind,
        };
        KINDS.map(link).into()
    }

    /// Whether an entry is of the kind that is wanted.
    pub(super) fn fits(self, record: &EventRecord) -> bool {
        match self.kind {
            Kind::All => true,
            Kind::People => record.actor.is_person(),
            kind => kind == of(&record.event),
        }
    }
}

fn of(event: &Event) -> Kind {
    match event {
        Event::Opened(_)
        | Event::AlertJoined { .. }
        | Event::AlertRepeated { .. }
        | Event::AlertAcknowledged { .. }
        | Event::AlertCleared { .. }
        | Event::ReleaseFinished
        | Event::AlertsRecounted { .. }
        | Event::CountingBegan
        | Event::AlertsCounted { .. }
        | Event::MergedAlert { .. }
        | Event::MergedEnded { .. }
        | Event::MergedReopened { .. }
        | Event::SeverityRaised { .. } => Kind::Alerts,
        Event::SeveritySet { .. } | Event::Reported { .. } => Kind::Notes,
        Event::Paged { .. }
        | Event::PageForwarded { .. }
        | Event::Notified { .. }
        | Event::Rescheduled { .. }
        | Event::ResponderAdded { .. }
        | Event::LevelSkipped { .. }
        | Event::Informed { .. }
        | Event::Declined { .. }
        | Event::AckReminded { .. }
        | Event::AckLapsed { .. }
        | Event::DeliveryFailed { .. }
        | Event::DeliveryQueued(_) => Kind::Pages,
        Event::NoteAdded { .. }
        | Event::StatusUpdated(_)
        | Event::StatusUpdateChanged(_)
        | Event::UpdateDrafted(_)
        | Event::DraftDiscarded { .. }
        | Event::UpdateReminded(_) => Kind::Notes,
        _ => Kind::All,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_a_kind_and_where_to_begin() {
        let filter = TimelineFilter::read("show=notes&before=12").unwrap();
        assert_eq!((filter.kind, filter.before), (Kind::Notes, Some(12)));
        assert_eq!(filter.href(7), "7?show=notes&before=12#timeline");
        assert_eq!(TimelineFilter::read("show=&other=1"), Some(TimelineFilter::default()));
        assert_eq!(TimelineFilter::default().href(7), "7#timeline");
        for nonsense in ["show=all", "before=soon"] {
            assert_eq!(TimelineFilter::read(nonsense), None);
        }
    }
}
