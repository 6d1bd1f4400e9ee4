//! Whom each level of a policy pages now, prepared for the template.

use crate::contacts::ways;
use crate::person_link::PersonLink;
use crate::session::Session;
use callout_domain::ids::PolicyName;
use callout_domain::responder::{BUILT_IN_FALLBACK, Urgency};
use callout_domain::settings::{EscalationRow, Settings};
use callout_web::parts::Reader;
use callout_web::words::Moment;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// The most people of a policy that are listed.
const MOST_ROWS: usize = 12;
/// The most services of a policy that are named.
const MOST_SERVICES: usize = 12;

/// A policy as it pages now.
pub(super) struct PolicyView {
    pub(super) name: String,
    /// The services that use it.
    pub(super) services: String,
    pub(super) repeat: Option<String>,
    pub(super) rows: Vec<LevelRow>,
    /// What is not listed.
    pub(super) missing: Option<String>,
}

/// One person of a level, or a level that pages nobody.
pub(super) struct LevelRow {
    pub(super) level: String,
    pub(super) when: String,
    /// None: nobody.
    pub(super) who: Option<PersonLink>,
    pub(super) because: String,
    pub(super) until: Option<Moment>,
    pub(super) reached: String,
}

/// The services of each policy, by name and title; a policy without services has none.
pub(super) fn services_by_policy(settings: &Settings) -> BTreeMap<PolicyName, Vec<(String, String)>> {
    let mut found: BTreeMap<PolicyName, Vec<(String, String)>> =
        settings.policies.keys().map(|name| (name.clone(), Vec::new())).collect();
    for (name, service) in &settings.services {
        found.entry(service.policy.clone()).or_default().push((name.to_string(), service.title.clone()));
    }
    found
}

impl PolicyView {
    pub(super) fn of(
        name: &PolicyName,
        services: Vec<(String, String)>,
        session: &Session,
        reader: &Reader<'_>,
        now: Timestamp,
    ) -> Self {
        let rows = session.rules.snapshot(name).map(|policy| {
            let repeat = match policy.policy.repeat {
                0 => None,
                1 => Some("The levels repeat once.".to_owned()),
                times => Some(format!("The levels repeat {times} times.")),
            };
            (repeat, session.rules.escalation(&policy, (Urgency::High, None), now))
        });
        let (repeat, rows) = rows.unwrap_or_default();
        let left = rows.len().saturating_sub(MOST_ROWS);
        Self {
            name: name.to_string(),
            services: named(services),
            repeat,
            rows: rows.iter().take(MOST_ROWS).map(|row| LevelRow::of(row, session, reader)).collect(),
            missing: (left > 0)
                .then(|| format!("{left} more are paged by it: `callout oncall --service NAME` lists all.")),
        }
    }
}

impl LevelRow {
    fn of(row: &EscalationRow, session: &Session, reader: &Reader<'_>) -> Self {
        let when = match row.after.as_mins() {
            0 => "at once".to_owned(),
            minutes => format!("after {minutes} min"),
        };
        let is_built_in = row.responder.as_ref().is_some_and(|name| name.as_str() == BUILT_IN_FALLBACK);
        let who = row.responder.as_ref().map(|name| match is_built_in {
            true => PersonLink { name: "Fallback contact".to_owned(), href: None },
            false => PersonLink::of(name, session),
        });
        Self {
            level: row.level.map_or_else(|| "Fallback".to_owned(), |level| format!("Level {level}")),
            when,
            who,
            because: row.because.clone(),
            until: row.until.map(|at| reader.moment(at).with_weekday()),
            reached: ways(&row.contacts),
        }
    }
}

fn named(services: Vec<(String, String)>) -> String {
    let left = services.len().saturating_sub(MOST_SERVICES);
    let titles: Vec<String> = services.into_iter().take(MOST_SERVICES).map(|(_, title)| title).collect();
    match (titles.is_empty(), left) {
        (true, _) => "no service".to_owned(),
        (false, 0) => titles.join(", "),
        (false, left) => format!("{} and {left} more", titles.join(", ")),
    }
}
