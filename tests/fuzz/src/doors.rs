//! Whatever is posted to the function's address is taken within the limits or refused with what to mend.

use crate::events::sound;
use crate::{now, pagerduty};

/// A body for `POST /v2/enqueue`.
pub fn enqueue(data: &[u8]) {
    match pagerduty::enqueue(data) {
        Ok(enqueue) => sound(&enqueue.into_event("fuzz", None, now())),
        Err(refusal) => {
            assert!(!refusal.errors.is_empty() && refusal.errors.iter().all(|error| !error.is_empty()));
            assert!(refusal.to_string().len() < 4096, "{refusal}");
        }
    }
}
