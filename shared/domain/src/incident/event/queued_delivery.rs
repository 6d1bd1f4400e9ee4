//! A page that waits.

use crate::ids::{ContactName, ResponderName};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Which page waits, and until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueuedDelivery {
    /// The responder.
    pub responder: ResponderName,
    /// The contact.
    pub contact: ContactName,
    /// When it leaves, with what else waits.
    pub until: Timestamp,
}
