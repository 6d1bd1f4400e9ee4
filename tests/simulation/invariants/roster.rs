//! What must hold of whom a page names: 6, the roster at that moment.

use super::super::facts::Facts;
use callout_domain::escalation::{Level, PolicySnapshot, Target};
use callout_domain::ids::ResponderName;
use callout_domain::incident::{EscalationStep, Incident};
use callout_domain::settings::Rules;
use jiff::Timestamp;
use std::collections::BTreeSet;

/// How long a decision takes at most, from reading the settings to its commit.
pub(super) const LONGEST_DECISION: i64 = 60_000;

pub(super) fn check_roster(
    facts: &mut Facts,
    state: &Incident,
    (step, decided_at): (EscalationStep, Timestamp),
    paged: &[ResponderName],
    without: &BTreeSet<ResponderName>,
    rules: &Rules,
    at: i64,
) {
    let paged: BTreeSet<ResponderName> = paged.iter().cloned().collect();
    let EscalationStep::Level(nth) = step else {
        let addresses = ResponderName::from(callout_domain::responder::BUILT_IN_FALLBACK);
        if !paged.contains(&addresses) && !without.contains(&addresses) {
            facts.breaks(5, at, format!("#{}: the fallback is paged without its addresses", state.number));
        }
        return;
    };
    let PolicySnapshot { policy, .. } = &state.policy;
    let Some(level) = policy.levels.get(nth) else { return };
    // A shift may end between deciding and committing.
    let on_call = |rules| on_call(level, rules, decided_at, without);
    let Some(expected) = on_call(rules) else { return };
    let same = |expected: &BTreeSet<ResponderName>| {
        if level.round_robin { paged.is_subset(expected) && paged.len() == 1 } else { paged == *expected }
    };
    // A process that decided just before an edit commits just after it.
    let edit = facts.before_the_edit.as_ref().filter(|(edited_at, _)| at - edited_at < LONGEST_DECISION);
    let before = edit.and_then(|(_, before)| on_call(before));
    if !same(&expected) && !before.is_some_and(|before| same(&before)) {
        facts.breaks(6, at, format!("#{} pages {paged:?}, and {expected:?} are on call", state.number));
    }
}

/// Whom a level pages; `None` if that is not known here.
fn on_call(
    level: &Level,
    rules: &Rules,
    now: Timestamp,
    without: &BTreeSet<ResponderName>,
) -> Option<BTreeSet<ResponderName>> {
    let mut expected = BTreeSet::new();
    for target in &level.page {
        match target {
            Target::Responder(name) => drop(expected.insert(name.clone())),
            Target::Schedule(name) => {
                expected.extend(rules.schedule(name).map(|it| it.on_call(now)).unwrap_or_default());
            }
            _ => return None,
        }
    }
    expected.retain(|name| rules.responder(name).is_some() && !without.contains(name));
    Some(expected)
}
