//! Due on-call notices: posts each once; the outbox publishes it like every event.
//!
//! Notifies nobody itself, and must not block the sweep.

use anyhow::{Context, Result};
use callout_domain::ids::NoticeId;
use callout_ports::{Clock, Notices, Posted, SettingsSource};
use jiff::SignedDuration;
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// How far back each minute looks, to catch up after an outage. An older notice is of no use.
pub const CATCH_UP: SignedDuration = SignedDuration::from_hours(1);

/// The notices that this process knows are posted, which saves 60 writes per notice. Only the table decides; a new
/// process tries each once more.
#[derive(Debug, Default)]
pub struct PostedNotices(Mutex<BTreeSet<NoticeId>>);

impl PostedNotices {
    fn has(&self, id: &NoticeId) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(id)
    }

    fn add(&self, id: NoticeId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(id);
    }

    /// Forgets notices that are no longer due.
    fn keep(&self, due: &BTreeSet<NoticeId>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).retain(|id| due.contains(id));
    }
}

/// Posts the notices of the last hour that were not posted yet; returns how many.
///
/// # Errors
/// The store failed; the next minute posts the rest.
pub async fn post_due<T>(table: &T, known: &PostedNotices, clock: &impl Clock) -> Result<usize>
where
    T: SettingsSource + Notices,
{
    let rules = table.rules().await.context("read the settings")?;
    let now = clock.now();
    let due = rules.notices_due(now.saturating_sub(CATCH_UP)?, now);
    known.keep(&due.iter().map(|notice| notice.id()).collect());
    let (mut posted, mut failed) = (0, None);
    for notice in due {
        let id = notice.id();
        if known.has(&id) {
            continue;
        }
        match table.post(&notice).await {
            Ok(result) => {
                posted += usize::from(result == Posted::Now);
                tracing::info!(notice.id = id.as_str(), ?result, at = %notice.at, "notice due");
                known.add(id);
            }
            Err(error) => failed = Some(error),
        }
    }
    failed.map_or(Ok(posted), |error| Err(error).context("post a notice"))
}
