//! Why somebody gets a page: a first one needs no word, a later one reads like the first.

use super::{Message, MessageKind};
use crate::incident::{Engagement, Incident, PageReason};

/// Before what the page is about, where there is little room; may be empty.
pub(super) fn in_a_word(message: &Message, incident: &Incident) -> &'static str {
    let reason = engagement(message, incident).and_then(|it| it.reason);
    match reason {
        Some(PageReason::Reassigned) => "For you: ",
        Some(PageReason::SeverityRaised) => "Worse: ",
        Some(PageReason::AckLapsed | PageReason::SnoozeEnded) => "Again: ",
        Some(PageReason::NotAcknowledged | PageReason::Unreachable) if incident.escalation.cycle > 1 => {
            "Again: "
        }
        Some(
            PageReason::Escalated
            | PageReason::Declined
            | PageReason::NotAcknowledged
            | PageReason::Unreachable,
        ) => "Escalated: ",
        _ => "",
    }
}

/// In a sentence; `None` for a first page.
pub(super) fn in_a_sentence(message: &Message, incident: &Incident) -> Option<String> {
    let engagement = engagement(message, incident)?;
    let by = || engagement.asked_by.as_ref().map_or_else(|| "Somebody".to_owned(), ToString::to_string);
    Some(match engagement.reason? {
        PageReason::Reassigned => format!("{} reassigned it to you.", by()),
        PageReason::Escalated => format!("{} escalated it to you.", by()),
        PageReason::Declined => format!("{} cannot take it.", by()),
        PageReason::NotAcknowledged => "Nobody has acknowledged it so far.".to_owned(),
        PageReason::Unreachable => "Whoever was paged before could not be reached.".to_owned(),
        PageReason::AckLapsed => "Whoever had it did not confirm that they still do.".to_owned(),
        PageReason::SnoozeEnded => "Its snooze is over.".to_owned(),
        PageReason::SeverityRaised => "It is worse than whoever has it knew.".to_owned(),
        PageReason::HoldEnded => "Nothing holds it back any more, and it still fires.".to_owned(),
        PageReason::CauseCleared => "What explained it is over, and it still fires.".to_owned(),
        PageReason::SupportHours => "Support hours began.".to_owned(),
        _ => return None,
    })
}

/// What a page is about, in its source's words: what made the incident worse, or its title.
pub(super) fn about<'a>(message: &Message, incident: &'a Incident) -> &'a str {
    let reason = engagement(message, incident).and_then(|it| it.reason);
    let is_worse = reason == Some(PageReason::SeverityRaised) && !incident.raised_by.is_empty();
    if is_worse { &incident.raised_by } else { &incident.title }
}

fn engagement<'a>(message: &Message, incident: &'a Incident) -> Option<&'a Engagement> {
    let is_page = message.kind == MessageKind::Page;
    let mut theirs = incident.engagements.iter().rev().filter(|it| it.responder == message.responder);
    theirs.find(|_| is_page)
}
