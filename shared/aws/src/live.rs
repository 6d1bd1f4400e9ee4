//! What people decide beside the settings files, on DynamoDB: a pointer, and the latest versions in a few places.
//!
//! The pointer is what functions read with each event, so it stays small; versions may have 48 KB.

use crate::condition::Condition;
use crate::error;
use crate::items::{Item, json};
use crate::keys::Key;
use crate::table::Table;
use callout_domain::live::{Live, LiveEvent, LiveRecord, LiveVersion};
use callout_ports::{CommitError, LiveStore, PortError};
use jiff::SignedDuration;

/// How long it is known who decided what: a year for postmortems, and some room.
const EVENT_LIFE: SignedDuration = SignedDuration::from_hours(400 * 24);
/// How often a version is looked for again that others replaced meanwhile: four decisions between two reads.
const TRIES: u32 = 3;

impl LiveStore for Table {
    async fn live(&self) -> Result<LiveVersion, PortError> {
        for _ in 0..TRIES {
            let pointer: Option<Item> = self.get(&Key::live(), "look what was decided").await?;
            if let Some(found) = self.live_at(number(pointer.as_ref())).await? {
                return Ok(found);
            }
        }
        Err(PortError::corrupt(
            "the stored silences, windows and overrides of people",
            "the latest version is missing",
        ))
    }

    async fn save_live(&self, next: &LiveVersion, record: &LiveRecord) -> Result<(), CommitError> {
        let LiveVersion { number, live } = next;
        let at = |key: Key| Item { version: Some(*number), ..Item::at(key) };
        let version = Item { data: Some(json(live)?), ..at(Key::live_version(*number)) };
        let expires_at = record.at.checked_add(EVENT_LIFE).map_or(i64::MAX, |at| at.as_second());
        let event = Item {
            data: Some(json(&LiveEvent::new(*number, record.clone()))?),
            event: Some(LiveEvent::TYPE.to_owned()),
            expires_at: Some(expires_at),
            ..Item::at(Key::live_event(*number))
        };
        let event = event.audited(record.at);
        let actions = [
            self.put_action(&at(Key::live()), &Condition::version(number.saturating_sub(1)))?,
            self.put_action(&version, &Condition::any())?,
            self.put_action(&event, &Condition::absent())?,
        ];
        let request = self.client.transact_write_items().set_transact_items(Some(actions.into()));
        request.send().await.map_err(error::transaction)?;
        Ok(())
    }
}

/// The number that the pointer has; 0 where nobody decided anything.
pub(crate) fn number(pointer: Option<&Item>) -> u64 {
    pointer.and_then(|item| item.version).unwrap_or(0)
}

impl Table {
    /// The version with a number; `None` if others replaced it meanwhile.
    pub(crate) async fn live_at(&self, number: u64) -> Result<Option<LiveVersion>, PortError> {
        if number == 0 {
            return Ok(Some(LiveVersion::default()));
        }
        let item: Option<Item> = self.get(&Key::live_version(number), "read what was decided").await?;
        let Some(item) = item.filter(|item| item.version == Some(number)) else { return Ok(None) };
        let live: Live = item.read()?;
        Ok(Some(LiveVersion { number, live }))
    }
}
