//! What a text may do to the line it stands in: nothing. Direction marks would turn the rest of a line around, heaps of
//! accents paint over the lines above it, and control characters move the cursor of a terminal.
//!
//! Must not judge what a text says.

/// How many accents a letter keeps; Vietnamese and Hebrew need two, three are seldom.
const MOST_MARKS: usize = 3;

/// The text without direction marks and control characters other than tabs and line ends, and with few accents on a letter.
pub fn legible(text: &str) -> String {
    let mut marks = 0;
    let is_kept = |character: &char| {
        marks = if is_mark(*character) { marks + 1 } else { 0 };
        marks <= MOST_MARKS && !turns_around(*character) && !controls(*character)
    };
    text.chars().filter(is_kept).collect()
}

/// The same on one line.
pub fn one_line(text: &str) -> String {
    legible(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a character is for machines. Lines and columns are for people, too.
fn controls(character: char) -> bool {
    character.is_control() && !matches!(character, '\t' | '\n' | '\r')
}

/// Whether a character changes the direction of what follows (Unicode's property `Bidi_Control`, UAX #9).
fn turns_around(character: char) -> bool {
    matches!(character, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Whether a character is painted on the one before it (the blocks of combining marks, and those of Hebrew, Arabic and Thai).
fn is_mark(character: char) -> bool {
    matches!(
        character,
        '\u{300}'..='\u{36F}'
            | '\u{483}'..='\u{489}'
            | '\u{591}'..='\u{5BD}'
            | '\u{610}'..='\u{61A}'
            | '\u{64B}'..='\u{65F}'
            | '\u{E31}'
            | '\u{E34}'..='\u{E3A}'
            | '\u{E47}'..='\u{E4E}'
            | '\u{1AB0}'..='\u{1AFF}'
            | '\u{1DC0}'..='\u{1DFF}'
            | '\u{20D0}'..='\u{20FF}'
            | '\u{FE20}'..='\u{FE2F}'
    )
}

#[cfg(test)]
mod tests {
    use super::{legible, one_line};

    #[test]
    fn a_text_changes_no_other_text_of_its_line() {
        assert_eq!(legible("evil \u{202E}txt.exe"), "evil txt.exe");
        assert_eq!(legible("a\u{2066}b\u{2069}c\u{200F}d"), "abcd");
        assert_eq!(legible("\u{1B}[2Jgone\u{7}\n\tnext"), "[2Jgone\n\tnext");
        assert_eq!(one_line(" a\r\n\u{202E}b\t c "), "a b c");
        let heap = format!("Z{}a", "\u{301}".repeat(60));
        assert_eq!(legible(&heap), "Z\u{301}\u{301}\u{301}a");
    }

    #[test]
    fn what_people_write_stays_as_it_is() {
        for text in ["Hà Nội, tie\u{302}\u{301}ng", "فشل الدفع", "שָׁלוֹם", "ที่นี่", "支払い失敗 🔥", "Zoë – “x”"]
        {
            assert_eq!(legible(text), text);
        }
    }
}
