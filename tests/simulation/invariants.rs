//! What must hold in every run, whatever goes wrong: each promise as a sentence, with its code.
//!
//! The exceptions are part of the sentences. Numbers are those that a report names.

mod commits;
mod end;
mod messages;
mod minutes;

pub(super) use commits::{at_commit, fold};
pub(super) use end::{Truth, at_the_end};
pub(super) use messages::{at_acknowledgement, at_claim, at_send};
pub(super) use minutes::each_minute;

/// The sentences, by number.
pub(super) const SENTENCES: [(u8, &str); 12] = [
    (
        1,
        "Every alert that is open belongs to an incident that is open, unless a person resolved it; every end that was \
         received ends its alert, and the last one its incident.",
    ),
    (
        2,
        "Every due page is handed over, visibly fails, or is overtaken by an acknowledgement, a later page or the end of its \
         incident; every step runs in its policy's time, declared holds and 90 seconds after the last fault.",
    ),
    (
        3,
        "Nobody gets the same message twice, but after a crash between sending and recording, or a send whose answer was \
         lost.",
    ),
    (
        4,
        "Nobody is paged for an incident after its acknowledgement, but for worse news, a lapse, an end of snooze, a \
         cleared cause, a person who asks, or whoever must acknowledge as well.",
    ),
    (5, "Every incident that pages reaches somebody; the fallback is paged where nobody else could be."),
    (6, "A page names whom the roster names at that moment."),
    (7, "The status page's document and its files say what the incidents say."),
    (8, "Nothing stored exceeds its limits: 400 KB an item, 100 writes a commit, 256 KB a message."),
    (9, "Commits replay to the same state from their events, without a gap."),
    (10, "Nothing is published that was not committed; nothing committed goes unpublished."),
    (11, "A group has one open incident, and an incident has one number."),
    (12, "Whoever presses the button of a page and sees that it worked has acknowledged the incident."),
];

/// The sentence of a number.
pub(super) fn sentence(number: u8) -> &'static str {
    SENTENCES.iter().find(|(known, _)| *known == number).map_or("", |(_, sentence)| sentence)
}
