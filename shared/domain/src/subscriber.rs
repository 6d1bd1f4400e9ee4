//! Subscribers of the public status page: who asked, confirmed and left, what each still has to be told, and in which order.
//!
//! Must not know how a message is worded or sent, nor anything that the public page does not show.

mod address;
mod announced;
mod event;
mod import;
mod mailbox;
mod maintenance_news;
mod network;
mod news;
mod record;
mod shown;
mod sign_up;
mod signature;
#[cfg(test)]
mod tests;
mod wanted;

pub use address::{Reach, SubscriberAddress};
pub use announced::Announced;
pub use event::{SubscriberEvent, SubscriberEventKind};
pub use import::{ImportedRow, LeftOut, imported};
pub use mailbox::{CLAIM_LEASE, Claimed, Mailbox, Outcome, Sending};
pub use maintenance_news::MaintenanceNews;
pub use network::is_public;
pub use news::{IncidentNews, News};
pub use record::{SigningKey, Standing, Subscriber};
pub use shown::{Shown, ShownId};
pub use sign_up::{
    Asked, CONFIRM_WITHIN, MOST_A_DAY, MOST_ASKS_A_DAY, MOST_OF_SOURCE_AN_HOUR, SignUp, SignUpCounts, source,
};
pub use signature::{sign, signed_bytes, verify};
pub use wanted::Wanted;
