//! What an incident was merged into, and what was merged into it, prepared for the template.

use super::record::Shown;
use crate::session::Session;
use callout_domain::incident::{CommandInfo, Incident, split};
use callout_web::parts::{IncidentHeader, Reader, paged};
use callout_web::words::Moment;
use jiff::Timestamp;

/// The most characters of a title; the incident's own page shows all.
const TITLE: usize = 160;

/// Where an incident is part of another, and what of others is part of it.
pub(super) struct MergedView {
    pub(super) into: Option<IntoView>,
    pub(super) rows: Vec<MergedRow>,
}

/// The incident that pages for this one.
pub(super) struct IntoView {
    pub(super) number: u64,
    pub(super) by: String,
    pub(super) at: Moment,
    /// What splitting it off does; none where it is over.
    pub(super) split: Option<String>,
}

/// An incident that was merged into this one.
pub(super) struct MergedRow {
    pub(super) number: u64,
    pub(super) header: IncidentHeader,
    pub(super) state: &'static str,
}

impl MergedView {
    pub(super) fn of(incident: &Incident, shown: &Shown, session: &Session, now: Timestamp) -> Self {
        let reader = session.reader();
        let into = incident.merged_into.as_ref().map(|into| IntoView {
            number: into.number,
            by: reader.name_of(&into.by),
            at: reader.moment(into.at),
            split: shown.target.as_ref().and_then(|target| effect(incident, target, session, now)),
        });
        Self { into, rows: shown.merged.iter().map(|merged| MergedRow::of(merged, &reader, now)).collect() }
    }
}

impl MergedRow {
    fn of(merged: &Incident, reader: &Reader<'_>, now: Timestamp) -> Self {
        Self {
            number: merged.number,
            header: IncidentHeader::of(merged, reader, now).with_title_of(TITLE),
            state: if merged.is_open() { "Open" } else { "Resolved" },
        }
    }
}

/// What splitting it off does, by deciding it: nothing is committed.
fn effect(incident: &Incident, target: &Incident, session: &Session, now: Timestamp) -> Option<String> {
    let (reader, by) = (session.reader(), session.actor.clone());
    let split = split(incident, target, &session.rules, &CommandInfo { by, now }).ok()?;
    let owner = split.child.incident.acknowledgement.as_ref().map(|it| reader.name_of(&it.by));
    let of_it = match (paged(&split.child, &reader), owner) {
        (Some(names), _) => format!("This pages {names} now."),
        (None, Some(owner)) => format!("{owner} has it again."),
        (None, None) => "This pages nobody now.".to_owned(),
    };
    let ends = target.is_open() && !split.target.incident.is_open();
    let of_target =
        ends.then(|| format!(" Incident {} is resolved: its own alerts are clear.", target.number));
    Some(format!("{of_it}{}", of_target.unwrap_or_default()))
}
