//! Text from alarms in messages: shown as somebody else's, never as Callout's.
//!
//! A page is read half asleep; what looks like our link is clicked. Must not change what is stored.

/// The most characters of an alarm's own description in a message.
const MAX_QUOTE: usize = 2000;

/// Text in which no telephone or mail program sees an address: without its scheme, and with a space behind each dot.
pub(super) fn unlinked(text: &str) -> String {
    let broken = |word: &str| if is_address(word) { broken(word) } else { word.to_owned() };
    text.split(' ').map(broken).collect::<Vec<_>>().join(" ")
}

fn broken(word: &str) -> String {
    let mut rest = word.to_owned();
    while let Some(at) = rest.find("://") {
        let start = rest[..at].trim_end_matches(|c: char| c.is_ascii_alphanumeric()).len();
        rest.replace_range(start..at + 3, "");
    }
    rest.replace('.', ". ").trim_end().to_owned()
}

/// Whether a word has a scheme, or begins like the name of a host with a path.
fn is_address(word: &str) -> bool {
    let host = word.split(['/', '?', '#']).next().unwrap_or_default();
    let ends_like_a_host = || {
        let last = host.rsplit('.').next().unwrap_or_default();
        host.contains('.') && last.len() >= 2 && last.chars().all(char::is_alphabetic)
    };
    word.contains("://")
        || word.to_ascii_lowercase().starts_with("www.")
        || (host.len() < word.len() && ends_like_a_host())
}

/// Text without Markdown's and chat's own signs, which would make links and mentions of it.
pub(super) fn plain(text: &str) -> String {
    let other = |character| match character {
        '<' => '‹',
        '>' => '›',
        '[' | ']' | '(' | ')' | '`' | '*' | '~' | '|' => ' ',
        '@' => '＠',
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => '\u{FFFD}',
        other => other,
    };
    text.chars().map(other).collect()
}

/// An alarm's own description, each line marked as a quotation.
pub(super) fn quoted(text: &str) -> String {
    let lines = crate::alarm::clip(text, MAX_QUOTE);
    lines.lines().map(|line| format!("> {line}\n")).collect()
}

/// The host of an address, which says more than the words around it.
pub(super) fn host(address: &str) -> &str {
    let rest = address.strip_prefix("https://").unwrap_or(address);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    authority.rsplit('@').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_address_in_a_title_can_be_opened() {
        let check = |text: &str, expected: &str| assert_eq!(unlinked(text), expected);
        check("Ack: https://evil.example/a/EdMA7K", "Ack: evil. example/a/EdMA7K");
        check("HTTPS://evil.example", "evil. example");
        check("www.evil.example", "www. evil. example");
        check("evil.example/a/x", "evil. example/a/x");
        check("(see http://a.example/x)", "(see a. example/x)");
        check("Störung é://a.example/x", "Störung éa. example/x");
        check("→https://a.example →://", "→a. example →");
        for harmless in
            ["payments-errors: Errors is 12.5, above 5", "db.eu-west-1.rds is down", "3.5/5 healthy", ""]
        {
            check(harmless, harmless);
        }
    }

    #[test]
    fn nothing_in_a_room_links_or_mentions() {
        let text = plain("[Acknowledge](https://evil.example) <!channel> @here `x`");
        assert_eq!(text, " Acknowledge  https://evil.example  ‹!channel› ＠here  x ");
        assert_eq!(host("https://user@evil.example/a?b"), "evil.example");
    }
}
