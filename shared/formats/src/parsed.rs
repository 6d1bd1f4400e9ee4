//! The result of parsing one item of an AWS payload.
//!
//! Knows no format.

use callout_domain::alarm::AlarmEvent;
use std::fmt;

/// The result of parsing one item of a payload.
#[derive(Debug, Clone, PartialEq)]
pub enum Parsed {
    /// An event for triage.
    Event(Box<AlarmEvent>),
    /// Recognized, but not for triage.
    Ignored(Ignored),
}

/// Why a recognized item is not an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ignored {
    /// An alarm was created or changed; its state changes are events of their own.
    AlarmConfigured {
        /// The alarm.
        alarm: String,
        /// CloudWatch's operation: `create` or `update`.
        operation: String,
    },
    /// SNS's message to an endpoint about its own subscription.
    SubscriptionNotice,
    /// A scheduled event; nothing is wrong.
    ScheduledTick,
    /// A message that only tries whether it arrives.
    TestMessage {
        /// The tool or service that sent it.
        from: String,
    },
    /// A service reports success or progress of something that had no alert.
    AllWell {
        /// What succeeded or progresses.
        what: String,
    },
}

impl fmt::Display for Ignored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AlarmConfigured { alarm, operation } => {
                write!(f, "alarm {alarm} was configured ({operation})")
            }
            Self::SubscriptionNotice => f.write_str("a notice about an SNS subscription"),
            Self::ScheduledTick => f.write_str("the tick of a schedule"),
            Self::TestMessage { from } => write!(f, "a test message of {from}: it arrived, and pages nobody"),
            Self::AllWell { what } => write!(f, "nothing wrong with {what}"),
        }
    }
}

impl From<AlarmEvent> for Parsed {
    fn from(event: AlarmEvent) -> Self {
        Self::Event(Box::new(event))
    }
}
