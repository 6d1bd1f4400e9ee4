//! What a message says of an incident: what is behind it, in whose words, and whether it asks for an answer.

use super::{MessageKind, foreign};
use crate::drill;
use crate::incident::Incident;
use jiff::tz::TimeZone;

/// Whether the reader is asked for a reply. Nobody has to answer the nightly drill, which ends by itself.
pub(super) fn asks(kind: MessageKind, incident: &Incident) -> bool {
    kind.wants_answer() && !drill::is_nightly(&incident.service)
}

/// Who has it now, for whoever had it.
pub(super) fn taken_over(incident: &Incident) -> String {
    let by = incident.acknowledgement.as_ref().map_or("Somebody else".to_owned(), |it| it.by.to_string());
    format!("{by} took over incident {}", incident.number)
}

/// What an incident is made of.
pub(super) fn behind_it(incident: &Incident) -> String {
    let alerts = incident.alerts;
    match (incident.declared, incident.reported_at, alerts.total) {
        (true, ..) if incident.public_only => "on the status page only".to_owned(),
        (true, ..) => "declared by a person".to_owned(),
        (false, Some(_), 1) => "reported once on a page for colleagues".to_owned(),
        (false, Some(_), total) => format!("reported {total} times on a page for colleagues"),
        // What comes after the end is not counted.
        (false, None, total) if alerts.open > 0 && !incident.is_open() => {
            format!("{} of {total} alerts still firing when it was resolved", alerts.open)
        }
        (false, None, total) => format!("{} of {total} alerts firing", alerts.open),
    }
}

/// When a report pages, for whoever hears of it before.
pub(super) fn before_it_pages(incident: &Incident, zone: &TimeZone) -> String {
    let reported = "A colleague reports this on a page without a login.";
    match &incident.hold {
        Some(hold) => {
            let at = hold.until.to_zoned(zone.clone()).strftime("%H:%M %Z");
            format!("{reported} It pages at {at} unless somebody acknowledges it.")
        }
        None => reported.to_owned(),
    }
}

/// The words and links of whoever told of it, marked as theirs.
pub(super) fn what_was_said(incident: &Incident) -> String {
    let links: Vec<String> = incident
        .links
        .iter()
        .filter(|link| Some(&link.href) != incident.runbook.as_ref())
        .map(|link| format!("{}: {}", link.text, link.href))
        .collect();
    let parts = [incident.detail.as_str(), &links.join("\n")];
    let said = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n");
    let who = if incident.reported_at.is_some() { "What was typed there" } else { "The alarm says" };
    if said.is_empty() { String::new() } else { format!("\n{who}:\n{}", foreign::quoted(&said)) }
}
