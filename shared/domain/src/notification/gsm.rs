//! The alphabet of text messages (GSM 03.38), and how many parts a text takes.
//!
//! Must not know what a message is about.

/// Characters in a one-part text message, and in each part of a longer one (GSM 03.38, 03.40).
pub(super) const ONE_PART: usize = 160;
const EACH_PART: usize = 153;
/// Characters in a two-part text message.
pub(super) const TWO_PARTS: usize = 2 * EACH_PART;
/// Characters in brackets in GSM 03.38 count as two.
const EXTENDED: &str = "^{}\\[~]|€";
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡\
                     ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

/// Cuts a text to this many characters as carriers count them, and marks the cut.
pub(super) fn cut_to(text: &str, room: usize) -> String {
    if septets(text) <= room {
        return text.to_owned();
    }
    let mut kept = String::new();
    for character in text.chars() {
        if septets(&kept) + septets(character.encode_utf8(&mut [0; 4])) + 2 > room {
            break;
        }
        kept.push(character);
    }
    kept + ".."
}

/// Converts text to the alphabet of text messages: a single character outside it would halve the capacity of a part.
pub fn gsm7(text: &str) -> String {
    spell(text, is_gsm7)
}

/// Replaces characters that are not allowed with ones that are. Control characters become spaces.
pub(super) fn spell(text: &str, allowed: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    let plain = |character: char| if character.is_control() { ' ' } else { character };
    for character in text.chars().map(plain) {
        if allowed(character) {
            out.push(character);
        } else {
            let spelled = deunicode::deunicode_char(character).unwrap_or("?");
            out.extend(spelled.chars().map(plain).map(|c| if allowed(c) { c } else { '?' }));
        }
    }
    out
}

fn is_gsm7(character: char) -> bool {
    BASIC.contains(character) || EXTENDED.contains(character)
}

pub(super) fn septets(text: &str) -> usize {
    text.chars().map(|character| if EXTENDED.contains(character) { 2 } else { 1 }).sum()
}

/// How many parts a text message takes, or `None` if it holds a character outside the alphabet.
pub fn sms_parts(text: &str) -> Option<usize> {
    if !text.chars().all(is_gsm7) {
        return None;
    }
    let septets = septets(text);
    Some(if septets <= ONE_PART { 1 } else { septets.div_ceil(EACH_PART) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_counted_as_carriers_count_them() {
        assert_eq!(sms_parts(&"a".repeat(160)), Some(1));
        assert_eq!(sms_parts(&"a".repeat(161)), Some(2));
        assert_eq!(sms_parts(&"a".repeat(306)), Some(2));
        assert_eq!(sms_parts(&"a".repeat(307)), Some(3));
        assert_eq!(sms_parts(&"€".repeat(80)), Some(1));
        assert_eq!(sms_parts(&"€".repeat(81)), Some(2));
        assert_eq!(sms_parts("支払い"), None);
    }
}
