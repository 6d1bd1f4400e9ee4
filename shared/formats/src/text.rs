//! Bytes as text, whatever encoding a sender chose.
//!
//! Never fails: what is no text in any encoding is marked.

/// What Windows-1252 has where Latin-1 has control characters, from 0x80 on.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The text of some bytes: UTF-8 or UTF-16 with or without a byte order mark, else Windows-1252.
pub(crate) fn of_bytes(bytes: &[u8]) -> String {
    match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => of_eight_bits(rest),
        [0xFF, 0xFE, rest @ ..] => of_sixteen_bits(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => of_sixteen_bits(rest, u16::from_be_bytes),
        [a, 0, b, 0, ..] if *a != 0 && *b != 0 => of_sixteen_bits(bytes, u16::from_le_bytes),
        [0, a, 0, b, ..] if *a != 0 && *b != 0 => of_sixteen_bits(bytes, u16::from_be_bytes),
        _ => of_eight_bits(bytes),
    }
}

/// A text without the byte order mark that some senders put before it.
pub(crate) fn without_mark(text: &str) -> &str {
    text.trim_start_matches('\u{FEFF}')
}

fn of_sixteen_bits(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let (pairs, _) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|pair| unit(*pair));
    char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

fn of_eight_bits(bytes: &[u8]) -> String {
    let read = String::from_utf8_lossy(bytes);
    let is_broken = read.contains(char::REPLACEMENT_CHARACTER);
    let has_more_of_utf8 = read.chars().any(|c| !c.is_ascii() && c != char::REPLACEMENT_CHARACTER);
    if !is_broken || has_more_of_utf8 {
        return without_mark(&read).to_owned();
    }
    bytes.iter().map(|byte| of_windows(*byte)).collect()
}

fn of_windows(byte: u8) -> char {
    byte.checked_sub(0x80)
        .and_then(|at| WINDOWS_1252.get(usize::from(at)))
        .copied()
        .unwrap_or(char::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_in_every_encoding_that_senders_use() {
        let check = |bytes: &[u8], expected: &str| assert_eq!(of_bytes(bytes), expected, "{bytes:?}");
        let wide = |order: fn(u16) -> [u8; 2]| {
            "{\"a\": \"Köln 🔥\"}".encode_utf16().flat_map(order).collect::<Vec<u8>>()
        };
        check("Köln 🔥".as_bytes(), "Köln 🔥");
        check(b"\xEF\xBB\xBFdisk", "disk");
        check(&[&[0xFF, 0xFE], &wide(u16::to_le_bytes)[..]].concat(), "{\"a\": \"Köln 🔥\"}");
        check(&[&[0xFE, 0xFF], &wide(u16::to_be_bytes)[..]].concat(), "{\"a\": \"Köln 🔥\"}");
        check(&wide(u16::to_le_bytes), "{\"a\": \"Köln 🔥\"}");
        check(&wide(u16::to_be_bytes), "{\"a\": \"Köln 🔥\"}");
        check(b"K\xF6ln \x80 \x96 \x93x\x94", "Köln € – “x”");
        check("Köln\u{FFFD}".as_bytes(), "Köln\u{FFFD}");
        check(b"K\xC3\xB6ln, cut: \xC3", "Köln, cut: \u{FFFD}");
        check(&[], "");
        check(&[0xFF, 0xFE], "");
        check(&[0xFF, 0xFE, 0x41], "");
    }
}
