//! Inhibition: alarms that others explain. When a switch is down, nobody needs a page for each server behind it.
//!
//! Must not look alarms up: it names the key under which an explaining alarm is stored while it fires, and the keys to
//! look up.
//!
//! An alarm that is both a source and a target of a rule explains only pure targets, and is explained only by pure
//! sources (Alertmanager's rule). Otherwise two of them would silence each other. So a rule has two keys for each set
//! of equal labels: `rule/<name>/<digest>` for pure sources, and `rule/<name>/<digest>/both` for sources that are
//! targets too. A pure target looks up both keys; an alarm that is both looks up only the first.

use crate::alarm::AlarmEvent;
use crate::ids::{AlertKey, digest, hex};
use crate::matcher::{Conditions, Field, Matches, Subject};
use crate::triage::CauseName;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// While an alarm of `source` fires, alarms of `target` join its incident and page nobody.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InhibitionSettings {
    /// The rule's name.
    pub name: String,
    /// The alarms that explain others. Same syntax as in routes.
    pub source: Matches,
    /// The alarms they explain.
    pub target: Matches,
    /// Fields or labels that must be equal in both. A missing one counts as empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub equal: Vec<String>,
}

/// A compiled inhibition rule.
#[derive(Debug, Clone)]
pub struct Inhibition {
    name: String,
    source: Conditions,
    target: Conditions,
    equal: Vec<Field>,
}

impl Inhibition {
    /// Compiles a rule. A broken rule explains nothing.
    pub fn compile(settings: &InhibitionSettings) -> Option<Self> {
        let source = Conditions::compile(&settings.source).ok()?;
        let target = Conditions::compile(&settings.target).ok()?;
        let equal = settings.equal.iter().map(|name| Field::named(name)).collect();
        let single_out = !source.hold_for_nothing() && !settings.target.is_empty();
        single_out.then(|| Self { name: settings.name.clone(), source, target, equal })
    }

    /// The key under which an alarm explains others.
    pub fn cause(&self, event: &AlarmEvent) -> Option<CauseName> {
        let subject = Subject::of(event);
        let target_too = self.target.hold(subject);
        self.source.hold(subject).then(|| if target_too { self.both(event) } else { self.place(event) })
    }

    /// The keys under which alarms that explain this one are stored.
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

/// The key under which a composite alarm is stored for a child with this source and dedup key.
pub fn child_cause(source: &str, dedup_key: &str) -> CauseName {
    CauseName(format!("child/{}", AlertKey::derive(source, dedup_key)))
}
