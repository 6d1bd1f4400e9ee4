//! The words and signs of Rust code: no comments, no quoted text, nothing that is compiled for tests only.
//!
//! Must not know what a module is.

/// The tokens of a file, without the items under `#[cfg(test)]`.
pub(super) fn tokens(text: &str) -> Vec<&str> {
    let all = scan(text);
    let mut kept = Vec::with_capacity(all.len());
    let mut rest = all.as_slice();
    while let Some((first, others)) = rest.split_first() {
        if let Some(item) = rest.strip_prefix(&["#", "[", "cfg", "(", "test", ")", "]"]) {
            rest = after_item(item);
        } else {
            kept.push(*first);
            rest = others;
        }
    }
    kept
}

/// What follows an item: it ends with a semicolon, or with the brace that closes it.
fn after_item<'a, 'b>(tokens: &'b [&'a str]) -> &'b [&'a str] {
    let mut depth = 0;
    let end = tokens.iter().position(|token| {
        depth += i32::from(["{", "[", "("].contains(token)) - i32::from(["}", "]", ")"].contains(token));
        depth == 0 && [";", "}"].contains(token)
    });
    end.map(|end| &tokens[end + 1..]).unwrap_or_default()
}

fn scan(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let skipped = comment(rest).or_else(|| quoted(rest));
        let sign = if rest.starts_with("::") { 2 } else { first.len_utf8() };
        let length = skipped.unwrap_or_else(|| word(rest).max(sign));
        let (token, others) = rest.split_at(length);
        found.extend(skipped.is_none().then_some(token));
        rest = others.trim_start();
    }
    found
}

/// The length of the name or number that a text begins with.
fn word(text: &str) -> usize {
    text.find(|next: char| !next.is_alphanumeric() && next != '_').unwrap_or(text.len())
}

/// The length of the comment that a text begins with.
fn comment(text: &str) -> Option<usize> {
    let (end, past) = match text.get(..2)? {
        "//" => ("\n", 0),
        "/*" => ("*/", 2),
        _ => return None,
    };
    Some(text.find(end).map_or(text.len(), |at| at + past))
}

/// The length of the string, character or lifetime that a text begins with.
fn quoted(text: &str) -> Option<usize> {
    let start = text.find(|sign| !['b', 'c', 'r', '#'].contains(&sign))?;
    let (prefix, rest) = text.split_at(start);
    let string = rest.strip_prefix('"');
    let hashes = prefix.trim_start_matches(['b', 'c']).strip_prefix('r');
    if let (Some(string), Some(hashes)) = (string, hashes) {
        let end = format!("\"{hashes}");
        return Some(start + 1 + string.find(&end)? + end.len());
    }
    if !["", "b", "c"].contains(&prefix) {
        return None;
    }
    if let Some(string) = string {
        return Some(start + 1 + closing(string, '"'));
    }
    let character = rest.strip_prefix('\'')?;
    let is_character = character.starts_with('\\') || character.chars().nth(1) == Some('\'');
    Some(start + 1 + if is_character { closing(character, '\'') } else { word(character) })
}

/// The length up to the quote that closes a string or character, with the quote.
fn closing(text: &str, quote: char) -> usize {
    let mut is_escaped = false;
    let end = text.find(|sign| {
        let is_end = sign == quote && !is_escaped;
        is_escaped = sign == '\\' && !is_escaped;
        is_end
    });
    end.map_or(text.len(), |end| end + 1)
}
