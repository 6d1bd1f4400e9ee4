//! Sessions that were ended, on DynamoDB: an item for each, and one for whoever signed out everywhere, until the cookies would have
//! expired.

use crate::condition::Condition;
use crate::error;
use crate::items::{Item, from_attributes, json};
use crate::keys::Key;
use crate::table::Table;
use aws_sdk_dynamodb::types::AttributeValue;
use callout_domain::ids::ResponderName;
use callout_ports::{CommitError, EndedSessions, PortError, Sessions};
use jiff::Timestamp;

/// How long it is remembered that somebody signed out everywhere, in seconds: nothing that was issued before works for longer.
const LIFE: i64 = 2 * 24 * 3600;

impl Sessions for Table {
    async fn end_session(&self, mark: &str, expires_at: Timestamp) -> Result<(), PortError> {
        let ended = Item { expires_at: Some(expires_at.as_second()), ..Item::at(Key::ended_session(mark)) };
        let put = self.putting(&ended, &Condition::any())?;
        put.send().await.map_err(error::unavailable("end a session"))?;
        Ok(())
    }

    async fn end_sessions_before(&self, who: &ResponderName, moment: Timestamp) -> Result<(), PortError> {
        // The moment is the version: of two, the later holds.
        let version = u64::try_from(moment.as_nanosecond()).unwrap_or_default();
        let ended = Item {
            version: Some(version),
            data: Some(json(&moment)?),
            expires_at: Some(moment.as_second() + LIFE),
            ..Item::at(Key::ended_sessions_of(who))
        };
        let is_earlier = Condition::absent_or("version < :version")
            .with(":version", AttributeValue::N(version.to_string()));
        match self.put_if(&ended, &is_earlier).await {
            Ok(()) | Err(CommitError::Conflict) => Ok(()),
            Err(CommitError::Port(error)) => Err(error),
        }
    }

    async fn ended_sessions(&self, mark: &str, who: &ResponderName) -> Result<EndedSessions, PortError> {
        let (one, all) = (Key::ended_session(mark), Key::ended_sessions_of(who));
        let [one, all] = self.get_each([&one, &all], "look whether a session was ended").await?;
        let all: Option<Item> = all.map(from_attributes).transpose()?;
        Ok(EndedSessions { is_ended: one.is_some(), before: all.map(|item| item.read()).transpose()? })
    }
}
