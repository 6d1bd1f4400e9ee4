//! Sessions that were ended, on DynamoDB: an item for each, and one for whoever signed out everywhere, until the cookies would have
//! expired.

use crate::condition::Condition;
use crate::error;
use crate::items::{Item, expiry, from_attributes, json};
use crate::keys::Key;
use crate::table::Table;
use aws_sdk_dynamodb::types::AttributeValue;
use callout_domain::audit::{ConsoleLink, SignedOut};
use callout_domain::ids::ResponderName;
use callout_ports::{CommitError, EndedSessions, PortError, Sessions};
use jiff::{SignedDuration, Timestamp};

/// How long it is remembered that somebody signed out everywhere, in seconds: nothing that was issued before works for longer.
const LIFE: i64 = 2 * 24 * 3600;
/// How often a busy table is asked.
const TRIES: u32 = 3;
/// How long it is known who signed out whom: a year, and some room.
const EVENT_LIFE: SignedDuration = SignedDuration::from_hours(400 * 24);

impl Sessions for Table {
    async fn end_session(&self, mark: &str, expires_at: Timestamp) -> Result<(), PortError> {
        let ended = Item { expires_at: Some(expires_at.as_second()), ..Item::at(Key::ended_session(mark)) };
        let put = self.putting(&ended, &Condition::any())?;
        put.send().await.map_err(error::unavailable("end a session"))?;
        Ok(())
    }

    async fn end_sessions_before(&self, done: &SignedOut) -> Result<(), PortError> {
        let SignedOut { responder: who, at: moment, .. } = done;
        // The moment is the version: of two, the later holds.
        let version = u64::try_from(moment.as_nanosecond()).unwrap_or_default();
        let ended = Item {
            version: Some(version),
            data: Some(json(moment)?),
            expires_at: Some(moment.as_second() + LIFE),
            ..Item::at(Key::ended_sessions_of(who))
        };
        let is_earlier = Condition::absent_or("version < :version")
            .with(":version", AttributeValue::N(version.to_string()));
        let told = Item {
            data: Some(json(done)?),
            expires_at: Some(expiry(*moment, EVENT_LIFE)),
            ..Item::at(Key::sign_out(who, *moment))
        };
        let actions = [
            self.put_action(&ended, &is_earlier)?,
            self.put_action(&told.audited(*moment), &Condition::absent())?,
        ];
        for _ in 0..TRIES {
            let request = self.client.transact_write_items().set_transact_items(Some(actions.to_vec()));
            match request.send().await.map_err(error::transaction) {
                Ok(_) => return Ok(()),
                Err(CommitError::Port(error)) => return Err(error),
                // A busy table refuses, too: only what is stored says that it is done.
                Err(CommitError::Conflict) if self.ended_before(who).await? >= Some(*moment) => return Ok(()),
                Err(CommitError::Conflict) => {}
            }
        }
        Err(PortError::unavailable("end all sessions of a person", "the table is busy; try again"))
    }

    async fn note_console_link(&self, link: &ConsoleLink) -> Result<(), PortError> {
        let ConsoleLink { responder, at, .. } = link;
        let told = Item {
            data: Some(json(link)?),
            expires_at: Some(expiry(*at, EVENT_LIFE)),
            ..Item::at(Key::console_link(responder, *at))
        };
        match self.put_if(&told.audited(*at), &Condition::absent()).await {
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

impl Table {
    /// Before which moment all sessions of a person were ended.
    async fn ended_before(&self, who: &ResponderName) -> Result<Option<Timestamp>, PortError> {
        let all: Option<Item> =
            self.get(&Key::ended_sessions_of(who), "look when sessions were ended").await?;
        all.map(|item| item.read()).transpose()
    }
}
