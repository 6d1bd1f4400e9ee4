//! When a person's next contact is due.
//!
//! A person's rules are read again each time, so that a rule added late counts from then on.

use super::state::Engagement;
use crate::ids::{ContactName, ResponderName};
use crate::responder::Urgency;
use crate::settings::Rules;
use jiff::Timestamp;

/// When the next contact of anybody is due.
pub(super) fn next_contact_due(engagements: &[Engagement], rules: &Rules) -> Option<Timestamp> {
    engagements.iter().filter_map(|engagement| next(engagement, rules)).map(|(at, _)| at).min()
}

/// When the second contact of a person paged now is due.
pub(super) fn next_after_page(
    rules: &Rules,
    responder: &ResponderName,
    urgency: Urgency,
    now: Timestamp,
) -> Option<Timestamp> {
    let due = rules.reach(responder).1.due(urgency, now);
    due.into_iter().map(|(at, _)| at).find(|at| *at > now)
}

/// A person's next contact, and when it is due.
pub(super) fn next(engagement: &Engagement, rules: &Rules) -> Option<(Timestamp, ContactName)> {
    let mut due = due(engagement, rules).into_iter();
    due.find(|(at, contact)| *at > engagement.notified_until && !engagement.failed.contains(contact))
}

/// When each contact of a paged person is due.
pub(super) fn due(engagement: &Engagement, rules: &Rules) -> Vec<(Timestamp, ContactName)> {
    rules.reach(&engagement.responder).1.due(engagement.urgency, engagement.since)
}
