//! Who has which turn, through changes of the list.
//!
//! Must not know when turns begin or end.

use std::collections::BTreeSet;

/// A person, as an index into the names of the schedule.
pub(super) type Person = u32;

/// Lists of turns, each in effect from an instant until the next.
#[derive(Debug, Clone)]
pub(super) struct Turns(Vec<Version>);

#[derive(Debug, Clone)]
struct Version {
    from: i64,
    groups: Vec<Vec<Person>>,
    /// Added to the number of a turn to find its group.
    offset: i64,
    /// The turn during which the list changed, and the people who have it until its end although it is not their place in
    /// the list.
    staying: Option<(i64, Vec<Person>)>,
}

impl Turns {
    /// The first list.
    pub(super) fn new(groups: Vec<Vec<Person>>) -> Self {
        Self(vec![Version { from: i64::MIN, groups, offset: 0, staying: None }])
    }

    /// Another list from an instant on, replacing a single turn without an end.
    pub(super) fn replace(&mut self, from: i64, groups: Vec<Vec<Person>>) {
        self.0.push(Version { from, groups, offset: 0, staying: None });
    }

    /// Another list from an instant on, just before which turn `number` is running. Its person stays until its end, and
    /// those due next come next: a change never moves the person on call (semantics 2.4, rule 8). If they are gone, whoever is
    /// next has the turn until its end, and then their own.
    pub(super) fn change(
        &mut self,
        from: i64,
        number: i64,
        groups: Vec<Vec<Person>>,
        gone: &BTreeSet<Person>,
    ) {
        let Some(last) = self.0.last() else { return };
        let holder = last.holder(number);
        let is_out_of_place = last.staying.as_ref().is_some_and(|(turn, _)| *turn == number);
        let position = |turn: i64| {
            let (wanted, after) = (last.holder(turn), last.holder(turn + 1));
            let same = |at: &usize| groups[*at] == wanted;
            let both = |at: &usize| same(at) && groups[(at + 1) % groups.len()] == after;
            (0..groups.len()).find(both).or_else(|| (0..groups.len()).find(same))
        };
        let place = |at: usize, turn: i64| i64::try_from(at).unwrap_or(0) - turn;
        let here = if is_out_of_place { None } else { position(number) };
        let (offset, staying) = match here {
            Some(at) => (place(at, number), None),
            None => {
                let coming = (1..=i64::try_from(last.groups.len()).unwrap_or(1))
                    .find_map(|step| position(number + step));
                let coming = coming.unwrap_or(0);
                (place(coming, number + 1), Some((number, rest_of(holder, coming, &groups, gone))))
            }
        };
        self.0.push(Version { from, groups, offset, staying });
    }

    /// Who has a turn at an instant within it, and until when that list applies.
    pub(super) fn at(&self, at: i64, number: i64) -> (&[Person], i64) {
        let begun = self.0.partition_point(|version| version.from <= at).max(1);
        let until = self.0.get(begun).map_or(i64::MAX, |next| next.from);
        (self.0.get(begun - 1).map_or(&[], |version| version.holder(number)), until)
    }
}

/// Who has the rest of a turn: its people who are still there, or whoever comes next.
fn rest_of(holder: &[Person], coming: usize, groups: &[Vec<Person>], gone: &BTreeSet<Person>) -> Vec<Person> {
    let stay: Vec<Person> = holder.iter().copied().filter(|person| !gone.contains(person)).collect();
    if !stay.is_empty() || holder.is_empty() {
        return stay;
    }
    let mut next = groups.iter().cycle().skip(coming).take(groups.len());
    next.find(|group| !group.is_empty()).cloned().unwrap_or_default()
}

impl Version {
    fn holder(&self, number: i64) -> &[Person] {
        match &self.staying {
            Some((turn, people)) if *turn == number => people,
            _ => {
                let count = i64::try_from(self.groups.len()).unwrap_or(1).max(1);
                let index = number.wrapping_add(self.offset).rem_euclid(count);
                usize::try_from(index)
                    .ok()
                    .and_then(|index| self.groups.get(index))
                    .map_or(&[], Vec::as_slice)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks turns 0 and on of a list that changes at `changed_at`. Each letter is a person.
    fn check(first: &str, changed_at: i64, then: &str, expected: &str) {
        let groups =
            |letters: &str| letters.bytes().map(|letter| vec![Person::from(letter)]).collect::<Vec<_>>();
        let mut turns = Turns::new(groups(first));
        turns.change(changed_at * 10 + 5, changed_at, groups(then), &BTreeSet::new());
        let expected: Vec<Vec<Person>> = groups(expected);
        for (number, holder) in (0..).zip(&expected) {
            let late_in_the_turn = number * 10 + 9;
            assert_eq!(turns.at(late_in_the_turn, number).0, holder, "turn {number} of {first}, then {then}");
        }
        let just_before = changed_at * 10 + 4;
        let just_after = changed_at * 10 + 5;
        assert_eq!(
            turns.at(just_before, changed_at).0,
            turns.at(just_after, changed_at).0,
            "{first}, then {then}"
        );
    }

    #[test]
    fn taking_somebody_out_never_moves_the_holder() {
        check("abc", 1, "bc", "abcbcb");
        check("abc", 1, "ab", "ababab");
        check("abcd", 2, "acd", "abcdac");
    }

    #[test]
    fn the_holder_who_leaves_stays_until_the_handoff_and_the_next_comes_next() {
        check("abc", 1, "ac", "abcaca");
        check("abc", 2, "ab", "abcaba");
        check("ab", 0, "xy", "axyxy");
    }

    #[test]
    fn the_turn_of_whoever_is_gone_goes_to_the_next_who_then_has_their_own() {
        let group = |letters: &str| letters.bytes().map(Person::from).collect::<Vec<_>>();
        let groups = |lists: &[&str]| lists.iter().map(|list| group(list)).collect::<Vec<_>>();
        let check = |first: &[&str], then: &[&str], expected: &[&str]| {
            let mut turns = Turns::new(groups(first));
            turns.change(15, 1, groups(then), &group("b").into_iter().collect());
            // Another edit while somebody else has the turn moves nobody either.
            turns.change(16, 1, groups(then), &group("b").into_iter().collect());
            assert_eq!(turns.at(14, 1).0, group("b"), "before, it was theirs");
            for (number, holder) in (1..).zip(expected) {
                assert_eq!(turns.at(number * 10 + 9, number).0, group(holder), "turn {number} of {then:?}");
            }
        };
        check(&["a", "b", "c"], &["a", "c"], &["c", "c", "a", "c"]);
        check(&["a", "b", "c"], &["c", "a"], &["c", "c", "a", "c"]);
        check(&["a", "b"], &["a"], &["a", "a"]);
        check(&["a", "b", "", "c"], &["a", "", "c"], &["c", "", "c", "a"]);
        check(&["a", "b"], &[""], &["", ""]);
    }

    #[test]
    fn adding_somebody_does_not_start_over() {
        check("abc", 4, "abcd", "abcabcdabcd");
        check("abc", 1, "abxc", "abxcab");
        check("ab", 3, "xab", "ababxab");
    }

    #[test]
    fn one_who_holds_several_turns_goes_on_in_the_right_one() {
        check("abac", 2, "abacd", "abacdaba");
        check("abac", 0, "abacd", "abacdaba");
    }
}
