//! What people changed for themselves, on DynamoDB: an item for each person, their addresses apart, and a pointer that counts all
//! changes, so that functions notice one without reading everybody.

use crate::condition::Condition;
use crate::error;
use crate::items::{Item, json};
use crate::keys::Key;
use crate::rules_cache::Scope;
use crate::table::Table;
use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem, Update};
use callout_domain::ids::ResponderName;
use callout_domain::person::{Change, People, Person, PersonEvent};
use callout_domain::settings::Settings;
use callout_ports::{Address, CommitError, OwnAddresses, PersonStore, PortError};
use jiff::SignedDuration;
use std::collections::BTreeMap;

/// How long it is known who changed what: a year, and some room.
const EVENT_LIFE: SignedDuration = SignedDuration::from_hours(400 * 24);

impl PersonStore for Table {
    async fn person(&self, who: &ResponderName) -> Result<Person, PortError> {
        let item: Option<Item> = self.get(&Key::person(who), "read what a person changed").await?;
        item.map_or_else(|| Ok(Person::default()), |item| item.read())
    }

    async fn save_person(&self, change: &Change) -> Result<(), CommitError> {
        let Change { next, address, event, .. } = change;
        let who = &event.responder;
        let person =
            Item { version: Some(next.version), data: Some(json(next)?), ..Item::at(Key::person(who)) };
        let expires_at = event.at.checked_add(EVENT_LIFE).map_or(i64::MAX, |at| at.as_second());
        let happened = Item {
            data: Some(json(event)?),
            event: Some(PersonEvent::TYPE.to_owned()),
            expires_at: Some(expires_at),
            ..Item::at(Key::person_event(who, next.version))
        };
        let happened = happened.audited(event.at);
        let mut actions = vec![
            self.put_action(&person, &Condition::version(next.version.saturating_sub(1)))?,
            self.put_action(&happened, &Condition::absent())?,
            self.count_change()?,
        ];
        if let Some((mark, address)) = address {
            let item = Item { data: Some(json(address)?), ..Item::at(Key::own_address(who, mark)) };
            actions.push(self.put_action(&item, &Condition::absent())?);
        }
        let request = self.client.transact_write_items().set_transact_items(Some(actions));
        request.send().await.map_err(error::transaction)?;
        Ok(())
    }
}

impl OwnAddresses for Table {
    async fn own_address(&self, who: &ResponderName, mark: &str) -> Result<Option<Address>, PortError> {
        let item: Option<Item> =
            self.get(&Key::own_address(who, mark), "read a person's own address").await?;
        let address: Option<String> = item.map(|item| item.read()).transpose()?;
        Ok(address.map(|address| address.as_str().into()))
    }
}

/// What the people of some settings changed for themselves, with their addresses.
///
/// # Errors
/// The table does not answer.
pub async fn load_people(table: &Table, settings: &Settings) -> Result<People, PortError> {
    table.people_of(settings, Scope::WithContacts).await
}

impl Table {
    fn count_change(&self) -> Result<TransactWriteItem, PortError> {
        let update = Update::builder()
            .table_name(&self.name)
            .set_key(Some(Key::people().attributes()))
            .update_expression("ADD version :one")
            .expression_attribute_values(":one", AttributeValue::N("1".to_owned()));
        let update = update.build().map_err(error::unavailable("count a change"))?;
        Ok(TransactWriteItem::builder().update(update).build())
    }

    /// What the people of some settings changed. What cannot be read counts as nothing: then the contacts of the settings are used.
    pub(crate) async fn people_of(&self, settings: &Settings, scope: Scope) -> Result<People, PortError> {
        let keys = settings.responders.keys().map(Key::person).collect();
        let items: Vec<Item> = self.get_all(keys, "read what people changed").await?;
        let known = items.iter().filter_map(|item| Some((item.key().person_of()?, readable(item)?)));
        let mut people: BTreeMap<ResponderName, Person> = known.collect();
        if scope == Scope::WithContacts {
            self.join_own_addresses(&mut people).await?;
        }
        Ok(People(people))
    }

    /// A contact whose address is missing is left out: the one that it replaced is used.
    async fn join_own_addresses(
        &self,
        people: &mut BTreeMap<ResponderName, Person>,
    ) -> Result<(), PortError> {
        let marks = |(who, person): (&ResponderName, &Person)| {
            person.contacts.iter().map(|own| Key::own_address(who, &own.mark)).collect::<Vec<_>>()
        };
        let keys = people.iter().flat_map(marks).collect();
        let items: Vec<Item> = self.get_all(keys, "read people's own addresses").await?;
        let found: BTreeMap<Key, String> =
            items.iter().filter_map(|item| Some((item.key(), readable(item)?))).collect();
        for (who, person) in people {
            person.contacts.retain_mut(|own| {
                let address = found.get(&Key::own_address(who, &own.mark));
                own.address = address.cloned().unwrap_or_default();
                address.is_some()
            });
        }
        Ok(())
    }
}

fn readable<T: serde::de::DeserializeOwned>(item: &Item) -> Option<T> {
    let log = |error: &PortError| {
        tracing::error!(
            %error,
            "what somebody changed for themselves cannot be read; the contacts of the settings are used"
        );
    };
    item.read().inspect_err(log).ok()
}
