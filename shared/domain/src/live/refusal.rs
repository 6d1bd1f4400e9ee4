//! The limits of what people decide beside the files, and why nothing was changed.

use jiff::SignedDuration;

/// The most entries. Each incoming alarm is compared with all of them.
pub const MOST_ENTRIES: usize = 200;
/// The most bytes of all entries: what a function reads when something changed.
pub const MOST_BYTES: usize = 48 * 1024;
/// The most requests for shifts, waiting or ended within the hour: they must leave room for silences.
pub const MOST_REQUESTS: usize = 40;
/// How far in the future an entry of a responder may end.
pub const LONGEST_OF_RESPONDER: SignedDuration = SignedDuration::from_hours(24);
/// How far in the future an entry of an operator may end.
pub const LONGEST_OF_OPERATOR: SignedDuration = SignedDuration::from_hours(14 * 24);

/// How far in the future maintenance may end that customers read of and that holds no alarm back.
pub(super) const LONGEST_OF_ANNOUNCEMENT: SignedDuration = SignedDuration::from_hours(90 * 24);

/// Why nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LiveRefusal {
    /// It would hold every alarm.
    #[error("this would match every alarm; name a service or an alarm")]
    MatchesEverything,
    /// What it matches cannot be read.
    #[error("{0}")]
    Unreadable(String),
    /// It is over before it begins.
    #[error("it would end before it begins")]
    OverAlready,
    /// It would end too late, however short it is.
    #[error("it ends more than {} from now; what ends later belongs in the settings files", days(*.most))]
    TooLong {
        /// How far in the future it may end.
        most: SignedDuration,
    },
    /// The reason is too long.
    #[error("the reason has more than {most} characters")]
    LongReason {
        /// The most characters.
        most: usize,
    },
    /// What customers are to read of it is too long.
    #[error("the title and text for customers have more than {} KB in all languages", .most / 1024)]
    LongTexts {
        /// The most bytes.
        most: usize,
    },
    /// The list is full.
    #[error(
        "there are {MOST_ENTRIES} silences, windows and overrides already, or 48 KB of them; end some first"
    )]
    Full,
    /// Too many requests for shifts wait for an answer.
    #[error(
        "there are {MOST_REQUESTS} requests for shifts already; try again when some have ended for an hour"
    )]
    ManyRequests,
    /// There is no such entry.
    #[error("there is no `{0}`, or it is over")]
    Unknown(String),
}

fn days(length: SignedDuration) -> String {
    match length.as_hours() / 24 {
        1 => "one day".to_owned(),
        days => format!("{days} days"),
    }
}
