//! Who may do what in the console, by the `access` of a responder in the settings.
//!
//! Must not decide about the link in a page: whoever was paged may answer it.

use crate::incident::{Actor, ActorKind};
use crate::live::{LONGEST_OF_OPERATOR, LONGEST_OF_RESPONDER};
use crate::responder::Access;
use crate::settings::Rules;
use jiff::SignedDuration;
use std::fmt;

/// What somebody wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Work on an incident, or declare one.
    Respond,
    /// Publish an update that customers read.
    Publish,
    /// Hold alarms back, or take somebody's shift, for a while; or end that.
    Suppress,
}

impl Act {
    /// The whole table: who may do it at least.
    fn least(self) -> Access {
        match self {
            Self::Respond | Self::Publish | Self::Suppress => Access::Responder,
        }
    }
}

impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Respond => "work on incidents",
            Self::Publish => "publish updates",
            Self::Suppress => "silence alarms and take shifts",
        })
    }
}

/// For how long what somebody holds back may be held back.
pub fn longest(access: Access) -> SignedDuration {
    match access {
        Access::Operator => LONGEST_OF_OPERATOR,
        Access::Observer | Access::Responder => LONGEST_OF_RESPONDER,
    }
}

/// Why somebody may not do something; says who may.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "Your access is `{access}`, which cannot {act}. Ask somebody whose access is `{least}`, or whoever keeps the settings to change \
     yours: `access` in [responders.NAME]."
)]
pub struct Denied {
    access: Access,
    least: Access,
    act: Act,
}

/// What somebody may do. Operators are those whom IAM knows; a name that is in no settings changes nothing.
pub fn access_of(actor: &Actor, rules: &Rules) -> Access {
    match actor.kind {
        ActorKind::Operator => Access::Operator,
        ActorKind::Responder => {
            let known = rules.responder(&actor.name.as_str().into());
            known.map_or(Access::Observer, |responder| responder.access)
        }
        ActorKind::Source | ActorKind::System => Access::Observer,
    }
}

/// Whether somebody may do something.
///
/// # Errors
/// They may not; with who may.
pub fn may(actor: &Actor, act: Act, rules: &Rules) -> Result<(), Denied> {
    let (access, least) = (access_of(actor, rules), act.least());
    if access >= least { Ok(()) } else { Err(Denied { access, least, act }) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Settings;

    fn rules() -> Rules {
        let settings: Settings = toml::from_str(
            "[responders]\nana = { name = 'Ana', contacts = [] }\nobi = { name = 'Obi', contacts = [], access = 'observer' }\n\
             olga = { name = 'Olga', contacts = [], access = 'operator' }",
        )
        .unwrap();
        Rules::build(settings)
    }

    fn check(actor: &Actor, access: Access, respond: bool) {
        let rules = rules();
        assert_eq!(access_of(actor, &rules), access, "{actor}");
        for act in [Act::Respond, Act::Publish, Act::Suppress] {
            assert_eq!(may(actor, act, &rules).is_ok(), respond, "{actor} {act}");
        }
    }

    #[test]
    fn whoever_only_looks_changes_nothing() {
        check(&Actor::responder(&"obi".into()), Access::Observer, false);
        check(&Actor::responder(&"nobody".into()), Access::Observer, false);
        check(&Actor::responder(&"ana".into()), Access::Responder, true);
        check(&Actor::responder(&"olga".into()), Access::Operator, true);
        check(&Actor::operator("arn:aws:iam::111122223333:user/ops"), Access::Operator, true);
    }

    #[test]
    fn a_refusal_says_who_may() {
        let denied = may(&Actor::responder(&"obi".into()), Act::Respond, &rules()).unwrap_err().to_string();
        assert!(denied.contains("`observer`") && denied.contains("`responder`"), "{denied}");
    }

    #[test]
    fn operators_may_hold_alarms_back_for_longer() {
        assert!(longest(Access::Operator) > longest(Access::Responder));
    }
}
