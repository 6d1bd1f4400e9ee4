//! Notices on DynamoDB: items that the stream carries to the outbox.
//!
//! Notifies nobody.

use crate::condition::Condition;
use crate::items::Item;
use crate::table::Table;
use callout_domain::oncall::Notice;
use callout_ports::{CommitError, Notices, PortError, Posted};

impl Notices for Table {
    async fn post(&self, notice: &Notice) -> Result<Posted, PortError> {
        match self.put_if(&Item::notice(notice)?, &Condition::absent()).await {
            Ok(()) => Ok(Posted::Now),
            Err(CommitError::Conflict) => Ok(Posted::Before),
            Err(CommitError::Port(error)) => Err(error),
        }
    }
}
