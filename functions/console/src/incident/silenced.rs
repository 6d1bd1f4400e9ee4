//! What a silence made in an incident holds back, and those that were made in it.

use super::record::Shown;
use crate::session::Session;
use callout_domain::alarm::clip;
use callout_domain::incident::{AlertRow, Incident};
use callout_domain::live::{LiveChange, LiveEntry, Subject, alarms_named, service_of, subject_of};
use callout_web::words::Moment;
use jiff::Timestamp;

/// The most alerts that can be silenced one by one, and how much of each is said.
const MOST_SINGLE: usize = 20;
const SUMMARY: usize = 80;

/// What its form sends for all alarms of the service.
pub(crate) const SERVICE: &str = "service";

/// What a silence would hold back.
pub(super) struct Silenced {
    /// All of it, in words.
    pub(super) all: String,
    /// The same as the form sends it: what was on the page is silenced, whatever fires by then.
    pub(super) shown: String,
    /// The alerts that can be silenced one by one, where that is less: key and summary. Untrusted text.
    pub(super) single: Vec<(String, String)>,
}

pub(super) fn silenced(incident: &Incident, shown: &Shown) -> Option<Silenced> {
    // What people declared has no alarm.
    if incident.alerts.total == 0 && !incident.is_counting() {
        return None;
    }
    let firing: Vec<&AlertRow> =
        shown.alerts.iter().filter(|row| row.state.fires() && row.stored.is_some()).collect();
    let known = firing.iter().filter_map(|row| row.stored.as_ref());
    let single = || -> Vec<(String, String)> {
        let each = firing.iter().take(MOST_SINGLE);
        each.map(|row| (row.key.to_string(), clip(&row.summary, SUMMARY))).collect()
    };
    // Of alarms that come and go nothing may fire at the moment; the form says what it holds back then.
    let of_service = || (!incident.bundle).then(|| service_of(incident));
    Some(match subject_of(known, incident).or_else(of_service)? {
        Subject::Service(_) => Silenced {
            all: format!("all alarms of {}", incident.service_title),
            shown: SERVICE.to_owned(),
            single: single(),
        },
        Subject::Alarms(_) => Silenced {
            all: alarms(firing.len(), incident),
            shown: firing.iter().map(|row| row.key.as_str()).collect::<Vec<_>>().join(","),
            single: if firing.len() > 1 { single() } else { Vec::new() },
        },
    })
}

/// A long incident does not show every alert that fires in it.
fn alarms(count: usize, incident: &Incident) -> String {
    let all = usize::try_from(incident.alerts.open).unwrap_or(usize::MAX);
    match (count, all > count) {
        (count, true) => format!("the {count} of its {all} firing alarms that are listed here"),
        (1, false) => "the alarm that fires in it".to_owned(),
        (count, false) => format!("the {count} alarms that fire in it"),
    }
}

/// The silences that were made in an incident and hold: of what, whose, and why.
pub(super) fn silences(
    incident: &Incident,
    session: &Session,
    now: Timestamp,
) -> Vec<(String, String, Moment)> {
    let reader = session.reader();
    let of_it = |entry: &&LiveEntry| {
        let is_silence = matches!(entry.what, LiveChange::Silence { .. });
        is_silence && entry.made.incident == Some(incident.number) && entry.until > now
    };
    let words = |entry: &LiveEntry| match entry.reason.is_empty() {
        true => entry.made.by.clone(),
        false => format!("{}: {}", entry.made.by, entry.reason),
    };
    let all = session.rules.live().live.entries().map(|(_, entry)| entry).filter(of_it);
    all.map(|entry| (subject(entry, incident), words(entry), reader.moment(entry.until))).collect()
}

/// What a silence made in an incident is about, before "silenced until".
fn subject(entry: &LiveEntry, incident: &Incident) -> String {
    let LiveChange::Silence { matches } = &entry.what else { return String::new() };
    match alarms_named(matches).as_deref() {
        None => format!("All alarms of {} are", incident.service_title),
        Some([one]) => format!("Its alarm {one} is"),
        Some(some) => format!("{} of its alarms are", some.len()),
    }
}
