//! When a key was last used is known by its digest; a key that was never used is not there.

use super::contract;
use super::sample::{minutes, now};
use callout_domain::settings::hash_key;
use callout_ports::KeyUses;
use std::collections::BTreeMap;

contract!(the_last_use_of_each_key_is_known);
async fn the_last_use_of_each_key_is_known(memory: &impl KeyUses) {
    let (old, new, unused) = (hash_key("old"), hash_key("new"), hash_key("unused"));
    for (key, at) in [(&old, now()), (&new, now()), (&new, minutes(5))] {
        memory.note_key_use(key, at).await.unwrap();
    }
    let known = memory.key_uses(&[old.clone(), new.clone(), unused]).await.unwrap();
    assert_eq!(known, BTreeMap::from([(old, now()), (new, minutes(5))]));
    assert!(memory.key_uses(&[]).await.unwrap().is_empty());
}
