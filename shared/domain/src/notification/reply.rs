//! Parses the reply to a text message: a word, a number and the code of the text, in any order.
//!
//! Must not guess: an ambiguous reply does nothing, and its sender gets instructions.

use super::gsm::{sms_parts, spell};
use crate::link::ReplyCode;
use std::fmt;

/// The maximum length of a reply, in characters. A longer text is not meant for Callout.
const LONGEST: usize = 60;
/// Filler words, which are ignored.
const FILLERS: [&str; 5] = ["please", "incident", "alert", "number", "it"];
/// Words that carriers treat as an opt-out (CTIA messaging principles). Carriers answer them.
const STOP: [&str; 8] = ["stop", "stopall", "unsubscribe", "cancel", "end", "quit", "optout", "revoke"];

/// The actions available by text message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Acknowledge the incident.
    Acknowledge,
    /// Acknowledge every incident the sender was paged for.
    AcknowledgeAll,
    /// Resolve the incident.
    Resolve,
    /// Page the next level.
    Escalate,
    /// Send the list of commands.
    Help,
}

/// A reply that was understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reply {
    /// The action.
    pub act: Act,
    /// The incident's number. If omitted, the incident that its sender was paged for.
    pub number: Option<u64>,
    /// The code of the text that it replies to.
    pub code: Option<ReplyCode>,
}

/// A reply that was not understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unclear {
    /// It is ambiguous. Its Display is the text to send back.
    Anything,
    /// It is meant for the carrier, which answers it.
    ForTheCarrier,
}

impl fmt::Display for Unclear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "Not understood, nothing was done. Repeat the end of the page: number, a, code, like 12a kfqz. c instead of \
             a closes it, e pages the next level.",
        )
    }
}

/// Explains how to reply to the text about an incident.
pub fn how_to_answer(number: u64, code: ReplyCode) -> String {
    format!(
        "Reply {number}a {code} to acknowledge incident {number}, {number}c {code} to close it, {number}e {code} to page \
         the next level, aa {code} to acknowledge all of yours."
    )
}

/// Adds to a text message how to reply to it, unless that would cost another part.
pub fn offer_reply(text: &str, number: u64, code: ReplyCode) -> String {
    let offered = format!("{text}\nReply {number}a {code}");
    if sms_parts(&offered) == sms_parts(text) { offered } else { text.to_owned() }
}

/// Parses a reply: `12a kfqz`, `kfqz`, `close 12 kfqz`, `aa kfqz`, `12`, `ack`, `?`. Whether it needs its code, and has the
/// right one, is not decided here.
///
/// # Errors
/// Returns why it is not understood.
pub fn parse(text: &str) -> Result<Reply, Unclear> {
    if text.chars().count() > LONGEST {
        return Err(Unclear::Anything);
    }
    let plain = spell(text, |character| character.is_ascii() || is_pictogram(character)).to_lowercase();
    if plain.contains('?') {
        return Ok(Reply { act: Act::Help, number: None, code: None });
    }
    let words = tokens(&plain);
    if matches!(words.as_slice(), [only] if STOP.contains(&only.as_str())) {
        return Err(Unclear::ForTheCarrier);
    }
    meaning(&words).ok_or(Unclear::Anything)
}

/// Whether a character belongs to no alphabet. Transliterated, a thumbs-up would become a number.
fn is_pictogram(character: char) -> bool {
    matches!(u32::from(character), 0x2190..=0x2BFF | 0xFE00..=0xFE0F | 0x1F000..=0x1FAFF)
}

/// Splits a text into words and numbers, without separators; `12a` is a number and a word.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut last = None;
    for character in text.chars() {
        let kind = kind(character);
        match (kind, tokens.last_mut()) {
            (Kind::Between, _) => {}
            (_, Some(token)) if last == Some(kind) => token.push(character),
            _ => tokens.push(character.into()),
        }
        last = Some(kind);
    }
    tokens
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Letter,
    Digit,
    Sign,
    Between,
}

fn kind(character: char) -> Kind {
    match character {
        'a'..='z' => Kind::Letter,
        '0'..='9' => Kind::Digit,
        '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}' => Kind::Between,
        _ if is_pictogram(character) => Kind::Sign,
        _ => Kind::Between,
    }
}

fn meaning(words: &[String]) -> Option<Reply> {
    let (mut acts, mut numbers, mut codes) = (Vec::new(), Vec::new(), Vec::new());
    for token in words.iter().map(String::as_str).filter(|token| !FILLERS.contains(token)) {
        match token.as_bytes().first() {
            Some(b'0'..=b'9') => numbers.push(token.parse().ok()?),
            _ if ReplyCode::parse(token).is_some() => codes.extend(ReplyCode::parse(token)),
            _ => acts.push(act(token)?),
        }
    }
    let (number, code) = (at_most_one(&numbers)?, at_most_one(&codes)?);
    let act = match (acts.as_slice(), number) {
        ([], None) if code.is_none() => return None,
        ([], _) => Act::Acknowledge,
        ([Act::Acknowledge, Act::AcknowledgeAll] | [Act::AcknowledgeAll, Act::Acknowledge], None) => {
            Act::AcknowledgeAll
        }
        ([Act::AcknowledgeAll], Some(_)) => return None,
        ([act], _) => *act,
        _ => return None,
    };
    Some(Reply { act, number, code })
}

/// The only one, if there is any; `None` if there are several, of which none is meant.
#[expect(clippy::option_option, reason = "none at all is not the same as too many")]
fn at_most_one<T: Copy>(all: &[T]) -> Option<Option<T>> {
    match all {
        [] => Some(None),
        [only] => Some(Some(*only)),
        _ => None,
    }
}

fn act(word: &str) -> Option<Act> {
    Some(match word {
        "a" | "ack" | "acknowledge" | "acknowledged" | "y" | "yes" | "ok" | "okay" | "👍" => {
            Act::Acknowledge
        }
        "aa" | "ackall" | "all" => Act::AcknowledgeAll,
        "c" | "close" | "closed" | "r" | "resolve" | "resolved" => Act::Resolve,
        "e" | "esc" | "escalate" => Act::Escalate,
        "h" | "help" | "info" => Act::Help,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notification::sms_parts;
    use proptest::prelude::*;

    fn check(texts: &[&str], act: Act, number: Option<u64>) {
        for text in texts {
            assert_eq!(parse(text), Ok(Reply { act, number, code: None }), "{text:?}");
        }
    }

    fn code() -> ReplyCode {
        ReplyCode::parse("kfqz").unwrap()
    }

    #[test]
    fn the_code_may_stand_anywhere() {
        let code = Some(code());
        for text in [
            "12a kfqz",
            "12A KFQZ.",
            "kfqz 12",
            "'12a kfqz'",
            "12 kfqz",
            "12kfqz",
            "ack 12 Kfqz",
            "12a\nkfqz",
        ] {
            assert_eq!(parse(text), Ok(Reply { act: Act::Acknowledge, number: Some(12), code }), "{text:?}");
        }
        for (text, act) in [
            ("kfqz", Act::Acknowledge),
            ("a kfqz", Act::Acknowledge),
            ("aa kfqz", Act::AcknowledgeAll),
            ("kfqz close", Act::Resolve),
            ("e kfqz", Act::Escalate),
        ] {
            assert_eq!(parse(text), Ok(Reply { act, number: None, code }), "{text:?}");
        }
        check_unclear(&["kfqz bcdf", "12a kfqz bcdf", "aa 12 kfqz"]);
    }

    fn check_unclear(texts: &[&str]) {
        for text in texts {
            assert_eq!(parse(text), Err(Unclear::Anything), "{text:?}");
        }
    }

    #[test]
    fn a_number_with_or_without_a_word_acknowledges() {
        let texts = [
            "12",
            "12a",
            "12 a",
            "a12",
            "A 12",
            "a #12",
            "'12a'",
            "“12a”",
            " 12A. ",
            "ack 12",
            "Ack: 12!",
            "12 ack",
            "acknowledge 12",
            "yes 12",
            "OK 12",
            "ok, 12",
            "(12)",
            "#12",
            "a-12",
            "12\na",
            "please ack incident 12",
            "１２ａ",
            "👍 12",
            "012",
        ];
        check(&texts, Act::Acknowledge, Some(12));
    }

    #[test]
    fn a_word_alone_is_about_the_one_incident() {
        check(&["a", "ACK", "'ack'", "Yes", "yes please", "ok.", "👍", "👍🏽", "y"], Act::Acknowledge, None);
        check(&["c", "Close", "resolved", "close it"], Act::Resolve, None);
        check(&["e", "escalate!"], Act::Escalate, None);
    }

    #[test]
    fn closing_and_calling_out_have_their_words() {
        check(&["close 12", "12c", "'12c'", "c12", "resolve #12", "r 12", "12 R"], Act::Resolve, Some(12));
        check(&["e 12", "12e", "Escalate 12"], Act::Escalate, Some(12));
    }

    #[test]
    fn all_of_mine_are_acknowledged_at_once() {
        check(&["aa", "AA", "'aa'", "ack all", "a all", "all", "yes all"], Act::AcknowledgeAll, None);
    }

    #[test]
    fn whoever_asks_is_helped() {
        check(&["?", "help", "HELP!", "h", "12?", "ack?", "what is this?"], Act::Help, None);
    }

    #[test]
    fn what_could_mean_two_things_means_neither() {
        check_unclear(&[
            "",
            " ",
            "...",
            "12 13",
            "a c 12",
            "12a 12c",
            "aa 12",
            "a a",
            "close all",
            "on my way",
            "not mine",
            "n",
            "no 12",
            "stop 12",
            "99999999999999999999999a",
            "12x",
            "-",
            "🔥",
            "1️⃣2️⃣ what",
            "a12b",
        ]);
    }

    #[test]
    fn a_telephones_echo_of_a_page_is_no_answer() {
        check_unclear(&[
            "Liked “SEV2 Payments 03:00 #12: payments-errors: Errors is 12, above 5”",
            "I'm driving with Do Not Disturb on. I'll see your message later.",
        ]);
    }

    #[test]
    fn the_carriers_own_words_are_left_to_them() {
        for text in ["STOP", "stop.", "Unsubscribe"] {
            assert_eq!(parse(text), Err(Unclear::ForTheCarrier), "{text:?}");
        }
    }

    #[test]
    fn how_to_answer_fits_two_parts() {
        assert!(sms_parts(&Unclear::Anything.to_string()).is_some_and(|parts| parts <= 2));
        assert!(sms_parts(&how_to_answer(123_456, code())).is_some_and(|parts| parts <= 2));
    }

    #[test]
    fn an_answer_is_offered_where_it_costs_nothing() {
        assert_eq!(offer_reply("SEV2 Payments #12", 12, code()), "SEV2 Payments #12\nReply 12a kfqz");
        let full = "x".repeat(150);
        assert_eq!(offer_reply(&full, 12, code()), full);
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".{0,80}") {
            let _ = parse(&text);
        }

        #[test]
        fn the_end_of_every_page_is_understood(number in 0_u64.., quoted in "[ '\"#]{0,2}", act in "[aceACE]", code in "[bcdfghjkmnpqrstvwxyz]{4}") {
            let reply = parse(&format!("{quoted}{number}{act} {code}{quoted}")).unwrap();
            prop_assert_eq!((reply.number, reply.code), (Some(number), ReplyCode::parse(&code)));
        }
    }
}
