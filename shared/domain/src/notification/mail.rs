//! The text of a mail: what it is, our own links, and behind them whatever others said.

use super::foreign;
use super::said::{asks, before_it_pages, behind_it, taken_over, what_was_said};
use super::why::{about, in_a_sentence};
use super::{Message, MessageKind};
use crate::incident::Incident;
use crate::timeline::by_service;
use jiff::tz::TimeZone;
use std::fmt::Write as _;

/// Explains to recipients that opening the link is not a reply.
const BUTTON: &str = "(The link opens a page; nothing happens until you press its button.)";

/// The text of a mail.
pub(super) fn mail(message: &Message, incident: &Incident, link: Option<&str>, zone: &TimeZone) -> String {
    let kind = message.kind;
    let mut body = String::new();
    let _ = match kind {
        MessageKind::Page => {
            let why = in_a_sentence(message, incident).map(|why| format!(" {why}")).unwrap_or_default();
            writeln!(body, "{} in {}.{why}\n", incident.severity, incident.service_title)
        }
        MessageKind::Help => {
            writeln!(body, "{}.\n", request(message, incident))
        }
        MessageKind::Resolved => writeln!(body, "{}\n", end(incident)),
        MessageKind::Reopened => writeln!(body, "{}\n", reopened(incident)),
        MessageKind::TakenOver => writeln!(body, "{}. You have nothing to do.\n", taken_over(incident)),
        MessageKind::AckReminder => {
            writeln!(body, "Still working on this? If you don't confirm, the next level is paged.\n")
        }
        MessageKind::Informed => writeln!(body, "{}\n", before_it_pages(incident, zone)),
        MessageKind::Report => {
            writeln!(body, "Somebody else reports this, too. What they see is on the timeline.\n")
        }
        MessageKind::OpenReminder => writeln!(
            body,
            "Nobody has said anything about this for an hour. Add a note, or resolve it: no alarm will end it.\n"
        ),
        MessageKind::UpdateReminder => writeln!(body, "{}\n", what_customers_read(incident, zone)),
        MessageKind::PostmortemReminder => writeln!(body, "The postmortem of this incident is due.\n"),
    };
    let _ = writeln!(body, "  #{}  {}", incident.number, foreign::unlinked(&incident.title));
    if about(message, incident) != incident.title {
        let _ = writeln!(body, "  Worse: {}", foreign::unlinked(about(message, incident)));
    }
    body.push_str(&own_links(kind, incident, link));
    let since = incident.opened_at.to_zoned(zone.clone()).strftime("%a %d %b %H:%M %Z").to_string();
    let what = behind_it(incident);
    let _ = writeln!(body, "  Since {since}, {what}");
    if let Some(counter) = incident.counted.as_ref().filter(|counter| counter.services.len() > 1) {
        let _ = writeln!(body, "  {}", by_service(counter));
    }
    body.push_str(&what_was_said(incident));
    body
}

/// Who asks the reader for help.
fn request(message: &Message, incident: &Incident) -> String {
    let mut asked = incident.engagements.iter().filter(|it| it.responder == message.responder);
    let what = format!("with this {} in {}", incident.severity, incident.service_title);
    match asked.find_map(|engagement| engagement.asked_by.as_ref()) {
        Some(by) => format!("{by} asks for your help {what}"),
        None => format!("Your help is requested {what}"),
    }
}

/// Whether it is over, or a person said so while alerts fire.
fn end(incident: &Incident) -> String {
    let alerts = match incident.alerts.open {
        1 => "1 alert was".to_owned(),
        open => format!("{open} alerts were"),
    };
    match &incident.resolved_by {
        Some(by) if incident.alerts.open > 0 && incident.reported_at.is_none() => {
            format!(
                "Resolved by {by}; {alerts} still firing.\nWhat is reported again opens a new incident and pages."
            )
        }
        Some(by) => format!("Resolved by {by}. No action needed."),
        None => "Resolved. No action needed.".to_owned(),
    }
}

/// Who has it now: whoever heard of its end must not think that nobody does, nor that they do.
fn reopened(incident: &Incident) -> String {
    match &incident.acknowledgement {
        Some(acknowledgement) => {
            format!("Reopened: it is not over. {} has it; you have nothing to do.", acknowledgement.by)
        }
        None => "Reopened: it is not over.".to_owned(),
    }
}

/// What customers read last, and how to tell them more.
fn what_customers_read(incident: &Incident, zone: &TimeZone) -> String {
    let number = incident.number;
    let over = if incident.is_open() { "" } else { "This is over. " };
    let read = match incident.told_last() {
        Some(update) => {
            let at = update.at.to_zoned(zone.clone()).strftime("%H:%M %Z");
            format!("{over}Customers read since {at} ({}): {}", update.phase.title(), update.text)
        }
        None => format!("{over}Customers read nothing of this."),
    };
    match &incident.drafted {
        Some(draft) => format!(
            "{read}\n\nA draft waits ({}): {}\nPublish it in the console, or: callout status publish {number}",
            draft.phase.title(),
            draft.text
        ),
        None => format!("{read}\n\nTell them more in the console, or: callout status post {number} \"…\""),
    }
}

/// Our own links, in front of everything that an alarm says.
fn own_links(kind: MessageKind, incident: &Incident, link: Option<&str>) -> String {
    let mut text = String::new();
    if asks(kind, incident) {
        let _ = match link {
            Some(link) if kind.is_to_acknowledge() => write!(text, "\nAcknowledge: {link}\n{BUTTON}\n"),
            Some(link) => write!(text, "\nOpen: {link}\n"),
            None if kind.is_to_acknowledge() => {
                write!(text, "\nAcknowledge: callout ack {}\n", incident.number)
            }
            None => write!(text, "\nOpen: callout show {}\n", incident.number),
        };
    }
    if let (MessageKind::PostmortemReminder, Some(postmortem)) = (kind, &incident.postmortem) {
        let _ = write!(
            text,
            "\nDraft: {}\nDue: {}\n",
            postmortem.draft,
            postmortem.due_at.strftime("%F %H:%M UTC")
        );
    }
    if let Some(runbook) = incident.runbook.as_ref().filter(|_| kind.wants_answer()) {
        let _ = writeln!(text, "Runbook: {runbook}");
    }
    text + "\n"
}
