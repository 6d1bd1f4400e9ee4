//! What AWS services publish to a topic in shapes of their own: plain texts, and JSON that is no event.
//!
//! Never guesses who wrote a text.

mod alertmanager;
mod backup;
mod beanstalk;
mod budgets;
mod confirmation;
mod database;
mod elasticache;
mod event;
mod stack;

use super::envelope::Envelope;
use super::services;
use crate::parsed::Parsed;
use serde_json::Value;

/// What a text says, if it comes from a service with a file here.
pub(crate) fn read(text: &str, envelope: &Envelope) -> Option<Vec<Parsed>> {
    let one = |event: callout_domain::alarm::AlarmEvent| vec![event.into()];
    budgets::read(text, envelope)
        .or_else(|| backup::read(text, envelope))
        .map(one)
        .or_else(|| beanstalk::read(text, envelope))
        .or_else(|| alertmanager::read(text, envelope))
        .or_else(|| elasticache::read_text(text, envelope))
        .or_else(|| stack::read(text, envelope))
        .or_else(|| confirmation::read(text, envelope))
}

/// What JSON says, if it comes from a service with a file here or a table of its own.
pub(crate) fn read_json(value: &Value, envelope: &Envelope) -> Option<Vec<Parsed>> {
    database::read(value, envelope)
        .or_else(|| elasticache::read(value, envelope))
        .or_else(|| services::read(value, envelope).map(|parsed| vec![parsed]))
}
