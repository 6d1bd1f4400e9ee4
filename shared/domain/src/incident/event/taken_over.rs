//! A person took over what another had.

use crate::incident::actor::Actor;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A person took over what another had: nobody is paged for it, and whoever had it is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenOver {
    /// Who had it.
    pub from: Actor,
    /// When the acknowledgement lapses, unless the new holder acts before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lapses_at: Option<Timestamp>,
}
