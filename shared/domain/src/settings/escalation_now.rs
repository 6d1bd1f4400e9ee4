//! An escalation as it is at a time: whom each level pages, until when they are on call, how they are reached.
//!
//! Must not page anybody, and knows no address.

use super::rules::Rules;
use crate::escalation::{Condition, Level, PolicySnapshot, Target, Unmet};
use crate::ids::{ContactName, ResponderName};
use crate::responder::{BUILT_IN_FALLBACK, Urgency};
use crate::severity::Severity;
use jiff::{SignedDuration, Timestamp};

/// How far ahead the end of a shift is looked for.
const HORIZON: SignedDuration = SignedDuration::from_hours(24 * 62);

/// One person of a level, or a level that pages nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EscalationRow {
    /// The level, from 1; none for whoever is paged when no level is left.
    pub level: Option<usize>,
    /// How long after the alarm, if nobody acknowledges.
    pub after: SignedDuration,
    /// How urgent the page is.
    pub urgency: Urgency,
    /// Who; none if the level pages nobody at this time.
    pub responder: Option<ResponderName>,
    /// How the level comes to them, and what else holds for it.
    pub because: String,
    /// When they go off call.
    pub until: Option<Timestamp>,
    /// Which contact is used how long after the page.
    pub contacts: Vec<(SignedDuration, ContactName)>,
}

impl Rules {
    /// Whom a policy pages for an alarm at a time, level by level, and whoever is paged in the end. While its urgency is low, its
    /// first level alone, and all of them once it becomes high.
    pub fn escalation(
        &self,
        policy: &PolicySnapshot,
        (urgency, high_at): (Urgency, Option<Timestamp>),
        at: Timestamp,
    ) -> Vec<EscalationRow> {
        if urgency.is_high() {
            return self.all_levels(policy, (SignedDuration::ZERO, at));
        }
        let quietly = Shown { level: Some(1), after: SignedDuration::ZERO, at, urgency, rules: self };
        let first = policy.policy.levels.first().map(|level| quietly.rows(level));
        let later = high_at.map(|high_at| self.all_levels(policy, (high_at.duration_since(at), high_at)));
        first.into_iter().chain(later).flatten().collect()
    }

    fn all_levels(
        &self,
        policy: &PolicySnapshot,
        (begin, at): (SignedDuration, Timestamp),
    ) -> Vec<EscalationRow> {
        let urgency = Urgency::High;
        let shown = |level, after| Shown { level, after: begin + after, at, urgency, rules: self };
        let (mut rows, mut after) = (Vec::new(), SignedDuration::ZERO);
        for (nth, level) in policy.policy.levels.iter().enumerate() {
            rows.extend(shown(Some(nth + 1), after).rows(level));
            after += level.delay.0;
        }
        let cycles = i32::try_from(policy.policy.repeat.saturating_add(1)).unwrap_or(1);
        let last = shown(None, after.saturating_mul(cycles));
        let own = Some(&policy.fallback).filter(|name| name.as_str() != BUILT_IN_FALLBACK);
        rows.extend(own.map(|name| last.row(name, String::new(), None)));
        rows.push(last.row(&BUILT_IN_FALLBACK.into(), "contact of the template".to_owned(), None));
        rows
    }
}

/// A level that is shown.
struct Shown<'a> {
    level: Option<usize>,
    after: SignedDuration,
    at: Timestamp,
    urgency: Urgency,
    rules: &'a Rules,
}

impl Shown<'_> {
    fn rows(&self, level: &Level) -> Vec<EscalationRow> {
        let conditions = conditions(level, self.at);
        let mut rows: Vec<EscalationRow> = Vec::new();
        for target in &level.page {
            let because = [target.to_string()].into_iter().chain(conditions.clone()).collect::<Vec<_>>();
            for person in self.rules.people(target, self.at) {
                if !rows.iter().any(|row| row.responder.as_ref() == Some(&person)) {
                    rows.push(self.row(&person, because.join(", "), self.until(target, &person)));
                }
            }
        }
        if rows.is_empty() {
            rows.push(self.nobody(level, &conditions));
        }
        rows
    }

    fn row(&self, person: &ResponderName, because: String, until: Option<Timestamp>) -> EscalationRow {
        let (_, contacts) = self.rules.reach(person);
        let due = contacts.due(self.urgency, self.at).into_iter();
        EscalationRow {
            level: self.level,
            after: self.after,
            urgency: self.urgency,
            responder: Some(person.clone()),
            because,
            until,
            contacts: due.map(|(due, contact)| (due.duration_since(self.at), contact)).collect(),
        }
    }

    fn nobody(&self, level: &Level, conditions: &[String]) -> EscalationRow {
        let targets = level.page.iter().map(ToString::to_string);
        EscalationRow {
            level: self.level,
            after: self.after,
            urgency: self.urgency,
            responder: None,
            because: targets.chain(conditions.iter().cloned()).collect::<Vec<_>>().join(", "),
            until: None,
            contacts: Vec::new(),
        }
    }

    /// When somebody goes off call who is on call by a target: another layer may have them where the turn of one ends.
    fn until(&self, target: &Target, person: &ResponderName) -> Option<Timestamp> {
        let Target::Schedule(name) = target else { return None };
        let horizon = self.at.checked_add(HORIZON).ok()?;
        let handoffs = self.rules.schedule(name)?.handoffs(self.at, horizon);
        handoffs.into_iter().find(|handoff| handoff.leaving.contains(person)).map(|handoff| handoff.at)
    }
}

/// What else holds for a level, in words.
fn conditions(level: &Level, at: Timestamp) -> Vec<String> {
    let severity = |least: Severity| match least {
        Severity::Sev1 => "only for SEV1".to_owned(),
        least => format!("only for SEV1 to {least}"),
    };
    let condition = level.condition.as_ref();
    // The worst incident meets every condition but the one of hours.
    let is_off =
        condition.and_then(|condition: &Condition| condition.unmet(Severity::Sev1, at)) == Some(Unmet::Hours);
    let parts = [
        condition.and_then(|it| it.severity).map(severity),
        is_off.then(|| "not at this hour".to_owned()),
        level.round_robin.then(|| "one of them, in turn".to_owned()),
        level.all_must_acknowledge.then(|| "each must acknowledge".to_owned()),
    ];
    parts.into_iter().flatten().collect()
}
