//! Validates heartbeats.

use super::digests::check_digests;
use super::problem::{problem, unknown};
use crate::heartbeat::SHORTEST;
use crate::oncall::Problem;
use crate::settings::Settings;
use std::collections::BTreeMap;

pub(super) fn check(settings: &Settings, found: &mut Vec<Problem>) {
    let mut owners = BTreeMap::new();
    for (name, heartbeat) in &settings.heartbeats {
        let at = |key: &'static str| ["heartbeats", name.as_str(), key];
        if heartbeat.every < SHORTEST {
            found.push(problem(&at("every"), "is shorter than a minute; write 1m or more".into()));
        }
        check_digests(&at("key_sha256"), &heartbeat.key_sha256, found);
        for digest in &heartbeat.key_sha256 {
            if let Some(other) = owners.insert(digest, name).filter(|other| *other != name) {
                let message = format!("is also a key of `{other}`; `callout key` makes another");
                found.push(problem(&at("key_sha256"), message));
            }
        }
        if let Some(service) = heartbeat.service.as_ref().filter(|s| !settings.services.contains_key(s)) {
            let known = settings.services.keys().map(|n| n.as_str());
            found.push(unknown(&at("service"), "service", service.as_str(), known));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_of(heartbeats: &str, expected: &[(&str, &str)]) {
        let settings: Settings = toml::from_str(heartbeats).unwrap();
        let mut found = Vec::new();
        check(&settings, &mut found);
        let found: Vec<_> = found.iter().map(|it| (it.path.join("."), it.message.as_str())).collect();
        let expected: Vec<_> = expected.iter().map(|(path, says)| ((*path).to_owned(), *says)).collect();
        assert_eq!(found, expected);
    }

    const DIGEST: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    #[test]
    fn a_sound_heartbeat_has_a_key_and_an_interval() {
        check_of(&format!("[heartbeats.backup]\nevery = '1m'\nkey_sha256 = ['{DIGEST}']"), &[]);
    }

    #[test]
    fn each_thing_to_mend_is_named() {
        check_of(
            "[heartbeats.backup]\nevery = '30s'\nkey_sha256 = ['secret']\nservice = 'storage'",
            &[
                ("heartbeats.backup.every", "is shorter than a minute; write 1m or more"),
                (
                    "heartbeats.backup.key_sha256",
                    "needs the digest that `callout key` prints, never the key itself",
                ),
                (
                    "heartbeats.backup.service",
                    "there is no service `storage`; add [services.storage] or name another",
                ),
            ],
        );
    }

    #[test]
    fn one_key_names_one_heartbeat() {
        let one = |name: &str| format!("[heartbeats.{name}]\nevery = '1h'\nkey_sha256 = ['{DIGEST}']\n");
        check_of(
            &(one("backup") + &one("rotation")),
            &[("heartbeats.rotation.key_sha256", "is also a key of `backup`; `callout key` makes another")],
        );
    }
}
