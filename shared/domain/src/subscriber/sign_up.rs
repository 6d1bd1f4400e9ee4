//! What a stranger asks for on the form, and how often.

use super::address::SubscriberAddress;
use super::wanted::Wanted;
use crate::ids::{digest, hex};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::net::IpAddr;

/// How long a sign-up waits for its confirmation.
pub const CONFIRM_WITHIN: SignedDuration = SignedDuration::from_hours(24);
/// How many mails to confirm one address gets in a day, whoever types it.
pub const MOST_ASKS_A_DAY: u32 = 3;
/// How many sign-ups of one source are taken in an hour: colleagues in one building share an address.
pub const MOST_OF_SOURCE_AN_HOUR: u64 = 20;
/// How many sign-ups are taken in a day, of everybody: each is a mail to somebody who may not have asked.
pub const MOST_A_DAY: u64 = 2_000;

/// What somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignUp {
    /// Where they want to be reached.
    pub address: SubscriberAddress,
    /// What they want to hear of.
    pub wanted: Wanted,
    /// The language of their messages.
    pub language: String,
    /// Who is told if a receiver of webhooks fails for long.
    pub contact: Option<SubscriberAddress>,
}

/// A sign-up that waits for its confirmation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// What is wanted.
    pub wanted: Wanted,
    /// In which language.
    pub language: String,
    /// Who is told if a receiver of webhooks fails for long.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<SubscriberAddress>,
    /// When.
    pub at: Timestamp,
}

impl Asked {
    /// Whether it is too late to confirm it.
    pub fn is_over(&self, now: Timestamp) -> bool {
        now.duration_since(self.at) >= CONFIRM_WITHIN
    }
}

/// How many sign-ups came, with this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignUpCounts {
    /// Of its source in this hour.
    pub of_source: u64,
    /// Of everybody on this day.
    pub of_day: u64,
}

impl SignUpCounts {
    /// Whether this one is beyond a limit.
    pub fn are_too_many(&self) -> bool {
        self.of_source > MOST_OF_SOURCE_AN_HOUR || self.of_day > MOST_A_DAY
    }
}

/// Where a request comes from, as a digest that names nobody in the table: an address of version 4, or a network of version 6, since one
/// customer has 2^64 of those. What is no address is one source.
pub fn source(ip: &str) -> String {
    let network = match ip.parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) => address.to_string(),
        Ok(IpAddr::V6(address)) => format!("{:x?}", &address.segments()[..4]),
        Err(_) => String::new(),
    };
    hex(&digest(&["source of a sign-up", &network])[..8])
}
