//! What a message says of each incident, in the words of the page.

use crate::edition::{Edition, one_line};
use callout_domain::incident::{Phase, StatusUpdate};
use callout_domain::subscriber::News;
use callout_public::{Moment, incident_title, update_text};

/// What a message says of one incident.
pub(crate) struct Section {
    /// The public title.
    pub(crate) title: String,
    /// The affected components by their titles, or the title.
    pub(crate) about: String,
    /// The incident's page; empty if nobody knows where it is.
    pub(crate) link: String,
    /// Oldest first.
    pub(crate) updates: Vec<Said>,
    /// What was told and is withdrawn since.
    pub(crate) withdrawn: Vec<Said>,
    /// Where it stands now.
    pub(crate) phase: String,
}

/// One update.
pub(crate) struct Said {
    pub(crate) phase: String,
    pub(crate) at: String,
    pub(crate) text: String,
}

impl Section {
    pub(crate) fn of(news: &News<'_>, edition: &Edition) -> Self {
        let (page, words) = (&edition.settings, &edition.page_words);
        let said = |update: &&StatusUpdate, text: String| Said {
            phase: words.phase(update.phase).to_owned(),
            at: Moment(update.at).said(words),
            text,
        };
        let title = one_line(&incident_title(news.incident, page, words));
        let components = one_line(&news.incident.titles(page).join(", "));
        let phase =
            news.updates.last().copied().or(news.incident.latest()).map_or(Phase::Resolved, |it| it.phase);
        Self {
            about: if components.is_empty() { title.clone() } else { components },
            title,
            link: edition.incident(news.id()),
            updates: news
                .updates
                .iter()
                .map(|update| said(update, update_text(news.incident, update, page, words)))
                .collect(),
            // Its words no longer hold; the time says which it was.
            withdrawn: news.withdrawn.iter().map(|update| said(update, String::new())).collect(),
            phase: words.phase(phase).to_owned(),
        }
    }
}
