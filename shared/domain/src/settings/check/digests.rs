//! Validates keys, of which the settings hold digests.

use super::problem::problem;
use crate::oncall::Problem;

/// Validates the digests of keys: one in use, and possibly its replacement.
pub(super) fn check_digests(path: &[&str], digests: &[String], found: &mut Vec<Problem>) {
    let sound = |digest: &String| digest.len() == 64 && digest.bytes().all(|b| b.is_ascii_hexdigit());
    if digests.is_empty() || !digests.iter().all(sound) {
        let message = "needs the digest that `callout key` prints, never the key itself";
        found.push(problem(path, message.into()));
    }
    if digests.len() > 2 {
        let message = "has more than two keys: take out those that nobody sends any more";
        found.push(problem(path, message.into()));
    }
}
