//! Text and times as HTML and XML may contain them.

use crate::words::{Words, fill};
use jiff::Timestamp;

/// A time, always in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment(pub Timestamp);

impl Moment {
    /// RFC 3339 in whole seconds.
    pub fn iso(self) -> String {
        self.0.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    }

    /// With milliseconds, as Statuspage writes it.
    pub fn millis(self) -> String {
        self.0.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
    }

    /// As mail and RSS write it (RFC 822).
    pub fn rfc822(self) -> String {
        self.0.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
    }

    /// As people read it; `NBSP` between day, month and time, so that a line never breaks there.
    pub fn said(self, words: &Words) -> String {
        let utc = self.0.to_zoned(jiff::tz::TimeZone::UTC);
        let month = usize::from(utc.month().unsigned_abs()) - 1;
        words
            .date_and_time
            .replace("{d}", &utc.day().to_string())
            .replace("{mon}", &words.short_months[month])
            .replace("{y}", &utc.year().to_string())
            .replace("{time}", &utc.strftime("%H:%M").to_string())
    }

    /// In a sentence of the words.
    pub fn said_in(self, sentence: &str, words: &Words) -> String {
        fill(sentence, &[&self.said(words)])
    }
}

/// Text without the control characters that XML forbids, and without those that turn the text after them around.
pub fn clean(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let allowed = |c: &char| {
        matches!(c, '\n' | '\t') || !c.is_control() && !turns(*c) && !matches!(c, '\u{fffe}' | '\u{ffff}')
    };
    text.chars().filter(allowed).collect()
}

/// A name as it stands in a path; a digest of one that could not.
pub fn slug(name: &str) -> String {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
    match name.len() <= 100 && !name.is_empty() && name.chars().all(is_plain) {
        true => name.to_owned(),
        false => callout_domain::ids::hex(&callout_domain::ids::digest(&["component", name])[..10]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_written_for_people_and_for_programs() {
        let moment = Moment("2026-11-02T03:04:05.6789Z".parse().unwrap());
        assert_eq!(moment.said(&Words::of("en").unwrap()), "2 Nov 2026, 03:04 UTC");
        assert_eq!(moment.said(&Words::of("de").unwrap()), "2. Nov. 2026, 03:04 UTC");
        assert_eq!(moment.millis(), "2026-11-02T03:04:05.678Z");
        assert_eq!(moment.rfc822(), "Mon, 02 Nov 2026 03:04:05 GMT");
    }

    #[test]
    fn control_characters_are_left_out() {
        assert_eq!(clean("a\u{8}b\nc\u{ffff}d\u{202e}e"), "ab\ncde");
    }

    #[test]
    fn names_that_a_path_cannot_hold_are_digests() {
        assert_eq!(slug("checkout-2"), "checkout-2");
        assert!(slug("a/../b").len() == 20 && slug("").len() == 20);
        assert_ne!(slug("a/b"), slug("a.b"));
    }
}
