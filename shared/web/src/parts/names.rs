//! What people are called.

use callout_domain::ids::ResponderName;
use callout_domain::incident::{Actor, ActorKind};
use callout_domain::settings::Rules;

/// Display names; the names in the settings if those cannot be read.
pub struct Names<'a>(pub Option<&'a Rules>);

impl Names<'_> {
    /// The name of whoever did something.
    pub fn of(&self, actor: &Actor) -> String {
        match actor.kind {
            ActorKind::Responder => self.responder(&actor.name.as_str().into()),
            ActorKind::Operator => format!("{} (operator)", actor.name),
            ActorKind::Source | ActorKind::System => actor.to_string(),
        }
    }

    /// A responder's name.
    pub fn responder(&self, name: &ResponderName) -> String {
        let known = self.0.and_then(|rules| rules.responder(name));
        known.map_or_else(|| name.to_string(), |responder| responder.name.clone())
    }
}
