//! Changes one subscription under its version: whoever loses a race decides again.

use crate::deps::Ports;
use crate::notice::Notice;
use anyhow::anyhow;
use callout_domain::ids::SubscriberId;
use callout_domain::subscriber::{Subscriber, SubscriberEvent};
use callout_lambda::after_conflict;
use callout_ports::{CommitError, Subscribers as _};

/// How often a change is tried while others change the same.
const TRIES: usize = 8;

/// What a change decided.
pub(crate) enum Decided {
    /// Nothing is written.
    Unchanged,
    /// It is written, with an event.
    Changed(Option<SubscriberEvent>),
}

/// Decides about a subscription as it is stored, and stores what was decided; returns it as it is then.
pub(crate) async fn change(
    deps: &impl Ports,
    id: &SubscriberId,
    decide: impl Fn(Option<Subscriber>) -> Result<(Subscriber, Decided), Notice>,
) -> Result<Subscriber, Notice> {
    let table = deps.table();
    for tried in 0..TRIES {
        let known = table.subscriber(id).await.map_err(|error| Notice::away(error.into()))?;
        let (next, decided) = decide(known)?;
        let Decided::Changed(event) = decided else { return Ok(next) };
        match table.save_subscriber(&next, event.as_ref()).await {
            Ok(()) => return Ok(next),
            Err(CommitError::Conflict) => after_conflict(tried).await,
            Err(CommitError::Port(error)) => return Err(Notice::away(error.into())),
        }
    }
    Err(Notice::away(anyhow!("every one of {TRIES} tries to change a subscription met a conflict")))
}
