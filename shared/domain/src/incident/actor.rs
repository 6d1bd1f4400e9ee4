//! Who did something: a person, a tool, or Callout itself.

use crate::ids::ResponderName;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Between an operator and the responder for whom they act.
const FOR: &str = ", for ";

/// An operator who acts on behalf of a responder, as the record names both.
pub fn on_behalf_of(operator: &str, responder: &str) -> String {
    format!("{operator}{FOR}{responder}")
}

/// Who did something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// A person, a tool, or Callout itself.
    pub kind: ActorKind,
    /// The responder's name, the operator's identity, or the alarm's source. Empty for Callout itself.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
}

/// The kinds of actors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActorKind {
    /// A responder, identified by a signed link.
    Responder,
    /// A person with access to the account, using the command line.
    Operator,
    /// The source of an alarm.
    Source,
    /// Callout itself: a timer, a rule.
    System,
}

impl Actor {
    /// Callout itself.
    pub fn system() -> Self {
        Self { kind: ActorKind::System, name: String::new() }
    }

    /// The source of an alarm.
    pub fn source(name: &str) -> Self {
        Self { kind: ActorKind::Source, name: name.to_owned() }
    }

    /// Whether a person did it, rather than a source, a timer, or a rule.
    pub fn is_person(&self) -> bool {
        matches!(self.kind, ActorKind::Responder | ActorKind::Operator)
    }

    /// Whether this responder did it.
    pub fn is_responder(&self, name: &ResponderName) -> bool {
        self.kind == ActorKind::Responder && self.name == name.as_str()
    }

    /// Their name, if it is a responder.
    pub fn as_responder(&self) -> Option<ResponderName> {
        (self.kind == ActorKind::Responder).then(|| self.name.as_str().into())
    }

    /// The responder who did it, by a link or as the person whom an operator named with `--as`.
    pub fn in_the_name_of(&self) -> Option<ResponderName> {
        let named = || self.name.rsplit_once(FOR).map(|(_, name)| name.into());
        self.as_responder().or_else(|| named().filter(|_| self.kind == ActorKind::Operator))
    }

    /// A responder, identified by a signed link.
    pub fn responder(name: &ResponderName) -> Self {
        Self { kind: ActorKind::Responder, name: name.to_string() }
    }

    /// A person using the command line.
    pub fn operator(name: &str) -> Self {
        Self { kind: ActorKind::Operator, name: name.to_owned() }
    }
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            ActorKind::System => f.write_str("Callout"),
            _ => f.write_str(&self.name),
        }
    }
}
