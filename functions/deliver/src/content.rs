//! What a message says of each incident and of maintenance, in the words of the page.

use crate::edition::{Edition, one_line};
use callout_domain::incident::{Phase, StatusUpdate};
use callout_domain::status::titles;
use callout_domain::subscriber::{IncidentNews, MaintenanceNews, News};
use callout_public::{Moment, clean, fill, incident_title, maintenance_text, update_text};

/// What a message says of one incident, or of one maintenance window.
pub(crate) struct Section {
    /// The public title.
    pub(crate) title: String,
    /// What the subject says it is about: affected components by their titles, or the title.
    pub(crate) about: String,
    /// Of maintenance: when it is, what is worked on, and what that means.
    pub(crate) facts: Vec<String>,
    /// Its page; empty if nobody knows where it is.
    pub(crate) link: String,
    /// What the link leads to.
    pub(crate) link_text: String,
    /// Oldest first.
    pub(crate) updates: Vec<Said>,
    /// What was told and is withdrawn since.
    pub(crate) withdrawn: Vec<Said>,
    /// Where it stands now.
    pub(crate) phase: String,
    /// Whether it is maintenance.
    pub(crate) is_maintenance: bool,
}

/// One update.
pub(crate) struct Said {
    pub(crate) phase: String,
    pub(crate) at: String,
    pub(crate) text: String,
}

impl Section {
    pub(crate) fn of(news: &News<'_>, edition: &Edition) -> Self {
        let link = edition.page_of(&news.id());
        match news {
            News::Incident(news) => Self::of_incident(news, link, edition),
            News::Maintenance(news) => Self::of_maintenance(news, link, edition),
        }
    }

    fn of_incident(news: &IncidentNews<'_>, link: String, edition: &Edition) -> Self {
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
            facts: Vec::new(),
            link,
            link_text: edition.words.mail_open.clone(),
            updates: news
                .updates
                .iter()
                .map(|update| said(update, update_text(news.incident, update, page, words)))
                .collect(),
            // Its words no longer hold; the time says which it was.
            withdrawn: news.withdrawn.iter().map(|update| said(update, String::new())).collect(),
            phase: words.phase(phase).to_owned(),
            is_maintenance: false,
        }
    }

    fn of_maintenance(news: &MaintenanceNews<'_>, link: String, edition: &Edition) -> Self {
        let (words, own, window) = (&edition.page_words, &edition.words, news.window);
        let said = |at| Moment(at).said(words);
        let updates = news.updates.iter().map(|update| Said {
            phase: words.maintenance_phase(update.phase).to_owned(),
            at: said(update.at),
            text: maintenance_text(window, update, words),
        });
        let reminder = news.reminder.map(|at| Said {
            phase: own.maintenance_soon.clone(),
            at: said(at),
            text: fill(&own.maintenance_reminder, &[&said(window.from)]),
        });
        let subject = match (&news.reminder, news.updates.last()) {
            (None, Some(update)) => own.maintenance(update),
            _ => &own.maintenance_soon,
        };
        let title = one_line(window.title_in(&words.code));
        Self {
            about: title.clone(),
            title,
            facts: facts(news, edition),
            link,
            link_text: own.mail_open_maintenance.clone(),
            updates: updates.chain(reminder).collect(),
            withdrawn: Vec::new(),
            phase: subject.to_owned(),
            is_maintenance: true,
        }
    }
}

/// When a window is, what is worked on, and what that means, unless it is over or its announcement says so in this message.
fn facts(news: &MaintenanceNews<'_>, edition: &Edition) -> Vec<String> {
    let (words, window) = (&edition.page_words, news.window);
    let times = [window.from, window.until].map(|at| Moment(at).said(words));
    let times = fill(&words.from_until, &[&times[0], &times[1]]);
    let components = one_line(&titles(&window.components, &edition.settings).join(", "));
    let text = clean(window.text_in(&words.code));
    let is_said = news.updates.iter().any(|update| maintenance_text(window, update, words) == text);
    let text = if is_said || !window.is_ahead_or_active() { String::new() } else { text };
    [times, components, text].into_iter().filter(|fact| !fact.is_empty()).collect()
}
