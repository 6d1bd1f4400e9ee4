//! What else a page's link allows, prepared for the template.

use crate::form::LONGEST_SNOOZE;
use crate::merged::Followed;
use callout_domain::incident::{Actor, Command};
use callout_domain::settings::Rules;
use callout_web::parts::{Person, Reader, people, resolving, taking, taking_over, whom};
use jiff::Timestamp;

/// What else the reader may do.
pub(crate) struct Actions {
    pub(crate) seen: String,
    /// Whom declining pages; none where the reader was not asked, or somebody has it.
    pub(crate) declines: Option<String>,
    /// What resolving it does besides.
    pub(crate) resolves: Vec<String>,
    /// From whom a snooze takes it.
    pub(crate) takes: String,
    /// From whom the reader can take it over.
    pub(crate) takes_over: Option<String>,
    /// Whom paging the next level wakes, or why it is not possible now.
    pub(crate) escalates: Result<String, String>,
    pub(crate) people: Vec<Person>,
    /// How long it can be snoozed.
    pub(crate) snoozes: Vec<(u32, &'static str)>,
}

impl Actions {
    pub(crate) fn of(followed: &Followed, reader: &Actor, rules: &Rules, now: Timestamp) -> Self {
        let incident = &followed.incident;
        let words = Reader::new(reader.clone(), Some(rules));
        let snoozes = [(30, "30 minutes"), (60, "1 hour"), (120, "2 hours"), (LONGEST_SNOOZE, "4 hours")];
        Self {
            seen: followed.seen(),
            declines: whom(incident, &Command::Decline, reader, rules, now).ok(),
            resolves: resolving(incident, reader, rules, now),
            takes: taking(incident, &words),
            takes_over: taking_over(incident, &words),
            escalates: whom(incident, &Command::Escalate, reader, rules, now),
            people: people(reader, rules),
            snoozes: snoozes.into(),
        }
    }
}
