//! Questions at the terminal that take a yes, or a name.
//! Must not take silence for a yes.

use crate::print;
use std::io::{IsTerminal as _, Write as _};

/// What came of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Somebody said yes.
    Yes,
    /// Somebody said something else, or nothing.
    No,
    /// No terminal is there at which anybody could answer.
    NobodyThere,
}

/// Asks, where there is a terminal; the question goes beside the result.
pub(crate) fn ask(question: &str) -> Answer {
    if !std::io::stdin().is_terminal() {
        return Answer::NobodyThere;
    }
    print::prompt(format!("{question} [y/N] "));
    let mut line = String::new();
    let _ = std::io::stderr().flush();
    match std::io::stdin().read_line(&mut line) {
        Ok(_) => read(&line),
        Err(_) => Answer::NobodyThere,
    }
}

/// Asks for a name, where there is a terminal; what was typed.
pub(crate) fn name(question: &str) -> Option<String> {
    if !std::io::stdin().is_terminal() {
        return None;
    }
    print::prompt(format!("{question}: "));
    let mut line = String::new();
    let _ = std::io::stderr().flush();
    std::io::stdin().read_line(&mut line).ok()?;
    Some(line.trim().to_owned())
}

fn read(line: &str) -> Answer {
    match line.trim().to_lowercase().as_str() {
        "y" | "yes" => Answer::Yes,
        _ => Answer::No,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_yes_is_a_yes() {
        ["y\n", "Y\n", " yes \n"].into_iter().for_each(|line| assert_eq!(read(line), Answer::Yes, "{line}"));
        ["", "\n", "n\n", "yellow\n"]
            .into_iter()
            .for_each(|line| assert_eq!(read(line), Answer::No, "{line}"));
    }
}
