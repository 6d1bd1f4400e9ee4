//! Parses the reply to a text message: a word, a number, or both, in any order.
//!
//! Must not guess: an ambiguous reply does nothing, and its sender gets instructions.

use super::gsm::{sms_parts, spell};
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
        write!(f, "Not understood, nothing was done. {}", how_to_answer(None))
    }
}

/// Explains how to reply to a text message, with an incident's number as the example.
pub fn how_to_answer(number: Option<u64>) -> String {
    let number = number.unwrap_or(12);
    format!(
        "Reply {number}a to acknowledge incident {number}, {number}c to close it, {number}e to page the next level, \
         aa to acknowledge all of yours."
    )
}

/// Adds to a text message how to reply to it, unless that would cost another part.
pub fn offer_reply(text: &str, number: u64) -> String {
    let offered = format!("{text}\nReply {number}a");
    if sms_parts(&offered) == sms_parts(text) { offered } else { text.to_owned() }
}

/// Parses a reply: `1`, `ack`, `a 12`, `'12c'`, `close 12`, `e 12`, `aa`, `?`.
///
/// # Errors
/// Returns why it is not understood.
pub fn parse(text: &str) -> Result<Reply, Unclear> {
    if text.chars().count() > LONGEST {
        return Err(Unclear::Anything);
    }
    let plain = spell(text, |character| character.is_ascii() || is_pictogram(character)).to_lowercase();
    if plain.contains('?') {
        return Ok(Reply { act: Act::Help, number: None });
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
    let (mut acts, mut numbers) = (Vec::new(), Vec::new());
    for token in words.iter().map(String::as_str).filter(|token| !FILLERS.contains(token)) {
        match token.as_bytes().first() {
            Some(b'0'..=b'9') => numbers.push(token.parse().ok()?),
            _ => acts.push(act(token)?),
        }
    }
    let number = match numbers.as_slice() {
        [] => None,
        [number] => Some(*number),
        _ => return None,
    };
    match (acts.as_slice(), number) {
        ([], Some(_)) => Some(Reply { act: Act::Acknowledge, number }),
        ([Act::Acknowledge, Act::AcknowledgeAll] | [Act::AcknowledgeAll, Act::Acknowledge], None) => {
            Some(Reply { act: Act::AcknowledgeAll, number })
        }
        ([Act::AcknowledgeAll], Some(_)) => None,
        ([act], _) => Some(Reply { act: *act, number }),
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
            assert_eq!(parse(text), Ok(Reply { act, number }), "{text:?}");
        }
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
        assert!(sms_parts(&how_to_answer(Some(123_456))).is_some_and(|parts| parts <= 2));
    }

    #[test]
    fn an_answer_is_offered_where_it_costs_nothing() {
        assert_eq!(offer_reply("SEV2 Payments #12", 12), "SEV2 Payments #12\nReply 12a");
        let full = "x".repeat(155);
        assert_eq!(offer_reply(&full, 12), full);
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".{0,80}") {
            let _ = parse(&text);
        }

        #[test]
        fn the_code_of_every_page_is_understood(number in 0_u64.., quoted in "[ '\"#]{0,2}", act in "[aceACE]") {
            let reply = parse(&format!("{quoted}{number}{act}{quoted}")).unwrap();
            prop_assert_eq!(reply.number, Some(number));
        }
    }
}
