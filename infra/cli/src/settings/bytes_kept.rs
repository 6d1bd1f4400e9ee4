//! The byte order mark and the line ends of a file, kept when it is edited.
//!
//! Must not know TOML: it compares lines.

/// The edited text as the original is written: lines that are in both keep every byte, new ones end as most do.
pub(super) fn as_written(original: &str, edited: &str) -> String {
    let (mark, original) = original.strip_prefix(MARK).map_or(("", original), |rest| (MARK, rest));
    let old: Vec<&str> = original.split_inclusive('\n').collect();
    let edited = edited.strip_prefix(MARK).unwrap_or(edited);
    let new: Vec<&str> = edited.split_inclusive('\n').collect();
    let front = same(old.iter(), new.iter());
    let back = same(old[front..].iter().rev(), new[front..].iter().rev());
    let end = if is_crlf(&old) { "\r\n" } else { "\n" };
    let added = new[front..new.len() - back].iter().map(|line| match line.ends_with('\n') {
        true => format!("{}{end}", words(line)),
        false => (*line).to_owned(),
    });
    let kept = |lines: &[&str]| lines.concat();
    format!("{mark}{}{}{}", kept(&old[..front]), added.collect::<String>(), kept(&old[old.len() - back..]))
}

/// What editors on Windows put before UTF-8.
const MARK: &str = "\u{feff}";

/// How many lines from an end on are the same.
fn same<'a>(old: impl Iterator<Item = &'a &'a str>, new: impl Iterator<Item = &'a &'a str>) -> usize {
    let is_same =
        |(old, new): &(&&str, &&str)| words(old) == words(new) && old.ends_with('\n') == new.ends_with('\n');
    old.zip(new).take_while(is_same).count()
}

fn words(line: &str) -> &str {
    line.trim_end_matches(['\r', '\n'])
}

fn is_crlf(lines: &[&str]) -> bool {
    let ending = |end: &str| lines.iter().filter(|line| line.ends_with(end)).count();
    2 * ending("\r\n") > ending("\n")
}

#[cfg(test)]
mod tests {
    use super::as_written;

    #[test]
    fn a_line_that_is_added_ends_as_the_others_do_and_changes_none_of_them() {
        assert_eq!(as_written("a\r\nb\r\n", "a\nx\nb\n"), "a\r\nx\r\nb\r\n");
        assert_eq!(as_written("a\nb\n", "a\nb\nx\n"), "a\nb\nx\n");
        assert_eq!(as_written("a\r\nb\nc\r\n", "a\nb\nc\nx\n"), "a\r\nb\nc\r\nx\r\n", "a file of both kinds");
        assert_eq!(as_written("a\r\nb", "a\nb\nx\n"), "a\r\nb\r\nx\r\n", "a last line without an end");
        assert_eq!(as_written("", "x\n"), "x\n");
    }

    #[test]
    fn a_byte_order_mark_stays() {
        assert_eq!(as_written("\u{feff}a\r\n", "a\nx\n"), "\u{feff}a\r\nx\r\n");
        assert_eq!(as_written("\u{feff}a\r\n", "x\na\n"), "\u{feff}x\r\na\r\n");
    }

    #[test]
    fn a_line_that_is_taken_out_takes_no_other_along() {
        assert_eq!(as_written("a\r\nx\r\nb\r\n", "a\nb\n"), "a\r\nb\r\n");
    }
}
