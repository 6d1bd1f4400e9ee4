//! What people asked for.

use super::Facts;
use callout_domain::ids::IncidentId;
use callout_domain::incident::Command;
use callout_lambda::Changed;
use jiff::Timestamp;

/// A form says for how long; what it means is worked out a moment later, and again where somebody else was first.
const A_MINUTE: i64 = 60_000;

/// A code that nobody was sent.
const GUESS: &str = "wxyz";

impl Facts {
    /// Somebody asks for quiet. Whether it is granted, nobody may ever tell them.
    pub(in super::super) fn asks_to_snooze(&mut self, id: &IncidentId, who: &str, until: i64) {
        self.asked_to_snooze.push((id.clone(), who.to_owned(), until));
    }

    /// Somebody holds back alarms until a time; each try of the form begins a moment later, and a silence ends with its minute.
    pub(in super::super) fn asks_to_silence(&mut self, until: i64) {
        self.longest_hold = self.longest_hold.max(until + 2 * A_MINUTE);
    }

    /// Until when somebody asked for quiet that is granted until a time.
    pub(in super::super) fn asked_to_snooze(
        &self,
        id: &IncidentId,
        who: &str,
        until: Timestamp,
    ) -> Option<i64> {
        let until = until.as_millisecond();
        let asked = self.asked_to_snooze.iter().filter(|(of, by, _)| of == id && by == who);
        asked.map(|(_, _, asked)| *asked).find(|asked| (asked - until).abs() < A_MINUTE)
    }

    /// Somebody answers a text message with what it offers, or with a code of their own.
    pub(in super::super) fn answers(&mut self, who: &str, offer: &str, guesses: bool) -> String {
        let (what, code) = offer.split_once(' ').unwrap_or((offer, ""));
        if guesses && code != GUESS {
            return format!("{what} {GUESS}");
        }
        let number = what.trim_end_matches(|letter: char| !letter.is_ascii_digit());
        self.answered.extend(number.parse().ok().map(|number| (who.to_owned(), number)));
        offer.to_owned()
    }

    /// Somebody did something.
    pub(in super::super) fn acted(
        &mut self,
        id: &IncidentId,
        command: &Command,
        changed: &Changed,
        now: i64,
    ) {
        self.tell(now, || {
            let words = match changed {
                Changed::Done(_) => "done".to_owned(),
                Changed::Refused(_, refusal) => refusal.to_string(),
                Changed::Unknown => "unknown".to_owned(),
            };
            format!("{id}: somebody asks for {command:?}: {words}")
        });
    }
}
