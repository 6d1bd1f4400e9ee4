//! A dead letter as SQS hands it over, and what `callout replay` makes of it.
//! Must not know how dead letters are distinguished: `shape` does.

use callout_ports::Announcement;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// The dead-letter queues of a stack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum DeadQueue {
    /// `<stack>-dead`: whatever has no order.
    Standard,
    /// `<stack>-dead.fifo`: alerts, in order for each alarm.
    Fifo,
}

impl DeadQueue {
    /// Its name in a stack.
    pub(super) fn name(self, stack: &str) -> String {
        match self {
            Self::Standard => format!("{stack}-dead"),
            Self::Fifo => format!("{stack}-dead.fifo"),
        }
    }
}

/// A message of a dead-letter queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DeadLetter {
    /// The queue it lies in.
    pub(super) queue: DeadQueue,
    /// SQS's identity of the message.
    pub(super) id: String,
    /// The receipt handle of this delivery.
    pub(super) receipt: String,
    /// Its text.
    pub(super) body: String,
    /// Its message attributes that are text.
    pub(super) attributes: BTreeMap<String, String>,
    /// When it was sent; for a FIFO queue, when it was given up.
    pub(super) since: Option<Timestamp>,
    /// The queue that gave it up, if a queue did: the system attribute `DeadLetterQueueSourceArn`.
    pub(super) source_arn: Option<String>,
    /// The group of a FIFO message.
    pub(super) group: Option<String>,
    /// The deduplication ID of a FIFO message.
    pub(super) deduplication: Option<String>,
}

/// What a dead letter is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reading {
    /// Where it comes from.
    pub(super) source: String,
    /// What it is about.
    pub(super) what: String,
    /// Why it lies here, if the letter says so.
    pub(super) why: Option<String>,
    /// Where it has to go.
    pub(super) way: Way,
}

/// The way back of a dead letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Way {
    /// This text into a queue of the stack, by name.
    Queue {
        /// The queue's name.
        name: String,
        /// The text.
        body: String,
    },
    /// These events once more through the topic of incident events; listeners know what they had.
    Events(Vec<Announcement>),
    /// What was committed between two times once more through that topic.
    Committed {
        /// The arrival of the first lost record.
        from: Timestamp,
        /// The arrival of the last.
        until: Timestamp,
    },
    /// It is worth nothing any more: it is deleted.
    Worthless,
    /// Nobody knows: it stays where it is.
    Unknown,
}
