//! The messages about an incident and their fate, prepared for the template. Must not show an address.

use crate::contacts::by_channel;
use callout_domain::notification::{Attempt, AttemptState, MessageKind, Subject};
use callout_web::parts::Reader;
use callout_web::words::Moment;

/// The most that are listed, the newest.
const MOST: usize = 30;

/// The table.
pub(super) struct MessageTable {
    pub(super) rows: Vec<MessageRow>,
    /// What is not listed.
    pub(super) missing: Option<String>,
}

/// One message.
pub(crate) struct MessageRow {
    pub(crate) to: String,
    pub(crate) over: String,
    pub(crate) what: &'static str,
    /// What a carrier said may be in it: untrusted text.
    pub(crate) outcome: String,
    pub(crate) failed: bool,
    pub(crate) at: Moment,
}

impl MessageTable {
    pub(super) fn of(newest_first: &[Attempt], more: bool, reader: &Reader<'_>) -> Self {
        let rows = newest_first.iter().take(MOST).map(|attempt| message_row(attempt, reader)).collect();
        let missing = match (newest_first.len().saturating_sub(MOST), more) {
            (0, _) => None,
            (left, false) => Some(format!("{left} older messages are not shown.")),
            (left, true) => Some(format!("More than {left} other messages are not shown.")),
        };
        Self { rows, missing }
    }
}

/// One message, for a reader.
pub(crate) fn message_row(attempt: &Attempt, reader: &Reader<'_>) -> MessageRow {
    MessageRow {
        to: reader.responder(&attempt.responder),
        over: by_channel(attempt.contact.as_str()),
        what: what(&attempt.about),
        outcome: outcome(attempt, reader),
        failed: matches!(attempt.state, AttemptState::Failed(_)),
        at: reader.moment(attempt.at),
    }
}

fn outcome(attempt: &Attempt, reader: &Reader<'_>) -> String {
    match &attempt.state {
        AttemptState::Claimed => "Sending".to_owned(),
        AttemptState::Queued(until) => {
            format!("Queued until {}, leaves as one summary", reader.moment(*until))
        }
        AttemptState::Delayed(why) => format!("Retrying: {why}"),
        AttemptState::Sent(_) if attempt.summary_of > 0 => {
            format!("Sent as one of {}, in a summary", attempt.summary_of)
        }
        AttemptState::Sent(_) => "Sent".to_owned(),
        AttemptState::Failed(why) => format!("Failed: {why}"),
    }
}

fn what(about: &Subject) -> &'static str {
    let Subject::Incident { kind, .. } = about else { return "Notice" };
    match kind {
        MessageKind::Page => "Page",
        MessageKind::Help => "Request for help",
        MessageKind::Resolved => "Resolved",
        MessageKind::Reopened => "Reopened",
        MessageKind::TakenOver => "Told that it was taken over",
        MessageKind::AckReminder => "Asked to confirm",
        MessageKind::Informed => "Told of a report",
        MessageKind::Report => "Reported again",
        MessageKind::OpenReminder => "Reminded that it is open",
        MessageKind::UpdateReminder => "Reminded to tell customers",
        MessageKind::PostmortemReminder => "Postmortem reminder",
    }
}
