//! Notices that are due: each is posted once, and goes the way of everything committed.
//!
//! Tells nobody itself, and must not stand in the way of the sweep.

use anyhow::{Context, Result};
use callout_domain::ids::NoticeId;
use callout_ports::{Clock, Notices, Posted, SettingsSource};
use jiff::SignedDuration;
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// How far back each minute looks, so that minutes lost in an outage are made up for. Later, a notice is no news.
pub const CATCH_UP: SignedDuration = SignedDuration::from_hours(1);

/// What this process knows to be posted, so that the table is not asked sixty times about one notice. The table alone
/// decides; a process that has just started asks about each once more.
#[derive(Debug, Default)]
pub struct PostedNotices(Mutex<BTreeSet<NoticeId>>);

impl PostedNotices {
    fn has(&self, id: &NoticeId) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(id)
    }

    fn add(&self, id: NoticeId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(id);
    }

    /// Forgets what is not asked for any more.
    fn keep(&self, due: &BTreeSet<NoticeId>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).retain(|id| due.contains(id));
    }
}

/// Posts the notices of the last hour that were not posted yet; says how many.
///
/// # Errors
/// The store failed; the next minute finds what is left.
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
            Ok(answer) => {
                posted += usize::from(answer == Posted::Now);
                tracing::info!(notice.id = id.as_str(), ?answer, at = %notice.at, "notice due");
                known.add(id);
            }
            Err(error) => failed = Some(error),
        }
    }
    failed.map_or(Ok(posted), |error| Err(error).context("post a notice"))
}
