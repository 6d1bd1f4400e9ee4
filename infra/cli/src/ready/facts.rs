//! What is known about a deployment when it is judged; what could not be looked at says why.
//! Must not judge.

use crate::apply::topics::Topic;
use crate::subscription_status::Subscriptions;
use callout_domain::notification::Attempt;
use callout_domain::responder::verification::Verification;
use callout_domain::settings::Settings;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// What was found, or why nobody could look.
pub(super) type Checked<T> = Result<T, String>;

/// Everything the judgement is about.
#[derive(Debug)]
pub(super) struct Facts {
    pub(super) now: Timestamp,
    /// The settings in force; none if none were ever applied.
    pub(super) settings: Checked<Option<Settings>>,
    /// What is known about the contacts of these settings.
    pub(super) verifications: Checked<Vec<Verification>>,
    /// Who listens to which topic.
    pub(super) topics: Checked<BTreeMap<Topic, Checked<Subscriptions>>>,
    /// Who listens to the topic of the fallback contact.
    pub(super) fallback: Checked<Subscriptions>,
    /// Messages of incidents of late.
    pub(super) attempts: Checked<Vec<Attempt>>,
    /// What the account allows in text messages.
    pub(super) sms: Sms,
}

/// What an account and region allow in text messages.
#[derive(Debug)]
pub(super) struct Sms {
    /// Dollars spent this month.
    pub(super) spent: Checked<f64>,
    /// Dollars that may be spent each month.
    pub(super) limit: Checked<f64>,
    pub(super) sandbox: Checked<Sandbox>,
    /// Numbers whose holder said STOP.
    pub(super) opted_out: Checked<BTreeSet<String>>,
}

/// Whether text messages go to anybody, or only to numbers that were verified with AWS.
#[derive(Debug)]
pub(super) enum Sandbox {
    /// To anybody.
    Left,
    /// To these numbers only.
    Inside(Checked<BTreeSet<String>>),
}
