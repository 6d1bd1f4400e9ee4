//! Parses the reply to a text message: a word, a number and the code of the text, in any order.
//!
//! Must not guess: an ambiguous reply does nothing, and its sender gets instructions.

#[cfg(test)]
mod tests;

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
