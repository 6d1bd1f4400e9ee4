//! Alarms that others explain: when the switch is down, nobody needs to hear of each server behind it.
//!
//! Must not look for alarms; it names the place where an explanation stands while it fires, and the places to look at.
//!
//! An alarm that is both a source and a target of a rule explains only pure targets, and is explained only by pure sources
//! (Alertmanager's rule): otherwise two of them would silence each other. So a rule has two places for each set of equal
//! labels. Pure sources stand at `rule/<name>/<digest>`, those that are targets too at `rule/<name>/<digest>/both`. A pure
//! target looks at both places, an alarm that is both only at the first.

use crate::alarm::AlarmEvent;
use crate::ids::{AlertKey, digest, hex};
use crate::matcher::{Conditions, Field, Matches, Subject};
use crate::triage::CauseName;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// While an alarm of `source` fires, alarms of `target` join its incident and page nobody by themselves.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InhibitionSettings {
    /// What people call this rule.
    pub name: String,
    /// Which alarms explain others, as in routes.
    pub source: Matches,
    /// Which alarms they explain.
    pub target: Matches,
    /// Fields or labels in which both must agree; one that is missing is empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub equal: Vec<String>,
}

/// Such a rule, ready to be asked.
#[derive(Debug, Clone)]
pub struct Inhibition {
    name: String,
    source: Conditions,
    target: Conditions,
    equal: Vec<Field>,
}

impl Inhibition {
    /// Compiles a rule; one that is broken explains nothing.
    pub fn compile(settings: &InhibitionSettings) -> Option<Self> {
        let source = Conditions::compile(&settings.source).ok()?;
        let target = Conditions::compile(&settings.target).ok()?;
        let equal = settings.equal.iter().map(|name| Field::named(name)).collect();
        let single_out = !source.hold_for_nothing() && !settings.target.is_empty();
        single_out.then(|| Self { name: settings.name.clone(), source, target, equal })
    }

    /// Where an alarm stands as an explanation.
    pub fn cause(&self, event: &AlarmEvent) -> Option<CauseName> {
        let subject = Subject::of(event);
        let target_too = self.target.hold(subject);
        self.source.hold(subject).then(|| if target_too { self.both(event) } else { self.place(event) })
    }

    /// Where whatever explains an alarm stands.
    pub fn explained_by(&self, event: &AlarmEvent) -> Vec<CauseName> {
        let subject = Subject::of(event);
        match (self.target.hold(subject), self.source.hold(subject)) {
            (false, _) => Vec::new(),
            (true, false) => vec![self.place(event), self.both(event)],
            (true, true) => vec![self.place(event)],
        }
    }

    fn place(&self, event: &AlarmEvent) -> CauseName {
        let values: Vec<&str> = self.equal.iter().map(|field| field.of(Subject::of(event))).collect();
        CauseName(format!("rule/{}/{}", self.name, hex(&digest(&values)[..8])))
    }

    fn both(&self, event: &AlarmEvent) -> CauseName {
        CauseName(format!("{}/both", self.place(event)))
    }
}

/// Where a composite alarm stands for one of its children, whose source and dedup key these are.
pub fn child_cause(source: &str, dedup_key: &str) -> CauseName {
    CauseName(format!("child/{}", AlertKey::derive(source, dedup_key)))
}
