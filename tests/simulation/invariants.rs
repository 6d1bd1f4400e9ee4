//! What must hold in every run, whatever goes wrong: each promise as a sentence, with its code.
//!
//! The exceptions are part of the sentences. Numbers are those that a report names.

mod commits;
mod end;
mod lists;
mod merges;
mod messages;
mod minutes;
mod reports;
mod roster;

pub(super) use commits::{at_commit, fold};
pub(super) use end::{Truth, at_the_end};
pub(super) use lists::{at_list, waits_for};
pub(super) use messages::{at_address, at_answer, at_claim, at_refusal, at_send, at_silence};
pub(super) use minutes::each_minute;

/// The sentences, by number.
pub(super) const SENTENCES: [(u8, &str); 19] = [
    (
        1,
        "Every alert that is open belongs to an incident that is open, unless a person resolved it; every end that was \
         received ends its alert, and the last one its incident.",
    ),
    (
        2,
        "Every due page is handed over, visibly fails, or is overtaken by an acknowledgement, a later page or the end of its \
         incident; every step runs in its policy's time, declared holds and 90 seconds after the last fault. A page that is \
         declined goes on at once, and one that must wait for more than a minute counts as not delivered; none waits for more than five while a SEV1 or SEV2 \
         has no owner, and each leaves over the contact that it waits for.",
    ),
    (
        3,
        "Nobody gets the same message twice, but after a crash between sending and recording, or a send whose answer was \
         lost.",
    ),
    (
        4,
        "Nobody is paged for an incident after its acknowledgement, but for worse news, a lapse, an end of snooze, a \
         cleared cause, a person who asks, or whoever must acknowledge as well; whoever declines hears no more of it.",
    ),
    (5, "Every incident that pages reaches somebody; the fallback is paged where nobody else could be."),
    (6, "A page names whom the roster names at that moment."),
    (7, "The status page's document and its files say what the incidents say."),
    (8, "Nothing stored exceeds its limits: 400 KB an item, 100 writes a commit, 256 KB a message."),
    (9, "Commits replay to the same state from their events, without a gap."),
    (10, "Nothing is published that was not committed; nothing committed goes unpublished."),
    (11, "A group has one open incident, and an incident has one number."),
    (
        12,
        "Whoever fills in a form of a page and sees that it worked finds on the record what they asked for; \
         and nobody who was paged is refused.",
    ),
    (13, "A message goes to the address that the settings have for its receiver."),
    (
        14,
        "A form undoes nothing that somebody else did since the page it is from: what is overtaken changes nothing.",
    ),
    (15, "Whoever was paged finds all of it that is open and that nobody has, whatever its age."),
    (16, "Whoever answers by text message has the code of that message."),
    (17, "More incidents of a policy than make a storm share one."),
    (18, "What cannot be parsed is told with its text."),
    (
        19,
        "Where a merged incident would page, its target does within 90 seconds after the last fault, or it is split off and \
         pages itself; in the end neither waits for the other.",
    ),
];

/// The sentence of a number.
pub(super) fn sentence(number: u8) -> &'static str {
    SENTENCES.iter().find(|(known, _)| *known == number).map_or("", |(_, sentence)| sentence)
}
