//! How changes and results are shown to people.
//! Must not decide anything.

use super::change::{Action, Change};
use crate::print;
use anstyle::AnsiColor;

/// What is made is shown by type: a first deployment has more than a hundred lines otherwise.
const ONE_BY_ONE: usize = 12;

/// Prints changes as a table, worst first.
pub(super) fn changes(changes: &[Change]) {
    let (made, rest): (Vec<&Change>, Vec<&Change>) = changes.iter().partition(|it| it.action == Action::Add);
    let rest = rest.into_iter().map(line);
    let made: Vec<[String; 4]> =
        if made.len() > ONE_BY_ONE { by_type(&made) } else { made.into_iter().map(line).collect() };
    print::table(["", "resource", "type", "what"], rest.chain(made));
}

/// Changes as lines.
pub(super) fn lines(changes: &[Change]) -> Vec<String> {
    changes.iter().map(|change| line(change).join(" ").trim_end().to_owned()).collect()
}

/// What is to happen, summed up in words.
pub(super) fn count(changes: &[Change]) -> String {
    summed(changes, |action| match action {
        Action::MayReplace => "may be replaced".to_owned(),
        action => format!("to {}", action.word()),
    })
}

/// What happened, summed up in words.
pub(super) fn count_done(changes: &[Change]) -> String {
    summed(changes, |action| {
        let word = match action {
            Action::Remove => "removed",
            Action::Replace => "replaced",
            Action::MayReplace => "changed or replaced",
            Action::Change => "changed",
            Action::Adopt => "adopted",
            Action::Add => "added",
        };
        word.to_owned()
    })
}

fn summed(changes: &[Change], word: impl Fn(Action) -> String) -> String {
    let all =
        [Action::Remove, Action::Replace, Action::MayReplace, Action::Change, Action::Adopt, Action::Add];
    let number = |action| changes.iter().filter(|change| change.action == action).count();
    let counted = all.into_iter().map(|action| (number(action), action)).filter(|(number, _)| *number > 0);
    counted.map(|(number, action)| format!("{number} {}", word(action))).collect::<Vec<_>>().join(", ")
}

fn line(change: &Change) -> [String; 4] {
    [word(change.action), change.logical_id.clone(), short(&change.kind), change.what.join(", ")]
}

fn by_type(made: &[&Change]) -> Vec<[String; 4]> {
    let mut lines: Vec<(&str, Vec<&str>)> = Vec::new();
    for change in made {
        match lines.iter_mut().find(|(kind, _)| *kind == change.kind) {
            Some((_, names)) => names.push(&change.logical_id),
            None => lines.push((&change.kind, vec![&change.logical_id])),
        }
    }
    let line = |(kind, names): (&str, Vec<&str>)| {
        [word(Action::Add), in_lines(&names), short(kind), names.len().to_string()]
    };
    lines.into_iter().map(line).collect()
}

/// How wide a list of names is: a table without a terminal is as wide as its longest line.
const LIST: usize = 72;

/// Names, separated by commas, in lines of at most [`LIST`] characters where each name fits.
fn in_lines(names: &[&str]) -> String {
    let mut lines = vec![String::new()];
    for (nth, name) in names.iter().enumerate() {
        let name = if nth + 1 < names.len() { format!("{name}, ") } else { (*name).to_owned() };
        match lines.last_mut().filter(|line| line.is_empty() || line.len() + name.len() <= LIST) {
            Some(line) => line.push_str(&name),
            None => lines.push(name),
        }
    }
    lines.iter().map(|line| line.trim_end()).collect::<Vec<_>>().join("\n")
}

fn short(kind: &str) -> String {
    kind.trim_start_matches("AWS::").to_owned()
}

fn word(action: Action) -> String {
    let colour = match action {
        Action::Remove | Action::Replace | Action::MayReplace => AnsiColor::Red,
        Action::Change => AnsiColor::Yellow,
        Action::Adopt => AnsiColor::Cyan,
        Action::Add => AnsiColor::Green,
    };
    print::coloured(action.word(), colour)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_names_are_a_list_of_several_lines() {
        assert_eq!(in_lines(&["One"]), "One");
        let names: Vec<String> = (0..30).map(|nth| format!("Queue{nth}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let listed = in_lines(&names);
        assert!(listed.lines().all(|line| line.len() <= LIST), "{listed}");
        assert_eq!(listed.replace('\n', " "), names.join(", "));
    }

    fn change(action: Action, logical_id: &str, kind: &str) -> Change {
        Change { action, logical_id: logical_id.to_owned(), kind: kind.to_owned(), what: Vec::new() }
    }

    #[test]
    fn what_is_made_is_gathered_by_type() {
        let all = [
            change(Action::Add, "TriageFunction", "AWS::Lambda::Function"),
            change(Action::Add, "NotifyFunction", "AWS::Lambda::Function"),
            change(Action::Add, "DeadQueue", "AWS::SQS::Queue"),
        ];
        let lines = by_type(&all.iter().collect::<Vec<_>>());
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0][1..], ["TriageFunction, NotifyFunction", "Lambda::Function", "2"]);
        assert_eq!(count(&all), "3 to add");
    }

    #[test]
    fn the_worst_is_counted_first() {
        let all = [
            change(Action::Add, "A", "x"),
            change(Action::Remove, "B", "x"),
            change(Action::MayReplace, "C", "x"),
        ];
        assert_eq!(count(&all), "1 to remove, 1 may be replaced, 1 to add");
        assert_eq!(count_done(&all), "1 removed, 1 changed or replaced, 1 added");
    }
}
