//! The messages about an incident and their fate, prepared for the template. Must not show an address.

use callout_domain::notification::{Attempt, AttemptState, MessageKind, Subject};
use callout_web::parts::Names;
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
pub(super) struct MessageRow {
    pub(super) to: String,
    pub(super) over: String,
    pub(super) what: &'static str,
    /// What a carrier said may be in it: untrusted text.
    pub(super) outcome: String,
    pub(super) failed: bool,
    pub(super) at: Moment,
}

impl MessageTable {
    pub(super) fn of(newest_first: &[Attempt], more: bool, names: &Names<'_>) -> Self {
        let rows = newest_first.iter().take(MOST).map(|attempt| MessageRow::of(attempt, names)).collect();
        let missing = match (newest_first.len().saturating_sub(MOST), more) {
            (0, _) => None,
            (left, false) => Some(format!("{left} older messages are not shown.")),
            (left, true) => Some(format!("More than {left} other messages are not shown.")),
        };
        Self { rows, missing }
    }
}

impl MessageRow {
    fn of(attempt: &Attempt, names: &Names<'_>) -> Self {
        Self {
            to: names.responder(&attempt.responder),
            over: channel(attempt.contact.as_str()),
            what: what(&attempt.about),
            outcome: outcome(attempt),
            failed: matches!(attempt.state, AttemptState::Failed(_)),
            at: Moment(attempt.at),
        }
    }
}

fn outcome(attempt: &Attempt) -> String {
    match &attempt.state {
        AttemptState::Claimed => "Sending".to_owned(),
        AttemptState::Queued(until) => format!("Queued until {}, leaves as one summary", Moment(*until)),
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
        MessageKind::AckReminder => "Asked to confirm",
        MessageKind::Report => "Reported again",
        MessageKind::OpenReminder => "Reminded that it is open",
        MessageKind::PostmortemReminder => "Postmortem reminder",
    }
}

/// A contact that is called by its channel, as people write that.
fn channel(contact: &str) -> String {
    match contact {
        "sms" => "SMS".to_owned(),
        "email" => "Email".to_owned(),
        "voice" => "Phone call".to_owned(),
        other => other.to_owned(),
    }
}
