//! Sessions that were ended, on DynamoDB: an item for each, until its cookie would have expired.

use crate::condition::Condition;
use crate::error;
use crate::items::Item;
use crate::keys::Key;
use crate::table::Table;
use callout_ports::{PortError, Sessions};
use jiff::Timestamp;

impl Sessions for Table {
    async fn end_session(&self, mark: &str, expires_at: Timestamp) -> Result<(), PortError> {
        let ended = Item { expires_at: Some(expires_at.as_second()), ..Item::at(Key::ended_session(mark)) };
        let put = self.putting(&ended, &Condition::any())?;
        put.send().await.map_err(error::unavailable("end a session"))?;
        Ok(())
    }

    async fn is_session_ended(&self, mark: &str) -> Result<bool, PortError> {
        let ended: Option<Item> =
            self.get(&Key::ended_session(mark), "look whether a session was ended").await?;
        Ok(ended.is_some())
    }
}
