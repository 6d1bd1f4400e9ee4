//! One write of a transaction.
//!
//! Does not know what is written: `commit.rs` puts the writes of a decision together.

use crate::condition::Condition;
use crate::items::Item;
use crate::keys::Key;

/// One write of a transaction.
#[derive(Debug)]
pub(crate) enum Write {
    Put(Box<Item>, Condition),
    Update(Key, String, Condition),
}

impl Write {
    pub(crate) fn put(item: Item, condition: Condition) -> Self {
        Self::Put(Box::new(item), condition)
    }

    /// The parts that distinguish this write from others.
    pub(crate) fn contents(&self) -> [&str; 3] {
        match self {
            Self::Put(item, _) => [&item.pk, &item.sk, item.data.as_deref().unwrap_or_default()],
            Self::Update(key, ..) => [&key.pk, &key.sk, ""],
        }
    }
}
