//! The alphabets of text messages (GSM 03.38, and UCS-2 for other scripts), and how many parts a text takes.
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

/// UTF-16 units in a one-part text message that is sent as UCS-2, and in each part of a longer one. SNS does that for any text
/// with a character outside GSM 03.38 (<https://docs.aws.amazon.com/sns/latest/dg/sms_publish-to-phone.html>).
const WIDE_ONE_PART: usize = 70;
const WIDE_EACH_PART: usize = 67;
/// UTF-16 units in a text message of three parts.
pub(super) const WIDE_THREE_PARTS: usize = 3 * WIDE_EACH_PART;

/// Whether most letters of a text are of another script than Latin: spelled in Latin letters, nobody could read it.
pub(super) fn needs_its_script(text: &str) -> bool {
    let letters = || text.chars().filter(|character| character.is_alphabetic());
    let latin = letters().filter(|&letter| letter < '\u{250}' || ('\u{1E00}'..='\u{1EFF}').contains(&letter));
    2 * latin.count() < letters().count()
}

/// Cuts a text to this many UTF-16 units, and marks the cut.
pub(super) fn cut_wide(text: &str, room: usize) -> String {
    let plain = |character: char| if character.is_control() { ' ' } else { character };
    let text: String = text.chars().map(plain).collect();
    if units(&text) <= room {
        return text;
    }
    let mut left = room.saturating_sub(1);
    let fits = |character: &char| {
        let fits = character.len_utf16() <= left;
        left = left.saturating_sub(character.len_utf16());
        fits
    };
    text.chars().take_while(fits).collect::<String>() + "…"
}

/// UTF-16 units of a text.
pub(super) fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

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

/// How many parts a text message takes.
pub fn sms_parts(text: &str) -> usize {
    let (length, one, each) = match text.chars().all(is_gsm7) {
        true => (septets(text), ONE_PART, EACH_PART),
        false => (units(text), WIDE_ONE_PART, WIDE_EACH_PART),
    };
    if length <= one { 1 } else { length.div_ceil(each) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_counted_as_carriers_count_them() {
        assert_eq!(sms_parts(&"a".repeat(160)), 1);
        assert_eq!(sms_parts(&"a".repeat(161)), 2);
        assert_eq!(sms_parts(&"a".repeat(306)), 2);
        assert_eq!(sms_parts(&"a".repeat(307)), 3);
        assert_eq!(sms_parts(&"€".repeat(80)), 1);
        assert_eq!(sms_parts(&"€".repeat(81)), 2);
        assert_eq!(sms_parts(&"支".repeat(70)), 1);
        assert_eq!(sms_parts(&"支".repeat(71)), 2);
        assert_eq!(sms_parts(&"🔥".repeat(36)), 2, "what is outside the first plane counts twice");
    }
}
