//! What a message about a request for a shift says: who asks whom, what became of it, and who is on call until then.
//!
//! Must not decide whom to notify.

use crate::alarm::clip;
use crate::ids::ResponderName;
use crate::oncall::{ShiftNews, ShiftPart, ShiftRequest, ShiftRequestKind};
use jiff::Timestamp;

/// The most characters of a reason in a message.
const REASON: usize = 200;

/// A request as one person reads of it.
pub(super) struct ShiftText<'a> {
    pub(super) request: &'a ShiftRequest,
    pub(super) news: ShiftNews,
    pub(super) reason: &'a str,
    pub(super) reader: &'a ResponderName,
    /// What people are called.
    pub(super) name: &'a dyn Fn(&ResponderName) -> String,
    /// A time by the reader's clock.
    pub(super) at: &'a dyn Fn(Timestamp) -> String,
}

impl ShiftText<'_> {
    /// What it means for the reader.
    pub(super) fn lead(&self) -> String {
        let (asker, asked) = ((self.name)(&self.request.asker), (self.name)(&self.request.asked));
        match self.news {
            ShiftNews::Asked { .. } => self.question(&asker),
            ShiftNews::Taken => format!("Agreed: {}", self.each(|part| self.comes(part))),
            ShiftNews::Refused => format!("{asked} refused your request. {}", self.nothing_changes()),
            ShiftNews::Lapsed => {
                format!("{asked} did not answer your request in time. {}", self.nothing_changes())
            }
            ShiftNews::Withdrawn => format!("{asker} took a request back. {}", self.nothing_changes()),
        }
    }

    /// What follows.
    pub(super) fn others(&self) -> Vec<String> {
        let ShiftNews::Asked { answer_by } = self.news else { return Vec::new() };
        let reason = clip(self.reason.trim(), REASON);
        let asker = (self.name)(&self.request.asker);
        let reason = (!reason.is_empty()).then(|| format!("{asker} writes: \"{reason}\""));
        let until = format!("Answer by {}. Until then nothing changes.", (self.at)(answer_by));
        reason.into_iter().chain([until]).collect()
    }

    fn question(&self, asker: &str) -> String {
        let span = |part: &ShiftPart| {
            format!("{} from {} until {}", part.schedule, (self.at)(part.start), (self.at)(part.end))
        };
        match (self.request.kind(), self.request.parts.as_slice()) {
            (ShiftRequestKind::Give, [part]) => format!("{asker} asks you to be on call for {}.", span(part)),
            (ShiftRequestKind::Take, [part]) => {
                format!("{asker} offers to be on call instead of you for {}.", span(part))
            }
            (_, [mine, yours, ..]) => format!(
                "{asker} asks you to swap shifts: you take {}, {asker} takes {}.",
                span(mine),
                span(yours)
            ),
            _ => format!("{asker} asks you to be on call."),
        }
    }

    fn nothing_changes(&self) -> String {
        self.each(|part| {
            let (verb, who) = match part.from == *self.reader {
                true => ("stay", "You".to_owned()),
                false => ("stays", (self.name)(&part.from)),
            };
            let ShiftPart { schedule, start, end, .. } = part;
            format!(
                "{who} {verb} on call for {schedule} from {} until {}.",
                (self.at)(*start),
                (self.at)(*end)
            )
        })
    }

    fn comes(&self, part: &ShiftPart) -> String {
        let (verb, to) = match part.to == *self.reader {
            true => ("are", "you".to_owned()),
            false => ("is", (self.name)(&part.to)),
        };
        let from = if part.from == *self.reader { "you".to_owned() } else { (self.name)(&part.from) };
        let ShiftPart { schedule, start, end, .. } = part;
        let (start, end) = ((self.at)(*start), (self.at)(*end));
        format!("{to} {verb} on call for {schedule} from {start} until {end}, instead of {from}.")
    }

    fn each(&self, words: impl Fn(&ShiftPart) -> String) -> String {
        self.request.parts.iter().map(words).collect::<Vec<_>>().join(" ")
    }
}
