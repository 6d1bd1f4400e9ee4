//! What one thing in a payload of AWS turned out to be.
//!
//! Knows no format.

use callout_domain::alarm::AlarmEvent;
use std::fmt;

/// What one thing in a payload turned out to be.
#[derive(Debug, Clone, PartialEq)]
pub enum Parsed {
    /// An event for triage.
    Event(Box<AlarmEvent>),
    /// Understood, and of no interest to triage.
    Ignored(Ignored),
}

/// Why something understood is not an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ignored {
    /// The settings of an alarm were created or changed; changes of its state are events of their own.
    AlarmConfigured {
        /// The alarm.
        alarm: String,
        /// CloudWatch's word for it: `create` or `update`.
        operation: String,
    },
    /// SNS writes to an endpoint about its own subscription.
    SubscriptionNotice,
    /// A schedule ticked; nothing is wrong.
    ScheduledTick,
    /// A service reports that something is well, or still goes on, which was not known to be otherwise.
    AllWell {
        /// What it reports on.
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
            Self::AllWell { what } => write!(f, "nothing wrong with {what}"),
        }
    }
}

impl From<AlarmEvent> for Parsed {
    fn from(event: AlarmEvent) -> Self {
        Self::Event(Box::new(event))
    }
}
